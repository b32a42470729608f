import { describe, expect, it } from "vitest";
import { scoreChange } from "../../src/engine/report/comparison/score-changes.ts";

const COLUMNS = { a: "ARI_genre", b: "ARI_genre" };
const NO_SPREADS = { a: undefined, b: undefined };

describe("a change of a score", () => {
  it.each([
    ["neither is chance", null, null, true],
    ["one may be chance", "chance", null, true],
    ["both may be chance", "chance", "chance", null],
  ] as const)("is better or worse unless chance reaches both: %s", (_, a, b, isBetter) => {
    const change = scoreChange(COLUMNS, { a: 0.01, b: 0.03 }, NO_SPREADS, { a, b });
    expect(change).toMatchObject({ isBetter, doubts: { a, b } });
  });
});

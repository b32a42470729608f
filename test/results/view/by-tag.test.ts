import { expect, it } from "vitest";
import { tagsByTag } from "../../../src/engine/results/view/by-tag.ts";

it("has each tag's scores song after song, and their sum", () => {
  const data = Float64Array.of(0.25, 1, 0.5, 0, 0.125, 0.75);
  expect(tagsByTag({ rows: 3, cols: 2, data })).toEqual({
    scores: Float32Array.of(0.25, 0.5, 0.125, 1, 0, 0.75),
    totals: [0.875, 1.75],
  });
});

import { describe, expect, it } from "vitest";
import { placesOf } from "../../../src/engine/results/view/songs/places.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

describe("the places of texts", () => {
  it("are those of one sort, however many parts are merged", async () => {
    const rng = createRng(1, "texts");
    const texts = Array.from({ length: 300 }, () => `${"aÄbé"[rng.integer(4)]} ${rng.integer(60)}`);
    const sorted = [...new Set(texts)].sort(new Intl.Collator("en", { numeric: true }).compare);
    const expected = Int32Array.from(texts, (text) => sorted.indexOf(text));
    for (const part of [300, 299, 64, 7, 1]) {
      const fractions: number[] = [];
      const pause = (fraction: number): Promise<void> => Promise.resolve(void fractions.push(fraction));
      expect(await placesOf(texts, pause, part)).toEqual(expected);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
    }
    expect(await placesOf([], () => Promise.resolve())).toEqual(new Int32Array());
  });
});

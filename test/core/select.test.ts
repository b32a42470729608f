import { expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { smallest } from "../../src/engine/core/select.ts";

it("finds what sorting would put there", () => {
  const rng = createRng(1);
  for (let round = 0; round < 200; round++) {
    // Few different values in every second round: many are equal.
    const values = Float64Array.from({ length: 1 + rng.integer(60) }, () =>
      round % 2 === 0 ? rng.normal() : rng.integer(4),
    );
    const sorted = values.toSorted();
    for (let index = 0; index < values.length; index++) expect(smallest(values.slice(), index)).toBe(sorted[index]);
  }
});

it("takes infinities and values in order", () => {
  expect(smallest(Float64Array.of(Infinity, 1, Infinity), 0)).toBe(1);
  expect(smallest(Float64Array.of(1, 2, 3, 4, 5), 3)).toBe(4);
  expect(smallest(Float64Array.of(5, 4, 3, 2, 1), 0)).toBe(1);
});

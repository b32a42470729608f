import { describe, expect, it } from "vitest";
import { labelEvery, logTicks, roundTicks, tickLabel, tickLabels } from "../../../src/shared/figures/ticks.ts";

describe("logTicks", () => {
  it("are 1, 2 and 5 times the powers of ten on an ordinary axis", () => {
    expect(logTicks(0.03, 1.4)).toEqual([0.05, 0.1, 0.2, 0.5, 1]);
    expect(logTicks(1, 10)).toEqual([1, 2, 5, 10]);
  });

  it("are evenly spaced on a short axis", () => {
    expect(logTicks(0.949, 1.011)).toEqual([0.96, 0.98, 1]);
    expect(logTicks(3, 3.6)).toEqual([3, 3.2, 3.4, 3.6]);
    expect(logTicks(0.0105, 0.04)).toEqual([0.02, 0.03, 0.04]);
  });

  it("are powers of ten on a long axis, and not all of them on a very long one", () => {
    expect(logTicks(2e-4, 30)).toEqual([1e-3, 1e-2, 0.1, 1, 10]);
    expect(logTicks(1e-3, 5e11)).toEqual([1e-2, 1, 1e2, 1e4, 1e6, 1e8, 1e10]);
  });

  it("lie within the axis, three to eight of them", () => {
    for (let min = 1e-7; min < 1e6; min *= 3.7) {
      for (let ratio = 1.05; ratio < 1e13; ratio *= 1.9) {
        const ticks = logTicks(min, min * ratio);
        expect(Math.min(...ticks)).toBeGreaterThanOrEqual(min * (1 - 1e-9));
        expect(Math.max(...ticks)).toBeLessThanOrEqual(min * ratio * (1 + 1e-9));
        expect(ticks.length, `${min} to ${min * ratio}`).toBeGreaterThanOrEqual(2);
        expect(ticks.length, `${min} to ${min * ratio}`).toBeLessThanOrEqual(9);
      }
    }
  });
});

it("round numbers are three at least", () => {
  expect(roundTicks(0.156, 0.388)).toEqual([0.2, 0.25, 0.3, 0.35]);
  expect(roundTicks(0, 26)).toEqual([0, 10, 20]);
  for (let max = 1; max < 40; max += 0.37)
    for (const min of [0, 0.9]) {
      expect(roundTicks(min, min + max).length, `${min} and ${max} more`).toBeGreaterThanOrEqual(3);
      expect(roundTicks(min, min + max).length, `${min} and ${max} more`).toBeLessThanOrEqual(8);
    }
});

it("evenly spaced numbers have the same decimals, others their own", () => {
  expect(tickLabels([0.2, 0.25, 0.3])).toEqual(["0.20", "0.25", "0.30"]);
  expect(tickLabels([0.8, 0.9, 1])).toEqual(["0.8", "0.9", "1.0"]);
  expect(tickLabels([0.1, 0.2, 0.5, 1])).toEqual(["0.1", "0.2", "0.5", "1"]);
  expect(tickLabels([0, 50, 100])).toEqual(["0", "50", "100"]);
  expect(tickLabels([0, 0.05, 0.1])).toEqual(["0.00", "0.05", "0.10"]);
  expect(tickLabels([100_000, 200_000, 300_000])).toEqual(["10⁵", "2·10⁵", "3·10⁵"]);
  expect(tickLabels([])).toEqual([]);
});

it("so many labels in a row that none touches the next, at round numbers", () => {
  expect([40, 20, 10, 6.8, 3.4, 0.5, 0.01].map((spacing) => labelEvery(spacing, 20))).toEqual([
    1, 1, 2, 5, 10, 50, 2000,
  ]);
});

describe("tickLabel", () => {
  it("writes small numbers out and large ones as powers", () => {
    expect([0.02, 1, 500, 0.0001, 0.3000000001].map(tickLabel)).toEqual(["0.02", "1", "500", "0.0001", "0.3"]);
    expect([1e5, 2e5, 4.6e11, 1e-6].map(tickLabel)).toEqual(["10⁵", "2·10⁵", "4.6·10¹¹", "10⁻⁶"]);
  });
});

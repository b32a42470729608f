import { describe, expect, it } from "vitest";
import {
  countOf,
  formatInSentence,
  have,
  partOf,
  formatBytes,
  formatCell,
  formatChange,
  formatClock,
  formatHertz,
  formatLoss,
  formatNumber,
  formatSeconds,
  formatSecondsLeft,
  formatShare,
  formatSpread,
  formatTime,
  formatUtc,
} from "../../src/shared/format.ts";

describe("numbers", () => {
  it.each([
    [0.45, 0.031234, "0.450 ± 0.031"],
    [0.045, 0.0000012, "0.045 ± 0.000"],
    [-0.0104, 0, "−0.010 ± 0"],
    [4, 0, "4 ± 0"],
    [3, 1.4142, "3 ± 1.41"],
    [4.2e-5, 1e-5, "4.2e−5 ± 1.0e−5"],
  ])("a mean with its deviation: %f, %f", (mean, deviation, text) => {
    expect(formatSpread({ mean, deviation })).toBe(text);
  });

  it.each([
    [0.00042, "0.00042", "0.000420"],
    [0.0001, "0.00010", "0.000100"],
    [0.00009996, "0.00010", "0.000100"],
    [0.00009, "9.0e−5", "9.00e−5"],
    [-0.000042, "−4.2e−5", "−4.20e−5"],
    [-1.6e-15, "0", "0"],
    [0.0312, "0.031", "0.0312"],
    [0.09996, "0.100", "0.1000"],
    [0.12345, "0.123", "0.1235"],
    [-0.5, "−0.500", "−0.5000"],
    [0.9996, "1.00", "0.9996"],
    [9.996, "10.0", "9.996"],
    [12.34, "12.3", "12.34"],
    [345.6, "346", "345.6"],
    [1234.5, "1,235", "1,235"],
    [6, "6", "6"],
    [-3, "−3", "−3"],
    [-0, "0", "0"],
    [6_165_265, "6,165,265", "6,165,265"],
    [-1_000, "−1,000", "−1,000"],
    [999, "999", "999"],
    [1e15, "1,000,000,000,000,000", "1,000,000,000,000,000"],
    [123_456.7, "123,457", "123,457"],
    [2 ** 69, "590,295,810,358,705,651,712", "590,295,810,358,705,651,712"],
    [1e21, "1.00e+21", "1.000e+21"],
    [-1.234567890123456e25, "−1.23e+25", "−1.235e+25"],
    // As the number is, a little less than what it is written as.
    [9.995, "9.99", "9.995"],
    [null, "–", "–"],
    [undefined, "–", "–"],
    [Number.NaN, "–", "–"],
    [Number.POSITIVE_INFINITY, "–", "–"],
  ])("%d is %s, as a loss %s", (value, text, loss) => {
    expect(formatNumber(value)).toBe(text);
    expect(formatLoss(value)).toBe(loss);
  });

  it("have a sign as differences, and stand beside other cells", () => {
    expect([0.25, -0.25, 0, null].map(formatChange)).toEqual(["+0.250", "−0.250", "0", "–"]);
    expect(["kmeans", true, 4, null].map(formatCell)).toEqual(["kmeans", "true", "4", "–"]);
  });

  it("count and measure", () => {
    expect([partOf(1, 8, "song"), partOf(0, 1, "row"), have(1), have(8)]).toEqual([
      "1 of 8 songs",
      "0 of 1 row",
      "has",
      "have",
    ]);
    expect([countOf(1, "song"), countOf(0, "song"), countOf(12_000, "row")]).toEqual([
      "1 song",
      "0 songs",
      "12,000 rows",
    ]);
    expect([1, 12, 4567, 999_600, 2_345_678, 9_960_000, 23_456_789, 999_600_000, 3.2e9].map(formatBytes)).toEqual([
      "1 byte",
      "12 bytes",
      "5 kB",
      "1.0 MB",
      "2.3 MB",
      "10 MB",
      "23 MB",
      "1.0 GB",
      "3.2 GB",
    ]);
    expect([440.4, 999.6, 1296].map(formatHertz)).toEqual(["440 Hz", "1.0 kHz", "1.3 kHz"]);
    expect(formatShare(0.456)).toBe("46 %");
  });
});

describe("times", () => {
  it("are as long as they need to be", () => {
    expect([0, 0.0321, 1.26, 9.96, 41.4, 59.99, 72.4, 185, 3599.7, 3700, 4200].map(formatSeconds)).toEqual([
      "0 s",
      "32 ms",
      "1.3 s",
      "10 s",
      "41 s",
      "1 min",
      "1 min 12 s",
      "3 min 5 s",
      "1 h",
      "1 h 2 min",
      "1 h 10 min",
    ]);
    expect([0, 65.9, -1, Number.NaN].map(formatClock)).toEqual(["0:00", "1:05", "0:00", "0:00"]);
  });

  it("that remain are coarse, so that the words stand still: no more than a dozen different ones in a minute", () => {
    const texts = Array.from({ length: 600 }, (_, tenth) => formatSecondsLeft(60 - tenth / 10));
    expect(new Set(texts).size).toBeLessThanOrEqual(12);
    expect([3, 8, 61, 130, 4000].map(formatSecondsLeft)).toEqual([
      "a few seconds left",
      "about 10 s left",
      "about a minute left",
      "about 2 min left",
      "about 1 h 10 min left",
    ]);
  });

  it("tell the year only of another one", () => {
    expect(formatTime("2025-03-04T12:00:00", new Date("2026-01-01"))).toBe("4 Mar 2025 12:00");
    expect(formatTime("2026-03-04T09:05:00", new Date("2026-01-01"))).toBe("4 Mar 09:05");
    expect(formatTime("never", new Date("2026-01-01"))).toBe("never");
    expect(formatUtc("2026-11-22T11:40:03.000Z")).toBe("2026-11-22 11:40 UTC");
  });
});

it("a whole score has three digits in a sentence", () => {
  expect([1, 0, -1, 0.5, 1234, null].map(formatInSentence)).toEqual(["1.00", "0.00", "−1.00", "0.500", "1,234", "–"]);
});

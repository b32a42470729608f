import { describe, expect, it } from "vitest";
import { designFilterBank, FILTER, nearestRatio } from "../../src/engine/audio/resample/design.ts";
import { createResampler } from "../../src/engine/audio/resample/resampler.ts";
import golden from "../golden/resample.json" with { type: "json" };
import { bandLimited, resample, tone } from "./signals.ts";

const RATES = [
  [44_100, 16_000],
  [48_000, 16_000],
  [44_100, 22_050],
  [32_000, 22_050],
  [22_050, 16_000],
  [11_025, 16_000],
  [8_000, 22_050],
  [96_000, 16_000],
] as const;

/** Largest difference to the tone itself, away from the ends. */
function toneError(hz: number, from: number, to: number): number {
  const out = resample(tone(hz, from, 0.5), from, to);
  const expected = tone(hz, to, 0.5);
  let error = 0;
  for (let n = Math.floor(0.2 * out.length); n < 0.8 * out.length; n++) {
    error = Math.max(error, Math.abs(out[n]! - expected[n]!));
  }
  return error;
}

describe("the resampler", () => {
  it.each(RATES)("keeps amplitude and phase of tones in the pass band, %i → %i Hz", (from, to) => {
    const edge = (FILTER.passBand * Math.min(from, to)) / 2;
    for (const part of [0.01, 0.3, 0.7, 0.999]) expect(toneError(part * edge, from, to)).toBeLessThan(2e-4);
  });

  it.each(RATES.filter(([from, to]) => from > to))(
    "rejects tones above the new Nyquist frequency, %i → %i Hz",
    (from, to) => {
      for (const hz of [to / 2, to / 2 + 40, 0.75 * to, from / 2 - 100].filter(
        (value) => value >= to / 2 && value < from / 2,
      )) {
        const out = resample(tone(hz, from, 0.5), from, to).subarray(0.1 * to, 0.4 * to);
        const peak = out.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(20 * Math.log10(peak / 0.5)).toBeLessThan(-FILTER.attenuationDb + 1);
      }
    },
  );

  it.each(golden.cases)(
    "equals scipy's resample_poly on band-limited noise, $source → $target Hz",
    ({ source, target, length, samples }) => {
      const signal = bandLimited(source, golden.seconds, (0.9 * Math.min(source, target)) / 2);
      const out = resample(signal, source, target);
      expect(out.length).toBe(length);
      for (const [index, value] of samples as [number, number][])
        expect(Math.abs(out[index]! - value)).toBeLessThan(1e-4);
    },
  );

  it("gives the same samples whatever the chunks", () => {
    const signal = bandLimited(44_100, 1, 7000);
    const whole = resample(signal, 44_100, 16_000);
    const resampler = createResampler(44_100, 16_000);
    const parts: number[] = [];
    for (let at = 0, k = 0; at < signal.length; k++) {
      const end = at + ((k * 377) % 5000);
      parts.push(...resampler.push(signal.subarray(at, end)));
      at = end;
    }
    parts.push(...resampler.flush());
    expect(Float32Array.from(parts)).toEqual(whole);
  });

  it("equals the filter bank applied by its definition", () => {
    const [from, to] = [48_000, 22_050];
    const signal = bandLimited(from, 0.05, 20_000);
    const { up, down, taps, phases } = designFilterBank(from, to);
    const out = resample(signal, from, to);
    expect([up, down]).toEqual([147, 320]);
    out.forEach((value, n) => {
      const first = Math.floor((n * down) / up) - taps / 2 + 1;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += phases[((n * down) % up) * taps + k]! * (signal[first + k] ?? 0);
      expect(value).toBeCloseTo(sum, 6);
    });
  });

  it.each([0, 1, 2, 440, 441, 442])("turns %i samples into as many as the rates say", (length) => {
    expect(resample(new Float32Array(length), 44_100, 16_000).length).toBe(Math.ceil((length * 160) / 441));
  });

  it("passes a constant unchanged", () => {
    const out = resample(new Float32Array(20_000).fill(0.25), 44_100, 16_000);
    for (const value of out.subarray(500, 6500)) expect(value).toBeCloseTo(0.25, 6);
  });

  it("passes equal rates through as a copy", () => {
    const signal = tone(440, 16_000, 0.1);
    const out = resample(signal, 16_000, 16_000);
    expect(out).toEqual(signal);
    expect(out).not.toBe(signal);
  });

  it("reduces ratios exactly where a table of them fits, and comes near where it does not", () => {
    expect(nearestRatio(44_100, 16_000, 10_000)).toEqual({ up: 160, down: 441 });
    expect(nearestRatio(48_000, 16_000, 10_000)).toEqual({ up: 1, down: 3 });
    const { up, down } = nearestRatio(44_099, 16_000, 10_000);
    expect(up).toBeLessThanOrEqual(10_000);
    expect(Math.abs(down / up / (44_099 / 16_000) - 1)).toBeLessThan(1e-7);
  });

  it("refuses rates that are not positive", () => {
    expect(() => resample(new Float32Array(4), 0, 16_000)).toThrow(/positive/);
    expect(() => resample(new Float32Array(4), 44_100, Number.NaN)).toThrow(/positive/);
  });
});

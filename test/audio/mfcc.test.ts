import { describe, expect, it } from "vitest";
import { mfcc, mfccStatistics } from "../../src/engine/audio/features/mfcc.ts";
import { melBank } from "../../src/engine/audio/spectrum/mel.ts";
import golden from "../golden/features.json" with { type: "json" };
import { harmonics, SIGNALS } from "./signals.ts";

describe("the MFCC statistics", () => {
  it.each(Object.keys(golden.mfcc_stats))("equal librosa's to 1e-3: %s", (name) => {
    const expected = golden.mfcc_stats[name as keyof typeof golden.mfcc_stats];
    const actual = mfccStatistics(mfcc(SIGNALS[name]!(22_050, golden.seconds)));
    expect(actual.length).toBe(40);
    expected.forEach((value, index) => {
      expect(Math.abs(actual[index]! - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-3);
    });
  });

  it("have one frame per 512 samples, and one more", () => {
    expect([1, 511, 512, 22_050].map((length) => mfcc(new Float32Array(length).fill(0.1)).frames)).toEqual([
      1, 1, 2, 44,
    ]);
  });

  it("scale with loudness in the first coefficient only", () => {
    // A factor g adds 20·log10(g) dB to every band: √128 times that to the constant basis vector, nothing to the others.
    const quiet = mfccStatistics(mfcc(harmonics(22_050, 2)));
    const loud = mfccStatistics(mfcc(harmonics(22_050, 2).map((value) => 2 * value)));
    expect(loud[0]! - quiet[0]!).toBeCloseTo(20 * Math.log10(2) * Math.sqrt(128), 3);
    for (let k = 1; k < 40; k++) expect(loud[k]).toBeCloseTo(quiet[k]!, 3);
  });

  it("are those of one constant frame for silence", () => {
    const stats = mfccStatistics(mfcc(new Float32Array(22_050)));
    expect(stats[0]).toBeCloseTo(-100 * Math.sqrt(128), 2);
    expect(stats.subarray(1).every((value) => Math.abs(value) < 1e-4)).toBe(true);
  });

  it("know the loudest of the song's frames alone, not of those that fill the last batch", () => {
    // 510 samples behind the centre of the last frame, and 2 in front of that of the next, which is none of the song's.
    const click = new Float32Array(4 * 512 + 511);
    click[click.length - 1] = 1;
    const { offsets, weights } = melBank({ sampleRate: 22_050, fftSize: 2048, bands: 128 });
    const sums = Array.from({ length: 128 }, (_, band) =>
      weights.subarray(offsets[band], offsets[band + 1]).reduce((sum, weight) => sum + weight, 0),
    );
    const amplitude = 0.5 + 0.5 * Math.cos((2 * Math.PI * 510) / 2048);
    const floor = 10 * Math.log10(amplitude ** 2 * Math.max(...sums)) - 80;
    expect(mfcc(click).data[0]).toBeCloseTo(floor * Math.sqrt(128), 2);
  });

  it("mean and population standard deviation, by hand", () => {
    const data = Float32Array.of(1, 3, 5, 5);
    expect([...mfccStatistics({ coefficients: 2, frames: 2, data })]).toEqual([2, 5, 1, 0]);
  });

  it("refuses no samples", () => {
    expect(() => mfcc(new Float32Array(0))).toThrow(/at least one sample/);
  });
});

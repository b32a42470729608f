import { describe, expect, it } from "vitest";
import { griffinLim } from "../../src/engine/audio/resynthesis/griffin-lim.ts";
import { powerOfBins } from "../../src/engine/audio/resynthesis/mel-inversion.ts";
import { soundOfMel } from "../../src/engine/audio/resynthesis/sound-of-mel.ts";
import { createStft, type Spectrum, type Stft } from "../../src/engine/audio/resynthesis/stft.ts";
import { LOG_MEL, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { melBank } from "../../src/engine/audio/spectrum/mel.ts";
import type { WeightedRows } from "../../src/engine/audio/spectrum/weighted-rows.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { golden } from "../golden/load.ts";

type Picked = readonly (readonly [at: number, value: number])[];
const { inverse, rebuilt, mel } = golden("resynthesis") as {
  readonly inverse: readonly {
    readonly frames: number;
    readonly length: number;
    readonly samples: Picked;
    readonly spectra: readonly (readonly [at: number, re: number, im: number])[];
  }[];
  readonly rebuilt: readonly {
    readonly frames: number;
    readonly rounds: number;
    readonly length: number;
    readonly samples: Picked;
  }[];
  readonly mel: {
    readonly frames: number;
    readonly bins: readonly [norm: number, levels: number];
    readonly sound: number;
    readonly mel: Picked;
  };
};

const { fftSize, hop, sampleRate, bands } = LOG_MEL;
const BINS = fftSize / 2 + 1;

/** Values by bin and frame, frame after frame. */
function byFrame(frames: number, value: (k: number, f: number) => number): Float64Array {
  return Float64Array.from({ length: frames * BINS }, (_, at) => value(at % BINS, Math.floor(at / BINS)));
}
const empty = (frames: number): Spectrum => ({ re: byFrame(frames, () => 0), im: byFrame(frames, () => 0) });

/** As the script makes them. */
const magnitudes = (frames: number): Float64Array =>
  byFrame(frames, (k, f) => {
    const ridge = (centre: number, width: number): number => Math.exp(-(((k - centre) / width) ** 2));
    return 0.01 + ridge(12 + 3 * Math.sin(f / 5), 2) + 0.5 * ridge(40 + f / 3, 3) + 0.2 * ridge(120 - f / 2, 8);
  });
const tone = Float64Array.from({ length: 2 * sampleRate }, (_, n) => {
  const t = n / sampleRate;
  const part = (hz: number, a: number): number => a * Math.sin(2 * Math.PI * hz * t + 3 * Math.sin(2 * t));
  return (
    part(220, 0.3) +
    part(440, 0.2) +
    part(1234, 0.1) +
    part(3000, 0.05) +
    0.05 * Math.sin(2 * Math.PI * 37 * t ** 3 * 50)
  );
});

function near(actual: ArrayLike<number>, expected: Picked, tolerance: number): void {
  for (const [at, value] of expected) expect(Math.abs(actual[at]! - value), String(at)).toBeLessThan(tolerance);
}

describe("short-time spectra and back", () => {
  it.each(inverse)(
    "are librosa's for $frames frames that belong to no signal",
    ({ frames, length, samples, spectra }) => {
      const stft = createStft({ fftSize, hop, frames });
      const y = new Float64Array(stft.length).fill(7);
      const spectrum = {
        re: byFrame(frames, (k, f) => Math.sin(0.7 * k + 1.3 * f)),
        im: byFrame(frames, (k, f) => Math.cos(0.3 * k * (f + 1))),
      };
      stft.synthesise(spectrum, y);
      expect(stft.length).toBe(length);
      near(y, samples, 1e-12);
      const back = empty(frames);
      stft.analyse(y, back);
      for (const [at, re, im] of spectra) {
        expect(back.re[at]).toBeCloseTo(re, 10);
        expect(back.im[at]).toBeCloseTo(im, 10);
      }
    },
  );

  it("give a signal back", () => {
    const stft = createStft({ fftSize, hop, frames: 50 });
    const x = Float64Array.from({ length: stft.length }, (_, n) => Math.sin(n * n * 0.001));
    const spectrum = empty(50);
    const y = new Float64Array(stft.length);
    stft.analyse(x, spectrum);
    stft.synthesise(spectrum, y);
    expect(Math.max(...y.map((value, n) => Math.abs(value - x[n]!)))).toBeLessThan(1e-12);
  });
});

describe("Griffin and Lim's phases", () => {
  it.each(rebuilt)(
    "are librosa's after $rounds rounds of $frames frames",
    async ({ frames, rounds, length, samples }) => {
      const y = await griffinLim(magnitudes(frames), { fftSize, hop, frames, rounds });
      expect(y).toHaveLength(length);
      // Rounding grows from round to round where a magnitude is next to nothing.
      near(y, samples, 1e-6);
    },
  );

  it("stop when they are told to, and say how far they are", async () => {
    const controller = new AbortController();
    const told: number[] = [];
    const run = griffinLim(magnitudes(5), {
      fftSize,
      hop,
      frames: 5,
      rounds: 4,
      signal: controller.signal,
      onProgress: (fraction) => {
        told.push(fraction);
        if (fraction === 0.5) controller.abort();
      },
    });
    await expect(run).rejects.toThrow(CancelledError);
    expect(told).toEqual([0.25, 0.5]);
  });
});

/** Band powers of a spectrum's bins. */
function bandsOf({ starts, offsets, weights }: WeightedRows, power: Float64Array, frames: number): Float64Array {
  const result = new Float64Array(starts.length * frames);
  for (let band = 0; band < starts.length; band++)
    for (let frame = 0; frame < frames; frame++)
      for (let at = offsets[band]!; at < offsets[band + 1]!; at++)
        result[band * frames + frame]! += weights[at]! * power[frame * BINS + starts[band]! + at - offsets[band]!]!;
  return result;
}
function powerOf(stft: Stft, signal: Float64Array, frames: number): Float64Array {
  const spectrum = empty(frames);
  stft.analyse(signal, spectrum);
  return spectrum.re.map((re, at) => re * re + spectrum.im[at]! ** 2);
}
const level = (power: number): number => Math.log10(Math.max(power, 1e-10));
const levelError = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, at) => sum + Math.abs(level(value) - level(b[at]!)), 0) / a.length;

describe("the way from bands back to bins", () => {
  const { frames } = mel;
  const bank = melBank({ sampleRate, fftSize, bands });
  const stft = createStft({ fftSize, hop, frames });
  const padded = new Float64Array(stft.length);
  padded.set(tone.subarray(0, stft.length));
  const wanted = bandsOf(bank, powerOf(stft, padded, frames), frames);
  const bins = powerOfBins(bank, wanted, frames, BINS);

  it("starts from librosa's bands", () => {
    for (const [at, value] of mel.mel) expect(wanted[at]! / value).toBeCloseTo(1, 6);
  });

  it("meets the bands better than librosa's, without negative powers", () => {
    const got = bandsOf(bank, bins, frames);
    const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    expect(bins.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    expect(norm(got.map((value, at) => value - wanted[at]!)) / norm(wanted)).toBeLessThan(mel.bins[0]);
    expect(levelError(got, wanted)).toBeLessThan(mel.bins[1]);
  });

  it("sounds like the bands at least as much as librosa's way does", async () => {
    const sound = await griffinLim(bins.map(Math.sqrt), { fftSize, hop, frames });
    expect(levelError(bandsOf(bank, powerOf(stft, sound, frames), frames), wanted)).toBeLessThan(mel.sound);
  });

  it("leaves bins that no band holds, and silence, silent", () => {
    const silent = powerOfBins(bank, new Float64Array(bands), 1, BINS);
    expect(silent.every((value) => value === 0)).toBe(true);
    const even = powerOfBins(bank, new Float64Array(bands).fill(1), 1, BINS);
    // The first band begins above 0 Hz.
    expect(even[0]).toBe(0);
    expect(even[1]).toBeGreaterThan(0);
  });
});

describe("the sound of a log-mel spectrogram", () => {
  it("has that spectrogram, but for its level, and its loudest sample is ±0.9", async () => {
    const original = whisperLogMel(Float32Array.from(tone), 2);
    const sound = await soundOfMel(original, {});
    expect(sound).toHaveLength((original.frames - 1) * hop);
    expect(Math.max(...sound.map(Math.abs))).toBeCloseTo(0.9, 6);
    const heard = whisperLogMel(sound, 2);
    // Loud values only: what lies 40 dB below says nothing of the sound.
    const loudest = Math.max(...original.data);
    const loud = [...original.data.keys()].filter((at) => original.data[at]! > loudest - 1);
    const differences = loud.map((at) => heard.data[at]! - original.data[at]!);
    const mean = differences.reduce((sum, value) => sum + value, 0) / loud.length;
    const spread = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / loud.length);
    // 0.05 of its unit are 2 dB.
    expect(spread).toBeLessThan(0.05);
  });

  it("is silence where the spectrogram is", async () => {
    const sound = await soundOfMel({ bands, frames: 10, data: new Float32Array(bands * 10).fill(-Infinity) }, {});
    expect(sound.every((value) => value === 0)).toBe(true);
  });
});

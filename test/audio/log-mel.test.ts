import { describe, expect, it } from "vitest";
import { WhisperFeatureExtractor } from "@huggingface/transformers";
import { logMelFrames, meanMel, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import golden from "../golden/features.json" with { type: "json" };
import { gap, harmonics, largestDifference, SIGNALS, sweep } from "./signals.ts";

/** The configuration of openai/whisper-small, for another length where asked. */
async function transformersLogMel(samples: Float32Array, seconds: number): Promise<Float32Array> {
  const extractor = new WhisperFeatureExtractor({
    feature_size: 80,
    sampling_rate: 16_000,
    hop_length: 160,
    n_fft: 400,
    chunk_length: seconds,
    n_samples: seconds * 16_000,
    nb_max_frames: seconds * 100,
  });
  const call = extractor._call.bind(extractor) as (
    audio: Float32Array,
  ) => Promise<{ input_features: { data: Float32Array } }>;
  return (await call(samples)).input_features.data;
}

describe("the Whisper log-mel", () => {
  it.each([
    ["a song shorter than the window", harmonics(16_000, 12), 30],
    ["a song longer than the window", sweep(16_000, 31), 30],
    ["sound that reaches the mirrored end", sweep(16_000, 5), 5],
    ["sound that ends within the last frame", sweep(16_000, 4.99), 5],
    ["digital silence after half a second", gap(16_000, 3), 30],
    ["silence", new Float32Array(16_000), 5],
  ])("equals that of Transformers.js: %s", async (_name, samples, seconds) => {
    const ours = whisperLogMel(samples, seconds);
    const theirs = await transformersLogMel(samples, seconds);
    expect([ours.bands, ours.frames]).toEqual([80, 100 * seconds]);
    expect(theirs.length).toBe(ours.data.length);
    expect(largestDifference(ours.data, theirs)).toBeLessThan(1e-4);
  });

  it.each(Object.keys(golden.log_mel))("equals its definition in PyTorch: %s", (name) => {
    const entry = golden.log_mel[name as keyof typeof golden.log_mel];
    const ours = whisperLogMel(SIGNALS[name]!(16_000, golden.seconds), golden.seconds);
    expect([ours.bands, ours.frames]).toEqual(entry.shape);
    expect(largestDifference(meanMel(ours), entry.mean_mel)).toBeLessThan(1e-5);
    for (const [band, frame, value] of entry.cells as [number, number, number][]) {
      expect(ours.data[band * ours.frames + frame]).toBeCloseTo(value, 4);
    }
  });

  it("has 100 frames a second", () => {
    expect([30, 12, 2.5, 0.03].map(logMelFrames)).toEqual([3000, 1200, 250, 3]);
  });

  it("refuses a window shorter than one frame", () => {
    expect(() => whisperLogMel(new Float32Array(100), 0.01)).toThrow(/at least 0.025 seconds/);
  });
});

describe("the mean mel", () => {
  it("is the mean of each band", () => {
    const data = Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40);
    expect([...meanMel({ bands: 2, frames: 4, data })]).toEqual([2.5, 25]);
  });
});

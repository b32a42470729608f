import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/engine/features/decode/decode-audio.ts";
import { meanMel, whisperLogMel } from "../../src/engine/features/log-mel.ts";
import { mfcc, mfccStatistics } from "../../src/engine/features/mfcc.ts";
import golden from "../golden/features.json" with { type: "json" };

const audio = fileURLToPath(new URL("../../examples/songs30/data/audio", import.meta.url));

function pathOf(name: string): string {
  const found = readdirSync(audio, { recursive: true, withFileTypes: true }).find((entry) => entry.name.normalize() === name.normalize());
  return `${found!.parentPath}/${found!.name}`;
}

/** Largest difference relative to the golden values' own size. */
function relativeError(actual: Float64Array, expected: readonly number[], floor: number): number {
  return Math.max(...expected.map((value, index) => Math.abs(actual[index]! - value) / Math.max(floor, Math.abs(value))));
}

/**
 * Real songs against librosa on libsndfile's decoding and soxr's resampling. The FLAC song is already at 22,050 Hz, so its
 * MFCC differ by nothing but arithmetic. For the others decoder and resampler differ too: what they contribute lies in
 * the bands next to the Nyquist frequency, where soxr's filter and ours fall off differently, and stays below 0.5 %.
 */
describe.skipIf(!existsSync(audio))("real songs (skipped where examples/songs30 is missing)", () => {
  it.each(golden.songs)("$file has librosa's MFCC statistics and Whisper's mean mel", async ({ file, rate, mfcc_stats, mean_mel }) => {
    const path = pathOf(file);
    const whole = await decodeAudio(path, { sampleRate: 22_050, seconds: 600 });
    expect(whole.sourceSampleRate).toBe(rate);
    const statsError = relativeError(mfccStatistics(mfcc(whole.samples)), mfcc_stats, 1);
    const { samples } = await decodeAudio(path, { sampleRate: 16_000, seconds: 30 });
    const melError = relativeError(meanMel(whisperLogMel(samples)), mean_mel, 0.1);
    console.log(file, statsError, melError);
    expect(statsError).toBeLessThan(rate === 22_050 ? 1e-3 : 5e-3);
    expect(melError).toBeLessThan(5e-3);
  });
});

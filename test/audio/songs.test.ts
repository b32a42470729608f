import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { meanMel, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { mfcc, mfccStatistics } from "../../src/engine/audio/features/mfcc.ts";
import golden from "../golden/features.json" with { type: "json" };
import { largestDifference } from "./signals.ts";

const audio = fileURLToPath(new URL("../../examples/songs30/data/audio", import.meta.url));

function pathOf(name: string): string {
  const found = readdirSync(audio, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.name.normalize() === name.normalize(),
  );
  return `${found!.parentPath}/${found!.name}`;
}

/**
 * Real songs against librosa, with libsndfile's decoding and soxr's resampling. The FLAC song is at 22,050 Hz already, so
 * its MFCC differ by nothing but arithmetic. For the others the resamplers differ, and only between 91 % and 100 % of the
 * Nyquist frequency, where every filter falls off in its own way: that moves the two highest mel bands by up to 0.015 of
 * the log-mel's range of 2, and MFCC (whose highest band is that of the lower rate) by up to 0.15 dB. Decoding
 * contributes less than 1e-4.
 */
describe.skipIf(!existsSync(audio))("real songs (skipped where examples/songs30 is missing)", () => {
  it.each(golden.songs)(
    "$file has librosa's MFCC statistics and Whisper's mean mel",
    async ({ file, rate, mfcc_stats, mean_mel }) => {
      const path = pathOf(file);
      const whole = await decodeAudio(path, { sampleRate: 22_050, seconds: 600 });
      expect(whole.sourceSampleRate).toBe(rate);
      const stats = mfccStatistics(mfcc(whole.samples));
      mfcc_stats.forEach((value, index) => {
        const limit = rate === 22_050 ? 1e-3 * Math.max(1, Math.abs(value)) : 0.15;
        expect(Math.abs(stats[index]! - value)).toBeLessThan(limit);
      });
      const { samples } = await decodeAudio(path, { sampleRate: 16_000, seconds: 30 });
      const mel = meanMel(whisperLogMel(samples));
      expect(largestDifference(mel.subarray(0, 78), mean_mel)).toBeLessThan(5e-4);
      expect(largestDifference(mel.subarray(78), mean_mel.slice(78))).toBeLessThan(0.02);
    },
  );
});

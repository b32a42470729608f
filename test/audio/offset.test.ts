// Songs that begin with silence or talk: what is left out is decoded all the same, so that the rest is what the whole song has there.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { findFfmpeg } from "../../src/engine/audio/decode/ffmpeg.ts";
import { createFeatureExecutor } from "../../src/engine/audio/features/feature-executor.ts";
import { extractFeature } from "../../src/engine/audio/features/extract.ts";
import { featureFile } from "../../src/engine/audio/features/kept-feature.ts";
import { logMelFeature, logMelOf, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import { harmonics, noise, wavFile } from "./signals.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const ffmpeg = await findFfmpeg();

let folder = "";
/** Three seconds of noise at a rate that does not divide the wanted one. */
let song = "";
/** Two seconds of silence, two of music. */
let late = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-offset-"));
  song = join(folder, "song.wav");
  late = join(folder, "late.wav");
  await writeFile(song, wavFile([noise(3 * 44_100, 1)], { rate: 44_100 }));
  const samples = new Float32Array(4 * 22_050);
  samples.set(harmonics(22_050, 2), 2 * 22_050);
  await writeFile(late, wavFile([samples], { rate: 22_050 }));
});
afterAll(() => rm(folder, { recursive: true }));

describe("decoding from an offset on", () => {
  const decoders = ["auto", ...(ffmpeg === undefined ? [] : ["ffmpeg" as const])] as const;
  it.each(decoders)("gives the samples of the undivided decoding (%s)", async (decoder) => {
    for (const [path, offset, seconds] of [
      [song, 1, 30],
      [song, 0.123_456, 1],
      [song, 1.999_99, 0.5],
      ...["sound.mp3", "sound.ogg", "sound.opus", "sound.flac"].map((name) => [fixture(name), 0.4, 30] as const),
    ] as const) {
      const options = { sampleRate: 16_000, decoder };
      const whole = await decodeAudio(path, { ...options, seconds: 30 });
      const part = await decodeAudio(path, { ...options, seconds, offset });
      const [from, length] = [Math.round(offset * 16_000), Math.round(seconds * 16_000)];
      expect(part.samples).toEqual(whole.samples.slice(from, from + length));
      expect(part.cut).toBe(from + length < whole.samples.length);
      expect(part.notes).toEqual(whole.notes);
    }
  });

  it("is nothing else than decoding where it is 0", async () => {
    const options = { sampleRate: 16_000, seconds: 2 };
    expect(await decodeAudio(song, { ...options, offset: 0 })).toEqual(await decodeAudio(song, options));
  });

  it.each(decoders)("says how long a song is of which nothing is left (%s)", async (decoder) => {
    for (const offset of [2.5, 3, 30]) {
      await expect(decodeAudio(song, { sampleRate: 16_000, seconds: 30, offset, decoder })).rejects.toMatchObject({
        reason: "too-short",
        message: `It lasts 3.0 seconds: behind the offset of ${offset} seconds is no song left.`,
        place: { remedy: "Lower --offset for Medium and Hard; Easy hears whole songs." },
      });
    }
  });

  it("is named with the length of the silence that it would skip", async () => {
    const options = { sampleRate: 16_000, seconds: 2 };
    await expect(decodeAudio(late, { ...options, seconds: 1.5 })).rejects.toMatchObject({
      reason: "silent",
      place: { remedy: expect.stringMatching(/--offset 2 or raise --seconds/) as string },
    });
    await expect(decodeAudio(late, { ...options, seconds: 0.5, offset: 1 })).rejects.toMatchObject({
      message: "Its sound from second 1.0 to 1.5 is silent.",
    });
    const { samples } = await decodeAudio(late, { ...options, offset: 2 });
    expect(samples.length).toBe(32_000);
  });
});

describe("features from an offset on", () => {
  it("are of the sound there, and kept beside those of the whole song", async () => {
    const executor = createFeatureExecutor({ workers: 0 });
    const contentHash = await sha256OfFile(song);
    const make = async (offset?: number) => {
      const options = { cacheDir: join(folder, "cache"), executor, seconds: 1, offset };
      const made = (await extractFeature(logMelFeature, [{ id: "song", audioPath: song, contentHash }], options)).get(
        "song",
      )!;
      if (!made.ok) throw new Error(made.diagnostic.message);
      return { path: made.path, reused: made.reused, mel: logMelOf(await made.read(() => undefined)) };
    };
    const plain = await make();
    expect(await make(0)).toEqual({ ...plain, reused: true });
    // The name that the feature had before there was an offset.
    const settings = { seconds: 1, decoder: "auto" } as const;
    expect(plain.path).toBe(featureFile(join(folder, "cache"), logMelFeature, settings, contentHash));

    const later = await make(1.5);
    expect(later.reused).toBe(false);
    expect(later.path).not.toBe(plain.path);
    const { samples } = await decodeAudio(song, { sampleRate: 16_000, seconds: 30 });
    expect(later.mel).toEqual(whisperLogMel(samples.slice(24_000, 40_000), 1));
    await executor.close();
  });
});

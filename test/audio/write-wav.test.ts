import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { writeWav } from "../../src/engine/audio/decode/write-wav.ts";
import { folderWith } from "../dataset/workspace.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

it.each(["sound.mp3", "sound.flac", "sound.ogg", "sound.opus"])(
  "%s becomes 16-bit mono at its own rate, whole",
  async (name) => {
    const folder = await folderWith({});
    const out = join(folder, "out.wav");
    await writeWav(fixture(name), out);
    expect(await readdir(folder)).toEqual(["out.wav"]);
    const wav = await readFile(out);
    const sampleRate = wav.readUInt32LE(24);
    const expected = await decodeAudio(fixture(name), { sampleRate, seconds: 600 });
    expect(sampleRate).toBe(expected.sourceSampleRate);
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt16LE(34)]).toEqual([1, 1, 16]);
    expect(wav.readUInt32LE(40)).toBe(2 * expected.samples.length);
    const decoded = new Int16Array(new Uint8Array(wav.subarray(44)).buffer);
    const farthest = decoded.reduce(
      (most, value, index) => Math.max(most, Math.abs(value / 32_767 - expected.samples[index]!)),
      0,
    );
    expect(farthest).toBeLessThan(1 / 32_767);
  },
);

it("a file without sound leaves nothing behind", async () => {
  const folder = await folderWith({ "noise.mp3": "no sound" });
  await expect(writeWav(join(folder, "noise.mp3"), join(folder, "out.wav"))).rejects.toMatchObject({
    name: "AudioError",
  });
  const controller = new AbortController();
  controller.abort();
  await expect(writeWav(fixture("sound.mp3"), join(folder, "out.wav"), controller.signal)).rejects.toBeInstanceOf(
    CancelledError,
  );
  expect(await readdir(folder)).toEqual(["noise.mp3"]);
});

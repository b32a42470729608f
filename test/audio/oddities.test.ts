import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { flacFrames } from "../../src/engine/audio/decode/formats/flac-frames.ts";
import { decodeOgg } from "../../src/engine/audio/decode/formats/ogg-stream.ts";
import { decodeWav } from "../../src/engine/audio/decode/formats/wav.ts";
import { textOf } from "../../src/engine/audio/decode/formats/what-is.ts";
import { harmonics, wavFile } from "./signals.ts";

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function all<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

async function framesOf(bytes: Uint8Array): Promise<string[]> {
  const batches = await all(flacFrames(once(bytes)));
  return batches.flatMap(({ frames }) => frames.map((frame) => Buffer.from(frame).toString("base64")));
}

describe("texts in a song's place", () => {
  it.each([
    ["version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git lfs pull"],
    ["/annex/objects/SHA256E-s31390--f50d7ac4.mp3\n", "git annex get"],
    ["../../.git/annex/objects/pX/ZJ/SHA256E-s31390--f50d.mp3", "git annex get"],
    ["outs:\n- md5: a304afb96060aad90176268345e10355\n  path: s0.wav\n", "dvc pull"],
  ])("%j", (text, remedy) => {
    expect(textOf(Buffer.from(text))?.remedy).toContain(remedy);
  });
});

describe("oddities of WAV", () => {
  it("16 bits with block align 1 are read as 2 bytes, and said", async () => {
    const sound = harmonics(8_000, 1);
    const [right, wrong] = [wavFile([sound], { rate: 8_000 }), wavFile([sound], { rate: 8_000 })];
    wrong.writeUInt16LE(1, 32);
    const [expected, actual] = await Promise.all([right, wrong].map((bytes) => all(decodeWav(once(bytes)))));
    expect(actual!.flatMap(({ note }) => note ?? [])).toEqual([expect.stringContaining("read as 2 bytes")]);
    expect(actual!.flatMap(({ channels }) => channels)).toEqual(expected!.flatMap(({ channels }) => channels));
  });

  it("few samples beyond ±100 are damage; where many are, the scale is another", async () => {
    const sound = harmonics(8_000, 1);
    const spiked = Float32Array.from(sound, (value, index) => (index === 500 ? 1e6 : value));
    const loud = sound.map((value) => value * 32_768);
    const decoded = async (samples: Float32Array) => {
      const chunks = await all(decodeWav(once(wavFile([samples], { rate: 8_000, bits: 32, float: true }))));
      return chunks.filter(({ channels }) => channels.length > 0);
    };
    const [{ damaged, channels } = { damaged: 0, channels: [] }] = await decoded(spiked);
    expect(damaged).toBe(1);
    expect(channels[0]).toEqual(Float32Array.from(sound, (value, index) => (index === 500 ? 0 : value)));
    expect(await decoded(loud)).toMatchObject([{ damaged: 0, channels: [loud] }]);
  });
});

it("of a FLAC file with one flipped bit, the other frames are those of the undamaged one", async () => {
  const bytes = await readFile(new URL("fixtures/sound.flac", import.meta.url));
  const whole = await framesOf(bytes);
  const hit = 1;
  const at = bytes.indexOf(Buffer.from(whole[hit]!, "base64"));
  for (const place of [0, 1, 3, 40]) {
    const damaged = Buffer.from(bytes);
    damaged[at + place]! ^= 8;
    const frames = await framesOf(damaged);
    const kept = whole.filter((_, index) => index !== hit);
    expect(frames.filter((frame) => whole.includes(frame))).toEqual(kept);
  }
});

it("of an Ogg Vorbis file whose setup is damaged, no sound is taken for the setup", async () => {
  const bytes = await readFile(new URL("fixtures/sound.ogg", import.meta.url));
  bytes[bytes.indexOf("\u0005vorbis") + 20]! ^= 8;
  const decoding = all(decodeOgg("vorbis", once(bytes), () => Promise.reject(new Error("a decoder was made"))));
  await expect(decoding).rejects.toThrow("its setup is missing");
});

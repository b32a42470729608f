import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../../src/engine/audio/decode/decode-audio.ts";
import { parseDescription } from "../../../src/engine/audio/embedding/description.ts";
import { embeddedModel, findAudioModel } from "../../../src/engine/audio/embedding/find-model.ts";
import { createPatchMaker } from "../../../src/engine/audio/embedding/patches.ts";
import golden from "../../golden/musicnn.json" with { type: "json" };
import { harmonics, largestDifference } from "../signals.ts";

const audio = fileURLToPath(new URL("../../../examples/songs30/data/audio", import.meta.url));

function pathOf(name: string): string {
  const found = readdirSync(audio, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.name.normalize() === name.normalize(),
  );
  return `${found!.parentPath}/${found!.name}`;
}

const model = await findAudioModel("musicnn");
const patchesOf = createPatchMaker(
  parseDescription(readFileSync(embeddedModel().replace(".onnx", ".json"), "utf8"), "musicnn.json"),
);

/** The vector and the tags that the network gives. */
async function heard(samples: Float32Array): Promise<{ penultimate: Float32Array; tags: Float32Array }> {
  const { shape, data } = await model.feature.compute(samples, 30);
  expect(shape).toEqual([250]);
  const values = Float32Array.from(data, Number);
  return { penultimate: values.subarray(0, 200), tags: values.subarray(200) };
}

function expectCells(samples: Float32Array, entry: Pick<(typeof golden)["signal"], "patches" | "cells">): void {
  const { count, data } = patchesOf(samples);
  expect(count).toBe(entry.patches);
  for (const [patch, frame, band, value] of entry.cells) {
    expect(data[(patch! * 187 + frame!) * 96 + band!]).toBeCloseTo(value!, 4);
  }
}

describe("MusiCNN", () => {
  it("names its fifty tags, the most frequent of the Million Song Dataset", () => {
    expect([model.label, model.columns, model.tags.length]).toEqual(["MusiCNN", 200, 50]);
    expect([model.tags[0], model.tags[5], model.tags[20], model.tags[49]]).toEqual([
      "rock",
      "female vocalists",
      "folk",
      "happy",
    ]);
  });

  it("equals its network layer by layer in PyTorch on librosa's mel spectrogram, also where float16 would overflow", async () => {
    const samples = harmonics(16_000, golden.signal.seconds);
    expectCells(samples, golden.signal);
    const { penultimate, tags } = await heard(samples);
    expect(largestDifference(penultimate, golden.signal.penultimate)).toBeLessThan(1e-4);
    expect(largestDifference(tags, golden.signal.tags)).toBeLessThan(1e-4);
  });

  // With soxr in place of our filter, as librosa resamples, what lies between 91 % and 100 % of 8 kHz is another.
  it.skipIf(!existsSync(audio)).each(golden.songs)("equals its own pipeline from the file on: $file", async (song) => {
    const { samples } = await decodeAudio(pathOf(song.file), { sampleRate: 16_000, seconds: 30 });
    expectCells(samples, song);
    const { penultimate, tags } = await heard(samples);
    expect(largestDifference(penultimate, song.penultimate)).toBeLessThan(1e-4);
    expect(largestDifference(tags, song.tags)).toBeLessThan(1e-4);
    expect(largestDifference(penultimate, song.soxr.penultimate)).toBeLessThan(0.03);
    expect(largestDifference(tags, song.soxr.tags)).toBeLessThan(0.005);
  });

  it("hears a short song as often as it fits into a patch", async () => {
    const { count, data } = patchesOf(harmonics(16_000, 1.5));
    const there = 1 + Math.floor((1.5 * 16_000) / 256);
    expect([count, data.length]).toEqual([1, 187 * 96]);
    for (let frame = there; frame < 187; frame++) {
      expect(data[frame * 96 + 10]).toBe(data[(frame % there) * 96 + 10]);
    }
    const { tags } = await heard(harmonics(16_000, 1.5));
    expect(tags.every((value) => value > 0 && value < 1)).toBe(true);
  });

  it("stops when it is cancelled, while patches are made as well", async () => {
    const signal = AbortSignal.abort();
    expect(() => patchesOf(harmonics(16_000, 4), signal)).toThrow("Cancelled.");
    await expect(model.feature.compute(harmonics(16_000, 4), 30, signal)).rejects.toThrow("Cancelled.");
  });
});

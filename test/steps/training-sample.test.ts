import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Approximation } from "../../src/shared/contract/scale/approximation.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { meanMel, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { bytesOf, melOfBytes } from "../../src/engine/audio/features/mel-bytes.ts";
import { rowOf } from "../../src/engine/core/matrix.ts";
import { drawSample } from "../../src/engine/dataset/draw-sample.ts";
import { holdOut } from "../../src/engine/models/training/hold-out.ts";
import { loadModel } from "../../src/engine/nn/load-model.ts";
import { makeLogMels, type LogMels } from "../../src/engine/steps/log-mels.ts";
import { readSongs } from "../../src/engine/steps/song-set.ts";
import { encodeSongs } from "../../src/engine/steps/training/encode-songs.ts";
import { melSource } from "../../src/engine/steps/training/mel-source.ts";
import { epochsAndValidation, trainingApproximation } from "../../src/engine/steps/training/sampled.ts";
import { trainContrastiveNetwork } from "../../src/engine/steps/training/train-contrastive.ts";
import { mlpTraining } from "../../src/engine/steps/training/train-mlp.ts";
import { audioTraining } from "../../src/engine/steps/training/train-model.ts";
import { noise, wavFile } from "../audio/signals.ts";
import { groups, mels as twelve, runStep } from "./run-step.ts";

const SONGS = 10;
const LIMIT = 6;
const SETTINGS = { seconds: 1, trainingSongs: LIMIT, epochs: 2 } as const;
const trainVae = audioTraining({ name: "train-vae", label: "Training" }, { name: "beta-vae", label: "β-VAE" });

let folder: string;
let mels: LogMels;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-sample-"));
  await mkdir(join(folder, "data", "audio"), { recursive: true });
  await mkdir(join(folder, "data", "lyrics"), { recursive: true });
  const rows = ["filename,language,genre,lyrics"];
  for (let song = 0; song < SONGS; song++) {
    const samples = noise(24_000, 0.05 + 0.05 * song, song + 1);
    await writeFile(join(folder, "data", "audio", `${song}.wav`), wavFile([samples], { rate: 16_000 }));
    rows.push(`${song}.wav,english,folk,la`);
  }
  await writeFile(join(folder, "data", "lyrics", "lyrics.csv"), `${rows.join("\n")}\n`);
  const { output: found } = await runStep(readSongs, null, folder, SETTINGS);
  mels = (await runStep(makeLogMels, found, folder, SETTINGS)).output;
});
afterAll(() => rm(folder, { recursive: true }));

/** A song's exact spectrogram. */
async function spectrogramOf(song: number) {
  const { samples } = await decodeAudio(mels.songs[song]!.audioPath, {
    seconds: 1,
    sampleRate: 16_000,
    decoder: "auto",
  });
  return whisperLogMel(samples, 1);
}

describe("a collection of more songs than networks train on", () => {
  it("keeps the spectrograms of those that the seed draws, and no others", async () => {
    expect(mels.songs.length).toBe(SONGS);
    expect(mels.sample).toEqual(drawSample(mels.hashes, LIMIT, 42));
    expect(mels.files.length).toBe(LIMIT);
    for (const [file, song] of mels.sample!.entries()) {
      const exact = await spectrogramOf(song);
      const kept = melOfBytes({ shape: [8004], data: bytesOf(exact.data) }, 100);
      expect((await mels.spectrogram(file)).data).toEqual(kept.data);
    }
  });

  it("is all kept as it is up to the limit", async () => {
    const { output: found } = await runStep(readSongs, null, folder, SETTINGS);
    const all = await runStep(makeLogMels, found, folder, { ...SETTINGS, trainingSongs: SONGS });
    expect(all.output).not.toHaveProperty("sample");
    expect((await all.output.spectrogram(3)).data).toEqual((await spectrogramOf(3)).data);
  });

  it("has latents of all songs by the exported encoder, mean spectra and errors, of every network in one pass", async () => {
    const { output: vae, models } = await runStep(trainVae, mels, folder, SETTINGS);
    const { output: contrastive } = await runStep(trainContrastiveNetwork, mels, folder, SETTINGS);
    expect(vae.latents.rows).toBe(LIMIT);
    expect(models).toMatchObject([{ name: "beta-vae", sample: { songs: LIMIT, heldOut: 2, seen: 8 } }]);
    expect(models[0]).not.toHaveProperty("heldOut");
    expect(vae.heldOut).toEqual([...holdOut(melSource(mels), 2 / LIMIT, 42).heldOut]);
    expect(contrastive.heldOut).toEqual(vae.heldOut);
    expect(contrastive.history.at(-1)!.validation).toBeGreaterThan(0);

    const request = { mels, networks: [vae, contrastive] };
    const { output: all, record } = await runStep(encodeSongs, request, folder, SETTINGS);
    expect(record.detail).toBe(`${SONGS} decoded, 0 reused`);
    const [encoder, other] = [await loadModel(vae.encoderOnnx), await loadModel(contrastive.encoderOnnx)];
    const decoder = await loadModel(vae.decoderOnnx);
    for (let song = 0; song < SONGS; song++) {
      const mel = await spectrogramOf(song);
      const input = { mel: { data: mel.data, shape: [1, 1, 80, 100] } };
      const [mu] = await encoder.run(input, ["mu"]);
      const close = (found: ArrayLike<number>, expected: ArrayLike<number>): void => {
        expect(found.length).toBe(expected.length);
        for (let at = 0; at < found.length; at++) expect(found[at]).toBeCloseTo(expected[at]!, 5);
      };
      close(rowOf(all.of(vae).latents, song), mu!.data);
      close(rowOf(all.of(contrastive).latents, song), (await other.run(input, ["mu"]))[0]!.data);
      close(rowOf(all.meanMel, song), meanMel(mel));
      const [image] = await decoder.run({ z: mu! }, ["mel"]);
      const squares = image!.data.map((value, at) => ((value - mel.data[at]!) / vae.std[0]!) ** 2);
      const error = squares.reduce((sum, value) => sum + value, 0) / squares.length;
      expect(all.of(vae).reconstructionErrors[song]! / error).toBeCloseTo(1, 4);
    }
    expect(all.of(contrastive)).not.toHaveProperty("reconstructionErrors");

    // The same networks encode nothing twice, and songs that are added to others than the sample train nothing anew.
    expect((await runStep(encodeSongs, request, folder, SETTINGS)).record.reused).toBe(true);
    const fewer = { ...mels, songs: mels.songs.slice(0, 9) };
    expect((await runStep(trainVae, fewer, folder, SETTINGS)).record.reused).toBe(true);
  });

  it("trains the network of statistics on the sample too, which embeds all", async () => {
    const mlp = mlpTraining({ name: "train-mlp", label: "Training" });
    const features = groups(40);
    const hashes = twelve.songs.map(({ filename }) => filename);
    const trained = await runStep(mlp, { ...twelve, hashes, features }, folder, SETTINGS);
    expect(trained.output.latents.rows).toBe(12);
    const sample = drawSample(hashes, LIMIT, 42);
    expect(trained.models).toMatchObject([{ sample: { songs: LIMIT, heldOut: 2, seen: 8 } }]);
    for (const song of trained.output.heldOut!) expect([...sample]).toContain(song);
    // Each column is normalised by the songs that are trained on.
    const seen = [...sample].filter((song) => !trained.output.heldOut!.includes(song));
    const mean = seen.reduce((sum, song) => sum + rowOf(features, song)[0]!, 0) / seen.length;
    expect(trained.output.mean[0]).toBeCloseTo(mean, 4);
    const another = await runStep(mlp, { ...twelve, hashes, features }, folder, { ...SETTINGS, trainingSongs: 7 });
    expect(another.record.reused).toBe(false);
  });
});

describe("the budget of a training on a sample", () => {
  const own = { own: 120, seen: 1_000_000 };
  it("is spent on as many epochs as fit, at most the network's own and at least one", () => {
    const settings = { epochs: null, validation: 0 };
    // 2,000 held out of 50,000.
    expect(epochsAndValidation(settings, { ...own, drawn: 50_000 })).toEqual({ epochs: 21, validation: 0.04 });
    expect(epochsAndValidation(settings, { ...own, drawn: 1000 })).toEqual({ epochs: 120, validation: 0.1 });
    expect(epochsAndValidation(settings, { ...own, drawn: 9_000_000 }).epochs).toBe(1);
    expect(epochsAndValidation(settings, { ...own, drawn: 12 }).validation).toBeCloseTo(2 / 12);
    expect(epochsAndValidation(settings, { ...own, drawn: undefined })).toEqual({ epochs: 120 });
  });

  it("gives way to epochs and a share that are asked for", () => {
    const settings = { epochs: 7, validation: 0.2 };
    expect(epochsAndValidation(settings, { ...own, drawn: 50_000 })).toEqual(settings);
    expect(epochsAndValidation(settings, { ...own, drawn: undefined })).toEqual(settings);
  });

  it("is told with the error on songs held out", () => {
    const final = { epoch: 1, epochs: 1, total: 1, learningRate: 0, validation: 0.25, reconstruction: 0.2 };
    const said = trainingApproximation({ songs: 50_000, of: 1_000_000 }, { heldOut: 2000, seen: 1_008_000, final });
    expect(said).toEqual<Approximation>({
      kind: "training",
      text: "Trained on 48,000 of 1,000,000 songs, drawn by the seed: 1,008,000 samples seen, 2,000 more songs held out; then all songs were encoded.",
      measure: { name: "held-out MSE", value: 0.25 },
    });
  });
});

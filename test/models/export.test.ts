import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import type { TrainedModel } from "../../src/engine/models/trained-model.ts";
import { noiseSource, SMALL_SETTINGS } from "./small.ts";

const MODELS = [
  { model: referenceModel([1, 16, 40], 3), input: "mel" },
  { model: mlpModel(5, 2), input: "features" },
];

describe.each(MODELS)("encoder.onnx and decoder.onnx of $model.id", ({ model, input }) => {
  const source = noiseSource(model, 5);
  let trained: TrainedModel;
  beforeAll(async () => {
    trained = await trainVae(model, source, { ...SMALL_SETTINGS, epochs: 2 });
  });
  afterAll(() => trained.dispose());

  const samplesOf = async (indices: number[]): Promise<Float32Array> => {
    const samples = new Float32Array(indices.length * source.sampleLength);
    await source.read(Uint32Array.from(indices), samples);
    return samples;
  };

  test.each([[[0]], [[4, 2, 1]]])("songs %j: raw features in, μ out, and back", async (songs) => {
    const encoder = await ort.InferenceSession.create(trained.encoderOnnx);
    const decoder = await ort.InferenceSession.create(trained.decoderOnnx);
    expect(encoder.inputNames).toEqual([input]);
    expect(decoder.inputNames).toEqual(["z"]);
    const samples = await samplesOf(songs);
    const { mu } = await encoder.run({ [input]: new ort.Tensor(samples, [songs.length, ...model.sampleShape]) });
    expect(mu!.dims).toEqual([songs.length, model.latentDim]);
    songs.forEach((song, row) => {
      for (let latent = 0; latent < model.latentDim; latent++) {
        const expected = trained.latents[song * model.latentDim + latent]!;
        expect((mu!.data as Float32Array)[row * model.latentDim + latent]).toBeCloseTo(expected, 4);
      }
    });
    const { [input]: image } = await decoder.run({ z: mu! });
    expect(image!.dims).toEqual([songs.length, ...model.sampleShape]);
    const reconstruction = await trained.reconstruct(Uint32Array.from(songs));
    expect(reconstruction.length).toBe(samples.length);
    reconstruction.forEach((value, index) => {
      expect((image!.data as Float32Array)[index]).toBeCloseTo(value, 3);
    });
    await Promise.all([encoder.release(), decoder.release()]);
  });

  test("the reconstruction is in the units of the features", async () => {
    // After two epochs the decoder has learnt little more than the mean, which is about 1 before normalisation.
    const image = await trained.reconstruct(Uint32Array.of(0));
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan(2);
  });
});

import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import { boundLogVariance, klDivergence } from "../../src/engine/models/architectures/vae.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import type { TrainedModel } from "../../src/engine/models/trained-model.ts";
import { normalise, statisticsShape } from "../../src/engine/models/training/normalisation.ts";
import * as nn from "../../src/engine/nn/index.ts";
import { withMetadata } from "../../src/engine/nn/onnx.ts";
import { CPU } from "../nn/finite-differences.ts";
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

  test("log σ² is that of the loss: its KL divergence with μ is the one that the loss has", async () => {
    const encoder = await ort.InferenceSession.create(trained.encoderOnnx);
    expect(encoder.outputNames).toEqual(["mu", "logvar"]);
    const mel = new ort.Tensor(await samplesOf([3]), [1, ...model.sampleShape]);
    const { mu, logvar } = (await encoder.run({ [input]: mel })) as Record<string, { readonly data: Float32Array }>;
    await encoder.release();
    // Trained towards the standard normal distribution, and bounded whatever the network says.
    const posterior = Array.from(logvar!.data, (value, at) => 0.5 * (mu!.data[at]! ** 2 + Math.exp(value) - 1 - value));
    const { normalisation, weights } = trained;
    const x = nn.input(input, [1, ...model.sampleShape]);
    const shape = statisticsShape(model);
    const encoded = model.encode(
      normalise(x, nn.constant(shape, normalisation.mean), nn.constant(shape, normalisation.deviation)),
    );
    const kl = klDivergence({ mean: encoded.mean, logVariance: boundLogVariance(encoded.logVariance) }, "sum");
    const loss = await nn.createSession(nn.compile({ kl }, { weights }), CPU);
    const { kl: expected } = await loss.run({ [input]: await samplesOf([3]) });
    await loss.release();
    expect(posterior.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected![0]!, 4);
  });

  test("the reconstruction is in the units of the features", async () => {
    // After two epochs the decoder has learnt little more than the mean, which is about 1 before normalisation.
    const image = await trained.reconstruct(Uint32Array.of(0));
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan(2);
  });
});

test("a plain autoencoder, which has no variance, has no log σ²", async () => {
  const model = mlpModel(5, 2);
  const trained = await trainVae(model, noiseSource(model, 5), { ...SMALL_SETTINGS, epochs: 1, beta: 0 });
  const encoder = await ort.InferenceSession.create(trained.encoderOnnx);
  expect(encoder.outputNames).toEqual(["mu"]);
  await Promise.all([encoder.release(), trained.dispose()]);
});

test("texts beside a model are read by its readers, and leave it as it is", async () => {
  const model = mlpModel(5, 2);
  const trained = await trainVae(model, noiseSource(model, 5), { ...SMALL_SETTINGS, epochs: 1 });
  await trained.dispose();
  const onnx = withMetadata(trained.encoderOnnx, { sample_rate: "16000", class_names: '["বাউল","pop"]' });
  const [bare, told] = [
    await ort.InferenceSession.create(trained.encoderOnnx),
    await ort.InferenceSession.create(onnx),
  ];
  const features = new ort.Tensor(Float32Array.of(1, 2, 3, 4, 5), [1, 5]);
  expect((await told.run({ features }))["mu"]!.data).toEqual((await bare.run({ features }))["mu"]!.data);
  await Promise.all([bare.release(), told.release()]);
  // StringStringEntryProto: key is field 1, value is field 2; ModelProto has them as field 14.
  const entry = (key: string, value: string) => {
    const [name, text] = [Buffer.from(key), Buffer.from(value)];
    const body = Buffer.concat([Buffer.of(0x0a, name.length), name, Buffer.of(0x12, text.length), text]);
    return Buffer.concat([Buffer.of(0x72, body.length), body]);
  };
  const behind = Buffer.from(onnx).subarray(trained.encoderOnnx.length);
  expect(behind).toEqual(Buffer.concat([entry("sample_rate", "16000"), entry("class_names", '["বাউল","pop"]')]));
});

import { expect, test } from "vitest";
import { contrastiveModel, VIEWS } from "../../src/engine/models/architectures/contrastive.ts";
import { compileEncoder } from "../../src/engine/models/export.ts";
import { CONTRASTIVE_SETTINGS } from "../../src/engine/models/settings.ts";
import { contrastiveObjective } from "../../src/engine/models/train-contrastive.ts";
import { momentNames } from "../../src/engine/models/training/state.ts";
import { createTrainer } from "../../src/engine/models/training/trainer.ts";
import {
  compile,
  createSession,
  elementCount,
  gradients,
  input,
  parametersOf,
  type Parameter,
} from "../../src/engine/nn/index.ts";
import golden from "../golden/contrastive_step.json" with { type: "json" };
import { CPU } from "../nn/finite-differences.ts";

const { settings } = golden;
const { bands, frames, latent, songs, learningRate } = settings;
const wave = (count: number, frequency: number, phase: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * frequency + phase) * scale);
const norm = (values: Float32Array): number => Math.sqrt(values.reduce((total, value) => total + value * value, 0));
const relative = (actual: number, expected: number): number => Math.abs(actual - expected) / Math.abs(expected);

const model = contrastiveModel([1, bands, frames], latent);
const objective = contrastiveObjective(model, CONTRASTIVE_SETTINGS);
const normalisation = { mean: Float32Array.of(settings.mean), deviation: Float32Array.of(settings.deviation) };
const names = Object.keys(golden.gradients);
const batch = {
  samples: wave(songs * VIEWS * bands * model.cropFrames, 0.37, 0.5, 2),
  perSong: {
    offset: wave(songs * VIEWS * bands, 1.1, 0.2, 0.3),
    mask: wave(songs * VIEWS * bands, 1.9, 0.1, 1).map((value) => (value > -0.7 ? 1 : 0)),
  },
  whole: {},
};
const weightsOf = (parameters: readonly Parameter[]): Record<string, Float32Array> =>
  Object.fromEntries(
    parameters.map(({ shape, attributes: { name } }) => [
      name,
      wave(elementCount(shape), 0.7, names.indexOf(name), 0.3),
    ]),
  );

test("the loss, its gradients and one step equal PyTorch's to 1e-4", async () => {
  const { total } = objective.loss(songs);
  const parameters = parametersOf([total]);
  expect(parameters.map(({ attributes: { name } }) => name).sort()).toEqual(names.toSorted());
  const weights = weightsOf(parameters);
  const slopes = gradients(total, parameters).map(
    (slope, index) => [`${parameters[index]!.attributes.name}'`, slope] as const,
  );
  const session = await createSession(compile({ total, ...Object.fromEntries(slopes) }), CPU);
  const found = await session.run({ ...weights, ...normalisation, ...batch.perSong, x: batch.samples });
  await session.release();
  expect(relative(found["total"]![0]!, golden.loss)).toBeLessThan(1e-4);
  for (const [name, expected] of Object.entries(golden.gradients)) {
    const gradient = found[`${name}'`]!;
    expect(relative(norm(gradient), expected.norm), name).toBeLessThan(1e-4);
    expected.samples.forEach((value, k) => {
      const at = gradient[Math.floor((k * gradient.length) / 8)]!;
      expect(Math.abs(at - value), name).toBeLessThan(1e-4 * expected.norm);
    });
  }

  const trainer = await createTrainer(objective, CONTRASTIVE_SETTINGS, normalisation, [songs], () => {
    const moments = names.flatMap((name) => {
      const { mean, variance } = momentNames(name);
      return [mean, variance].map((moment) => [moment, new Float32Array(weights[name]!.length)] as const);
    });
    return Promise.resolve({ ...weights, ...Object.fromEntries(moments) });
  });
  const losses = await trainer.step({ ...batch, batchSize: songs, step: 1, learningRate });
  expect(losses).toEqual({ total: expect.closeTo(golden.loss, 4) as number });
  const state = await trainer.state();
  for (const [name, expected] of Object.entries(golden.weights))
    expect(relative(norm(state[name]!), expected), name).toBeLessThan(1e-4);
  await trainer.release();
});

test("a song's embedding is the mean over its crops, as PyTorch's", async () => {
  const whole = contrastiveModel([1, bands, settings.songFrames], latent);
  const parameters = parametersOf([whole.embed(input("x", [1, ...whole.sampleShape]))]);
  const encoder = compileEncoder(whole, weightsOf(parameters), normalisation);
  expect(encoder.feeds).toEqual({ mel: [1, 1, bands, settings.songFrames] });
  const session = await createSession(encoder, CPU);
  const { mu } = await session.run({ mel: wave(2 * bands * settings.songFrames, 0.23, 0.4, 2) });
  await session.release();
  expect(mu!.length).toBe(golden.embedding.length);
  golden.embedding.forEach((value, index) => {
    expect(Math.abs(mu![index]! - value)).toBeLessThan(1e-4);
  });
});

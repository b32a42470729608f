import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { compile, createSession, gradients, input, parametersOf, type Session } from "../../src/engine/nn/index.ts";
import { buildGradientStep } from "../../src/engine/models/training/gradient-step.ts";
import { measureNormalisation } from "../../src/engine/models/training/normalisation.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import { MLP_SETTINGS, REFERENCE_SETTINGS } from "../../src/engine/models/settings.ts";
import { arraySource } from "../../src/engine/models/training/source.ts";
import { momentNames } from "../../src/engine/models/training/state.ts";
import { vaeObjective } from "../../src/engine/models/train-vae.ts";
import { createTrainer } from "../../src/engine/models/training/trainer.ts";
import { vaeLoss, type VaeModel } from "../../src/engine/models/architectures/vae.ts";
import { CPU } from "../nn/finite-differences.ts";

// Both golden files come from golden/make_conv_vae_step.py, which defines the same formulas.

interface ConvGolden {
  readonly settings: {
    readonly bands: number;
    readonly frames: number;
    readonly latent: number;
    readonly batch: number;
    readonly beta: number;
    readonly learningRate: number;
    readonly gradientClip: number;
  };
  readonly steps: readonly {
    readonly reconstruction: number;
    readonly kl: number;
    readonly total: number;
    readonly gradientNorm: number;
    readonly gradientNorms: Readonly<Record<string, number>>;
  }[];
  readonly weights: Readonly<
    Record<string, { readonly changeNorm: number; readonly norm: number; readonly samples: number[] }>
  >;
}

interface MlpGolden {
  readonly settings: {
    readonly columns: number;
    readonly latent: number;
    readonly songs: number;
    readonly batch: number;
    readonly beta: number;
    readonly learningRate: number;
    readonly epochs: number;
  };
  readonly history: readonly (readonly [number, number])[];
}

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));

const wave = (count: number, frequency: number, phase: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * frequency + phase) * scale);

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((total, value) => total + value * value, 0));

const relative = (actual: number, expected: number): number => Math.abs(actual - expected) / Math.abs(expected);

/** The weights of the formula; their bounds are the initialiser's, whose largest possible draw is the bound. */
function formulaWeights(model: VaeModel, batchSize: number, names: readonly string[]): Record<string, Float32Array> {
  const step = buildGradientStep(vaeObjective(model, REFERENCE_SETTINGS), { songs: batchSize, batchSize });
  const parameters = step.gradients.map(({ parameter }) => parameter);
  const largest = { uniform: () => 1 } as never;
  const bounds = new Map(
    parameters.map(({ shape, attributes }) => [attributes.name, attributes.initialise(shape, largest)]),
  );
  expect([...bounds.keys()].sort()).toEqual([...names].sort());
  return Object.fromEntries(
    names.map((name, index) => {
      const bound = bounds.get(name)!;
      return [name, wave(bound.length, 0.7, index, bound[0]!)];
    }),
  );
}

/** The gradient of the loss by every parameter. */
function gradientSession(model: VaeModel, batchSize: number): Promise<Session> {
  const x = input("x", [batchSize, ...model.sampleShape]);
  const { total } = vaeLoss(model, x, input("noise", [batchSize, model.latentDim]), input("beta", []));
  const parameters = parametersOf([total]);
  const slopes = gradients(total, parameters).map(
    (slope, index) => [`${parameters[index]!.attributes.name}'`, slope] as const,
  );
  return createSession(compile(Object.fromEntries(slopes)), CPU);
}

const zeroMoments = (weights: Record<string, Float32Array>): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.entries(weights).flatMap(([name, weight]) => {
      const { mean, variance } = momentNames(name);
      return [
        [name, weight],
        [mean, new Float32Array(weight.length)],
        [variance, new Float32Array(weight.length)],
      ];
    }),
  );

test.each([1, 2, 3])("steps of the reference Conv-VAE on %i replicas equal PyTorch's to 1e-4", async (replicas) => {
  const { settings, steps, weights } = golden("conv_vae_step") as ConvGolden;
  const { bands, frames, latent, batch, beta, learningRate, gradientClip } = settings;
  const model = referenceModel([1, bands, frames], latent);
  const start = formulaWeights(model, batch, Object.keys(weights));
  const train = { ...REFERENCE_SETTINGS, batchSize: batch, beta, learningRate, gradientClip };
  const identity = { mean: Float32Array.of(0), deviation: Float32Array.of(1) };
  const begin = (): Promise<Record<string, Float32Array>> => Promise.resolve(zeroMoments(start));
  const trainer = await createTrainer(vaeObjective(model, train), train, identity, [batch], begin, {
    parts: replicas,
    replicas,
  });
  const slopes = await gradientSession(model, batch);
  const samples = wave(batch * bands * frames, 0.0137, 0.5, 1.5);

  for (const [index, expected] of steps.entries()) {
    const noise = wave(batch * latent, 1.3, index, 1);
    const feeds = { ...(await trainer.weights()), x: samples, noise, beta: Float32Array.of(beta) };
    const found = await slopes.run(feeds);
    for (const [name, value] of Object.entries(expected.gradientNorms)) {
      // Adam's first steps are ±learningRate however small a gradient is: rounding grows from step to step.
      const tolerance = index === 0 ? 1e-4 : 1e-3;
      expect(relative(norm(found[`${name}'`]!), value), `gradient of ${name}, step ${index}`).toBeLessThan(tolerance);
    }
    const losses = await trainer.step({
      ...{ batchSize: batch, samples, perSong: { noise }, whole: { beta: Float32Array.of(beta) } },
      ...{ step: index + 1, learningRate },
    });
    expect(relative(losses.reconstruction!, expected.reconstruction)).toBeLessThan(1e-4);
    expect(relative(losses.kl!, expected.kl)).toBeLessThan(1e-4);
    expect(relative(losses.total, expected.total)).toBeLessThan(1e-4);
  }
  const state = await trainer.state();
  for (const [name, expected] of Object.entries(weights)) {
    const weight = state[name]!;
    expect(relative(norm(weight), expected.norm), name).toBeLessThan(1e-4);
    expect(relative(norm(weight.map((value, i) => value - start[name]![i]!)), expected.changeNorm), name).toBeLessThan(
      1e-3,
    );
    expected.samples.forEach((value, k) => {
      const at = weight[Math.floor((k * weight.length) / expected.samples.length)]!;
      expect(Math.abs(at - value), name).toBeLessThan(1e-4 * Math.max(Math.abs(value), 0.01));
    });
  }
  await Promise.all([trainer.release(), slopes.release()]);
});

test("the loss curve of the MLP-VAE equals PyTorch's to 1e-4, the incomplete batch included", async () => {
  const { settings, history } = golden("mlp_vae_training") as MlpGolden;
  const { columns, latent, songs, batch, beta, learningRate } = settings;
  const model = mlpModel(columns, latent);
  const names = [
    "encoder.0",
    "encoder.1",
    "encoder.mean",
    "encoder.logVariance",
    "decoder.0",
    "decoder.1",
    "decoder.2",
  ];
  const weights = formulaWeights(
    model,
    batch,
    names.flatMap((name) => [`${name}.weight`, `${name}.bias`]),
  );
  const source = arraySource(wave(songs * columns, 2.1, 0.3, 3), columns, "wave");
  const normalisation = await measureNormalisation(source, model);
  const train = { ...MLP_SETTINGS, batchSize: batch, beta, learningRate };
  const trainer = await createTrainer(vaeObjective(model, train), train, normalisation, [batch, songs % batch], () =>
    Promise.resolve(zeroMoments(weights)),
  );

  let step = 0;
  for (const [epoch, [reconstruction, kl]] of history.entries()) {
    const sums = { reconstruction: 0, kl: 0 };
    for (let first = 0; first < songs; first += batch) {
      const size = Math.min(batch, songs - first);
      const rows = Uint32Array.from({ length: size }, (_, index) => ((first + index) * 7 + epoch) % songs);
      const samples = new Float32Array(size * columns);
      await source.read(rows, samples);
      const noise = wave(size * latent, 1.7, step, 1);
      const whole = { beta: Float32Array.of(beta) };
      const batchOf = { batchSize: size, samples, perSong: { noise }, whole };
      const losses = await trainer.step({ ...batchOf, step: ++step, learningRate });
      sums.reconstruction += losses.reconstruction! * size;
      sums.kl += losses.kl! * size;
    }
    expect(relative(sums.reconstruction / songs, reconstruction), `epoch ${epoch}`).toBeLessThan(1e-4);
    expect(relative(sums.kl / songs, kl), `epoch ${epoch}`).toBeLessThan(1e-4);
  }
  expect(history[29]![0]).toBeLessThan(history[0]![0]);
  await trainer.release();
});

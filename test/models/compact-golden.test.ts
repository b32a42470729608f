import { expect, test } from "vitest";
import { compactModel } from "../../src/engine/models/architectures/compact.ts";
import { COMPACT_SETTINGS } from "../../src/engine/models/settings.ts";
import { momentNames } from "../../src/engine/models/training/state.ts";
import { vaeObjective } from "../../src/engine/models/train-vae.ts";
import { arraySource } from "../../src/engine/models/training/source.ts";
import { createValidation } from "../../src/engine/models/training/validation.ts";
import { createTrainer } from "../../src/engine/models/training/trainer.ts";
import golden from "../golden/compact_step.json" with { type: "json" };

interface GoldenWeight {
  readonly bound: number;
  readonly norm: number;
  readonly changeNorm: number;
  readonly samples: readonly number[];
}

const wave = (count: number, frequency: number, phase: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * frequency + phase) * scale);
const norm = (values: Float32Array): number => Math.sqrt(values.reduce((total, value) => total + value * value, 0));
const relative = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.max(1e-12, Math.abs(expected));

const { settings, cases } = golden;
const { bands, latent, batch, beta, learningRate, gradientClip } = settings;

test.each(
  cases.flatMap((expected) =>
    [1, 2].map((replicas) => ({ ...expected, replicas, kind: expected.variational ? "VAE" : "autoencoder" })),
  ),
)("steps of the compact $kind with $frames frames on $replicas replicas equal PyTorch's to 1e-4", async (expected) => {
  const { frames, variational, steps, replicas } = expected;
  const weights = expected.weights as unknown as Readonly<Record<string, GoldenWeight>>;
  const names = Object.keys(weights);
  const model = compactModel([1, bands, frames], latent);
  const train = { ...COMPACT_SETTINGS, batchSize: batch, beta: variational ? beta : 0, learningRate, gradientClip };
  const identity = { mean: Float32Array.of(0), deviation: Float32Array.of(1) };
  let start: Record<string, Float32Array> = {};
  const trainer = await createTrainer(
    vaeObjective(model, train),
    train,
    identity,
    [batch],
    (parameters) => {
      expect(parameters.map(({ attributes }) => attributes.name).sort()).toEqual(names.toSorted());
      const lengths = new Map(
        parameters.map(({ shape, attributes }) => [attributes.name, shape.reduce((a, b) => a * b, 1)]),
      );
      start = Object.fromEntries(
        names.map((name, k) => [name, wave(lengths.get(name)!, 0.7, k, weights[name]!.bound)]),
      );
      const moments = names.flatMap((name) => {
        const { mean, variance } = momentNames(name);
        return [mean, variance].map((moment) => [moment, new Float32Array(start[name]!.length)] as const);
      });
      return Promise.resolve({ ...start, ...Object.fromEntries(moments) });
    },
    { parts: replicas, replicas },
  );
  const samples = wave(batch * bands * frames, 0.0137, 0.5, 1.5);
  for (const [index, { reconstruction, kl, total }] of steps.entries()) {
    const noise = wave(batch * latent, 1.3, index, 1);
    const losses = await trainer.step({
      ...{ batchSize: batch, samples, perSong: { noise }, whole: { beta: Float32Array.of(beta) } },
      ...{ step: index + 1, learningRate },
    });
    expect(relative(losses.reconstruction!, reconstruction)).toBeLessThan(1e-4);
    if (variational) expect(relative(losses.kl!, kl)).toBeLessThan(1e-4);
    expect(relative(losses.total, total)).toBeLessThan(1e-4);
  }
  // In the units of data whose mean and deviation are not those of the normalised ones.
  const { heldOut, mean, deviation } = settings;
  const held = wave(heldOut * bands * frames, 0.0291, 0.2, 1.1).map((value) => value * deviation + mean);
  const validation = await createValidation(
    vaeObjective(model, train).error!,
    arraySource(held, bands * frames, "held out"),
    { mean: Float32Array.of(mean), deviation: Float32Array.of(deviation) },
    train,
  );
  expect(relative(await validation.error(await trainer.weights()), expected.heldOutError)).toBeLessThan(1e-4);
  await validation.release();
  const state = await trainer.state();
  for (const [name, golden] of Object.entries(weights)) {
    const weight = state[name]!;
    expect(relative(norm(weight), golden.norm), name).toBeLessThan(1e-4);
    // Adam's first steps are ± the learning rate however small a gradient is: rounding shows in the change.
    expect(relative(norm(weight.map((value, i) => value - start[name]![i]!)), golden.changeNorm), name).toBeLessThan(
      2e-3,
    );
    golden.samples.forEach((value, k) => {
      const at = weight[Math.floor((k * weight.length) / golden.samples.length)]!;
      expect(Math.abs(at - value), name).toBeLessThan(1e-4 * Math.max(Math.abs(value), 0.01) + 1e-6);
    });
  }
  await trainer.release();
});

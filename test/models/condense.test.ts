import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { compactModel } from "../../src/engine/models/architectures/compact.ts";
import { vaeLoss, type CondensedVae } from "../../src/engine/models/architectures/vae.ts";
import { COMPACT_SETTINGS } from "../../src/engine/models/settings.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { measureNormalisation, normalise, type Normalisation } from "../../src/engine/models/training/normalisation.ts";
import { arraySource, type SampleSource } from "../../src/engine/models/training/source.ts";
import { initialState, weightsOf } from "../../src/engine/models/training/state.ts";
import {
  compile,
  constant,
  createSession,
  input,
  parametersOf,
  scalar,
  type Tensors,
} from "../../src/engine/nn/index.ts";
import { CPU } from "../nn/finite-differences.ts";

// Patches of 16 bands × 10 frames: 160 numbers, more than are trained on.
const [BANDS, FRAMES, SONGS] = [16, 60, 30];
const SHAPE = [1, BANDS, FRAMES] as const;
const MODEL = compactModel(SHAPE, 3);
const SETTINGS = { ...COMPACT_SETTINGS, epochs: 4, batchSize: 11, threads: 1 };

/** Noise with a spectrum that falls, so that its leading components are its own. */
function noise(count: number): SampleSource {
  const rng = createRng(4, "noise");
  const data = Float32Array.from({ length: count * BANDS * FRAMES }, (_, index) => {
    const band = Math.floor(index / FRAMES) % BANDS;
    return -2 + (5 * rng.normal()) / (1 + band);
  });
  return arraySource(data, BANDS * FRAMES, `noise ${count}`);
}

const SOURCE = noise(SONGS);
const NOISE = Float32Array.from({ length: SONGS * 3 }, (_, index) => Math.sin(index));

async function condensed(): Promise<{ network: CondensedVae; normalisation: Normalisation }> {
  const normalisation = await measureNormalisation(SOURCE, MODEL);
  return { network: await MODEL.condense!({ source: SOURCE, normalisation, settings: SETTINGS }), normalisation };
}

async function samplesOf(source: SampleSource): Promise<Float32Array> {
  const samples = new Float32Array(source.count * source.sampleLength);
  await source.read(
    Uint32Array.from({ length: source.count }, (_, index) => index),
    samples,
  );
  return samples;
}

/** Losses and μ of all songs, of the condensed network and of the whole one with the same weights. */
async function both(change: (weights: Record<string, Float32Array>) => void) {
  const { network, normalisation } = await condensed();
  const { model } = network;
  const source = await network.samples(SOURCE);
  const x = input("x", [SONGS, ...model.sampleShape]);
  const z = input("noise", [SONGS, 3]);
  const loss = { ...vaeLoss(model, x, z, scalar(0.3)), mu: model.encode(x).mean };
  const weights: Record<string, Float32Array> = {
    ...weightsOf(await initialState(parametersOf([loss.total]), model, { source, settings: SETTINGS, normalisation })),
  };
  change(weights);
  const small = await createSession(compile(loss), CPU);
  const found = await small.run({ ...weights, x: await samplesOf(source), noise: NOISE });

  const raw = input("x", [SONGS, ...SHAPE]);
  const whole = normalise(raw, constant([1], normalisation.mean), constant([1], normalisation.deviation));
  const large = await createSession(
    compile({ ...vaeLoss(MODEL, whole, z, scalar(0.3)), mu: MODEL.encode(whole).mean }),
    CPU,
  );
  const expected = await large.run({ ...network.expand(weights), x: await samplesOf(SOURCE), noise: NOISE });
  await Promise.all([source.release(), small.release(), large.release()]);
  return { found, expected };
}

const relative = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(
    a.reduce((sum, value, index) => sum + (value - b[index]!) ** 2, 0) / b.reduce((sum, value) => sum + value ** 2, 0),
  );

test("a condensed network is the whole one with the expanded weights: its losses, what lies outside included, and its μ", async () => {
  const rng = createRng(8, "weights");
  const { found, expected } = await both((weights) => {
    for (const weight of Object.values(weights))
      weight.forEach((value, at) => (weight[at] = value + 0.1 * rng.normal()));
  });
  for (const name of ["reconstruction", "kl", "total", "mu"]) {
    expect(relative(found[name]!, expected[name]!), name).toBeLessThan(1e-5);
  }
  // 32 of 160 directions are left out: an error that no weight can undo.
  expect(expected["reconstruction"]![0]).toBeGreaterThan(0.01);
});

test("it starts where the whole network starts", async () => {
  const { network, normalisation } = await condensed();
  const source = await network.samples(SOURCE);
  const start = async (model: typeof MODEL, from: SampleSource): Promise<Tensors> => {
    const x = input("x", [1, ...model.sampleShape]);
    const { total } = vaeLoss(model, x, input("noise", [1, 3]), scalar(1));
    const request = { source: from, settings: SETTINGS, normalisation };
    return weightsOf(await initialState(parametersOf([total]), model, request));
  };
  const [own, whole] = [network.expand(await start(network.model, source)), await start(MODEL, SOURCE)];
  await source.release();
  expect(Object.keys(own).sort()).toEqual(Object.keys(whole).sort());
  for (const [name, weight] of Object.entries(own)) expect(weight.length, name).toBe(whole[name]!.length);
  // A component's sign is free, and so are directions of equal variance: what the codec makes of a patch is not.
  const codec = (weights: Tensors): Float32Array => {
    const [into, from] = [weights["encoder.patch.weight"]!, weights["decoder.patch.weight"]!];
    return Float32Array.from({ length: 160 }, (_, row) =>
      Array.from({ length: 64 }, (_, code) => into[row * 64 + code]! * from[code * 160 + 5]!).reduce((a, b) => a + b),
    );
  };
  expect(relative(codec(own), codec(whole))).toBeLessThan(0.05);
  expect(relative(own["decoder.patch.bias"]!, whole["decoder.patch.bias"]!)).toBeLessThan(1e-5);
});

test("a training reports the errors of the network that it leaves", async () => {
  const trained = await trainVae(MODEL, SOURCE, { ...SETTINGS, beta: 0, batchSize: SONGS, learningRate: 1e-9 });
  const { reconstruction } = trained.history.at(-1)!;
  const images = await trained.reconstruct(Uint32Array.from({ length: SONGS }, (_, index) => index));
  const raw = await samplesOf(SOURCE);
  const error = images.reduce((sum, value, index) => sum + (value - raw[index]!) ** 2, 0) / raw.length;
  expect(reconstruction).toBeCloseTo(error / trained.normalisation.deviation[0]! ** 2, 4);
  expect(trained.weights["encoder.patch.weight"]).toHaveLength(160 * 64);
  await trained.dispose();
});

test("songs held out are measured with what lies outside, by statistics of the others", async () => {
  const settings = { ...SETTINGS, beta: 0, validation: 0.25 };
  const trained = await trainVae(MODEL, SOURCE, settings);
  const raw = await samplesOf(SOURCE);
  const { heldOut, normalisation } = trained;
  const images = await trained.reconstruct(heldOut);
  const length = SOURCE.sampleLength;
  let sum = 0;
  heldOut.forEach((song, row) => {
    for (let at = 0; at < length; at++) sum += (images[row * length + at]! - raw[song * length + at]!) ** 2;
  });
  const error = sum / (heldOut.length * length) / normalisation.deviation[0]! ** 2;
  expect(trained.history.at(-1)!.validation).toBeCloseTo(error, 4);
  await trained.dispose();
});

test("networks that are trained at once have the weights of networks that are trained alone", async () => {
  const train = (beta: number) => trainVae(MODEL, SOURCE, { ...SETTINGS, beta }, { atOnce: 2 });
  const [vae, ae] = await Promise.all([train(0.1), train(0)]);
  const alone = await trainVae(MODEL, SOURCE, { ...SETTINGS, beta: 0.1, threads: 4 });
  const other = await trainVae(MODEL, SOURCE, { ...SETTINGS, beta: 0 });
  expect(vae.weights).toEqual(alone.weights);
  expect(ae.weights).toEqual(other.weights);
  await Promise.all([vae, ae, alone, other].map((trained) => trained.dispose()));
});

test("a training that is interrupted goes on to the same weights, bit by bit", async () => {
  const undisturbed = await trainVae(MODEL, SOURCE, SETTINGS);
  const folder = await mkdtemp(join(tmpdir(), "latentune-condense-"));
  const checkpoint = { path: join(folder, "checkpoint"), everySeconds: 3600 };
  const controller = new AbortController();
  const onEpoch = ({ epoch }: { readonly epoch: number }): void => {
    if (epoch === 2) controller.abort();
  };
  const cancelled = trainVae(MODEL, SOURCE, SETTINGS, { checkpoint, signal: controller.signal, onEpoch });
  await expect(cancelled).rejects.toThrow(CancelledError);
  const resumed = await trainVae(MODEL, SOURCE, SETTINGS, { checkpoint });
  expect(resumed.history).toEqual(undisturbed.history);
  expect(resumed.weights).toEqual(undisturbed.weights);
  await Promise.all([undisturbed.dispose(), resumed.dispose(), rm(folder, { recursive: true })]);
});

test("samples with a patch that is not whole, or of few numbers, are trained on as they are", () => {
  expect(compactModel([1, BANDS, 57], 3).condense).toBeUndefined();
  expect(compactModel([1, 12, FRAMES], 3).condense).toBeUndefined();
});

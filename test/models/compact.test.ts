import { describe, expect, test } from "vitest";
import { createRng, type Rng } from "../../src/engine/core/rng.ts";
import { compactModel } from "../../src/engine/models/architectures/compact.ts";
import { COMPACT_SETTINGS } from "../../src/engine/models/settings.ts";
import { arraySource, type SampleSource } from "../../src/engine/models/training/source.ts";
import { initialState } from "../../src/engine/models/training/state.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { measureNormalisation } from "../../src/engine/models/training/normalisation.ts";
import { autoencoderLoss, vaeLoss, type VaeModel } from "../../src/engine/models/architectures/vae.ts";
import {
  compile,
  createSession,
  elementCount,
  gradients,
  initialWeights,
  input,
  parametersOf,
  scalar,
  type Tensors,
  type Value,
} from "../../src/engine/nn/index.ts";
import { CPU } from "../nn/finite-differences.ts";

const BANDS = 6;
const SETTINGS = { ...COMPACT_SETTINGS, batchSize: 6, threads: 1 };

const normals = (rng: Rng, count: number): Float32Array => Float32Array.from({ length: count }, () => rng.normal());

/** Songs of three sounds (spectra), each with a rhythm of its own; songs of one kind prefer the same sound. */
function toySongs(count: number, frames: number): SampleSource {
  const rng = createRng(11, "toy songs");
  const sounds = Array.from({ length: 3 }, () => normals(rng, BANDS));
  const data = new Float32Array(count * BANDS * frames);
  for (let song = 0; song < count; song++) {
    const period = 4 + 3 * song;
    for (let frame = 0; frame < frames; frame++) {
      const sound = sounds[frame % period < period / 2 ? song % 3 : (song + 1) % 3]!;
      sound.forEach((level, band) => (data[(song * BANDS + band) * frames + frame] = level));
    }
  }
  return arraySource(data, BANDS * frames, "toy songs");
}

/** The values of expressions of the model, whose input `x` holds normalised samples. */
async function values(outputs: Readonly<Record<string, Value>>, weights: Tensors, feeds: Tensors): Promise<Tensors> {
  const session = await createSession(compile(outputs), CPU);
  const result = await session.run({ ...weights, ...feeds });
  await session.release();
  return result;
}

async function startOf(model: VaeModel, source: SampleSource): Promise<{ weights: Tensors; x: Float32Array }> {
  const normalisation = await measureNormalisation(source, model);
  const n = source.count;
  const loss = vaeLoss(model, input("x", [n, ...model.sampleShape]), input("noise", [n, model.latentDim]), scalar(1));
  const weights = await initialState(parametersOf([loss.total]), model, { source, normalisation, settings: SETTINGS });
  const x = new Float32Array(n * source.sampleLength);
  await source.read(
    Uint32Array.from({ length: n }, (_, index) => index),
    x,
  );
  return { weights, x: x.map((value) => (value - normalisation.mean[0]!) / normalisation.deviation[0]!) };
}

const meanSquare = (data: Float32Array): number => data.reduce((sum, value) => sum + value * value, 0) / data.length;

describe("gradients of the compact model against finite differences", () => {
  // 23 frames: the last of three patches is a partial one.
  test.each([
    ["β-VAE, partial patch", 23, true],
    ["autoencoder, whole patches", 20, false],
  ])("%s", async (_, frames, variational) => {
    const rng = createRng(2, "compact gradients");
    const model = compactModel([1, BANDS, frames], 3);
    const x = input("x", [2, ...model.sampleShape]);
    const loss = variational ? vaeLoss(model, x, input("noise", [2, 3]), scalar(0.5)) : autoencoderLoss(model, x);
    const parameters = parametersOf([loss.total]);
    const slopes = gradients(loss.total, parameters);
    const graph = compile({
      total: loss.total,
      ...Object.fromEntries(slopes.map((slope, index) => [`d${index}`, slope])),
    });
    const session = await createSession(graph, CPU);
    const weights: Record<string, Float32Array> = initialWeights(parameters, 4);
    // Zeros at the start would leave gradients untested.
    for (const weight of Object.values(weights))
      weight.forEach((value, index) => (weight[index] = value + 0.05 * rng.normal()));
    const feeds: Tensors = {
      x: normals(rng, elementCount(x.shape)),
      ...(variational ? { noise: normals(rng, 6) } : {}),
    };
    const analytic = await session.run({ ...feeds, ...weights });

    for (const [index, { attributes }] of parameters.entries()) {
      const weight = weights[attributes.name]!;
      // Along the gradient, of length 1, where the difference is largest against the rounding of float32.
      const slope = analytic[`d${index}`]!;
      const length = Math.sqrt(meanSquare(slope) * slope.length);
      expect(length).toBeGreaterThan(0);
      const at = async (step: number): Promise<number> => {
        const moved = weight.map((value, position) => value + (step * slope[position]!) / length);
        return (await session.run({ ...feeds, ...weights, [attributes.name]: moved }))["total"]![0]!;
      };
      const h = 0.01;
      const numeric = (8 * ((await at(h)) - (await at(-h))) - ((await at(2 * h)) - (await at(-2 * h)))) / (12 * h);
      expect(Math.abs(numeric - length) / length, attributes.name).toBeLessThan(1e-2);
    }
    await session.release();
  });
});

describe("the error in patches", () => {
  test.each([20, 23])("equals the mean squared error of the decoded samples of %i frames", async (frames) => {
    const model = compactModel([1, BANDS, frames], 3);
    const source = toySongs(2, frames);
    const { weights, x } = await startOf(model, source);
    const songs = input("x", [2, ...model.sampleShape]);
    const z = input("z", [2, 3]);
    const feeds = { z: normals(createRng(1, "z"), 6), x };
    const needed = Object.fromEntries(
      parametersOf([model.decode(z)]).map(({ attributes: { name } }) => [name, weights[name]!]),
    );
    const { decoded } = await values({ decoded: model.decode(z) }, needed, { z: feeds.z });
    const expected = meanSquare(decoded!.map((value, index) => value - x[index]!));
    const cheaper = model.reconstructionError?.(z, songs);
    expect(cheaper === undefined).toBe(frames % 10 !== 0);
    if (cheaper === undefined) return;
    const { error } = await values({ error: cheaper }, needed, feeds);
    expect(error![0]).toBeCloseTo(expected, 5);
  });
});

describe("the start", () => {
  const frames = 40;
  const model = compactModel([1, BANDS, frames], 16);
  const source = toySongs(6, frames);

  test("is a linear codec: codes decode to the patches that they came from", async () => {
    const { weights, x } = await startOf(model, source);
    // 24 patches of 60 values span fewer directions than there are codes: nothing is lost but rounding.
    const [toCodes, offset] = [weights["encoder.patch.weight"]!, weights["encoder.patch.bias"]!];
    const [toPatch, mean] = [weights["decoder.patch.weight"]!, weights["decoder.patch.bias"]!];
    let error = 0;
    const codesSquared = new Float64Array(64);
    for (let song = 0; song < 6; song++) {
      for (let patch = 0; patch < 4; patch++) {
        const values = Float64Array.from({ length: 60 }, (_, i) => {
          const [band, frame] = [Math.floor(i / 10), patch * 10 + (i % 10)];
          return x[(song * BANDS + band) * frames + frame]!;
        });
        const codes = offset.map((bias, code) =>
          values.reduce((sum, value, i) => sum + value * toCodes[i * 64 + code]!, bias),
        );
        codes.forEach((value, code) => (codesSquared[code]! += (value * value) / 24));
        values.forEach((value, i) => {
          error += (codes.reduce((sum, code, c) => sum + code * toPatch[c * 60 + i]!, mean[i]!) - value) ** 2;
        });
      }
    }
    expect(error / (6 * 4 * 60)).toBeLessThan(1e-6);
    // Centred by the mean patch: the leading codes have variance 1.
    for (const variance of codesSquared.subarray(0, 4)) expect(variance).toBeCloseTo(1, 2);
  });

  test("lays songs out as their pooled features lie: μ has mean 0, mean square 1, and is apart in proportion", async () => {
    const { weights, x } = await startOf(model, source);
    const songs = input("x", [6, ...model.sampleShape]);
    const mu = model.encode(songs).mean;
    // The pooled features are what the mean's matrix product takes.
    const pooled = mu.inputs[0]!.inputs[0]!;
    expect(pooled.shape).toEqual([6, 128]);
    const used = Object.fromEntries(parametersOf([mu]).map(({ attributes: { name } }) => [name, weights[name]!]));
    const result = await values({ mu, pooled }, used, { x });
    for (let latent = 0; latent < 16; latent++) {
      const column = Array.from({ length: 6 }, (_, song) => result["mu"]![song * 16 + latent]!);
      expect(column.reduce((sum, value) => sum + value, 0) / 6).toBeCloseTo(0, 4);
    }
    expect(meanSquare(result["mu"]!)).toBeCloseTo(1, 3);
    const distance = (data: Float32Array, size: number, a: number, b: number): number =>
      Math.sqrt(
        meanSquare(Float32Array.from({ length: size }, (_, i) => data[a * size + i]! - data[b * size + i]!)) * size,
      );
    const ratio = (a: number, b: number): number =>
      distance(result["mu"]!, 16, a, b) / distance(result["pooled"]!, 128, a, b);
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b < a; b++) expect(ratio(a, b) / ratio(0, 1)).toBeCloseTo(1, 2);
    }
  });

  test("survives songs that are all the same", async () => {
    const silence = arraySource(new Float32Array(5 * BANDS * frames), BANDS * frames, "silence");
    const trained = await trainVae(model, silence, { ...SETTINGS, epochs: 3 });
    await trained.dispose();
    expect(trained.history.at(-1)!.reconstruction).toBeLessThan(1e-3);
    expect(trained.latents.every(Number.isFinite)).toBe(true);
  });
});

describe("training", () => {
  test.each([
    ["whole patches", 60],
    ["a partial patch", 47],
  ])("an autoencoder learns six songs by heart (%s)", async (_, frames) => {
    const model = compactModel([1, BANDS, frames], 4);
    const trained = await trainVae(model, toySongs(6, frames), {
      ...SETTINGS,
      beta: 0,
      klWarmupEpochs: 0,
      epochs: 200,
    });
    await trained.dispose();
    expect(trained.history.at(-1)!.reconstruction).toBeLessThan(0.01);
  });

  test("a β-VAE pays for what it tells: less KL and a larger error at a larger β", async () => {
    const model = compactModel([1, BANDS, 60], 4);
    const last = async (beta: number) => {
      const trained = await trainVae(model, toySongs(6, 60), { ...SETTINGS, beta, klWarmupEpochs: 20, epochs: 120 });
      await trained.dispose();
      return trained.history.at(-1)!;
    };
    const [little, much] = [await last(0.01), await last(0.3)];
    expect(little.reconstruction).toBeLessThan(0.1);
    expect(much.kl).toBeLessThan(little.kl!);
    expect(much.reconstruction).toBeGreaterThan(little.reconstruction!);
  });
});

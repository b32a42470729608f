import { expect, test } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import {
  autoencoderLoss,
  vaeLoss,
  type VaeLossTerms,
  type VaeModel,
} from "../../src/engine/models/architectures/vae.ts";
import {
  compile,
  createSession,
  gradients,
  initialWeights,
  input,
  parametersOf,
  type Value,
} from "../../src/engine/nn/index.ts";
import { CPU, randomOperands } from "../nn/finite-differences.ts";

const BATCH = 2;
const variational = (model: VaeModel, x: Value): VaeLossTerms =>
  vaeLoss(model, x, input("noise", [BATCH, model.latentDim]), input("beta", []));

const CASES = [
  { name: "reference Conv-VAE", model: referenceModel([1, 13, 21], 3), loss: variational },
  { name: "reference autoencoder", model: referenceModel([1, 13, 21], 3), loss: autoencoderLoss },
  { name: "MLP-VAE", model: mlpModel(7, 3), loss: variational },
];

/**
 * The derivative of the loss along a direction is the product of gradient and direction. The direction is the gradient
 * plus as much noise: along the gradient alone an error of its direction would not show.
 */
test.each(CASES)("of the $name: every parameter's gradient equals central differences", async ({ model, loss }) => {
  const x = input("x", [BATCH, ...model.sampleShape]);
  const { total } = loss(model, x);
  const parameters = parametersOf([total]);
  const slopes = gradients(total, parameters).map((slope, index) => [`d${index}`, slope] as const);
  const session = await createSession(compile({ total, ...Object.fromEntries(slopes) }), CPU);
  // Larger than at the start of a training: gradients that differences in single precision can resolve.
  const weights = Object.fromEntries(
    Object.entries(initialWeights(parameters, 11)).map(([name, weight]) => [name, weight.map((value) => 3 * value)]),
  );
  const [samples, noise] = randomOperands([x.shape, [BATCH, model.latentDim]], [-1, 1]);
  const feeds: Record<string, Float32Array> = { ...weights, x: samples!, noise: noise!, beta: Float32Array.of(0.3) };
  const found = await session.run(feeds);

  const rng = createRng(1, "directions");
  for (const [index, { attributes }] of parameters.entries()) {
    const gradient = found[`d${index}`]!;
    const start = weights[attributes.name]!;
    const size = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    expect(size, `${attributes.name} has a gradient`).toBeGreaterThan(1e-5);
    const direction = gradient.map((g) => g / size + rng.normal() / Math.sqrt(gradient.length));
    const at = async (offset: number): Promise<number> => {
      const moved = start.map((w, i) => w + offset * direction[i]!);
      const { total: value } = await session.run({ ...feeds, [attributes.name]: moved });
      return value![0]!;
    };
    const expected = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    // A step that changes the loss by 3e-4 of itself: far above its rounding (6e-8), small against the ReLUs' kinks.
    const step = Math.min(0.05, (3e-4 * found["total"]![0]!) / size);
    const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
    expect(Math.abs(numeric - expected) / size, attributes.name).toBeLessThan(0.02);
  }
  await session.release();
});

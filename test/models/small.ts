import { elementCount } from "../../src/engine/nn/index.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { MLP_SETTINGS, type VaeSettings } from "../../src/engine/models/settings.ts";
import { arraySource, type SampleSource } from "../../src/engine/models/training/source.ts";
import type { VaeModel } from "../../src/engine/models/architectures/vae.ts";

/** Songs on a noisy line in six dimensions: one latent explains nearly all of them. */
export function lineSource(count: number): SampleSource {
  const rng = createRng(3, "line");
  const direction = [3, -2, 1, 0.5, 4, -1];
  const data = Float32Array.from({ length: count * 6 }, () => 0);
  for (let song = 0; song < count; song++) {
    const along = rng.normal();
    direction.forEach((slope, column) => (data[song * 6 + column] = 10 + slope * along + 0.05 * rng.normal()));
  }
  return arraySource(data, 6, `line of ${count}`);
}

/** A source of noise in the shape of a model's samples. */
export function noiseSource(model: VaeModel, count: number): SampleSource {
  const rng = createRng(5, "noise source");
  const length = elementCount(model.sampleShape);
  return arraySource(
    Float32Array.from({ length: count * length }, () => rng.normal() * 2 + 1),
    length,
    "noise",
  );
}

export const SMALL_MODEL = mlpModel(6, 2);

export const SMALL_SETTINGS: VaeSettings = { ...MLP_SETTINGS, epochs: 12, batchSize: 4, threads: 1 };

/** Ends early, long before the last epoch. */
export const STOPPING_SETTINGS: VaeSettings = {
  ...SMALL_SETTINGS,
  epochs: 100,
  earlyStopping: { patience: 10, minimumImprovement: 0.1 },
};

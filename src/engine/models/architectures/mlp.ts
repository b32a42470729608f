import { relu } from "../../nn/index.ts";
import { dense } from "./layers.ts";
import type { VaeModel } from "./vae.ts";

const HIDDEN = [128, 64] as const;

/**
 * The MLP-VAE of the Easy task: columns → 128 → 64 → (μ, log σ²), and back by 64 → 128; ReLU. Its KL divergence is
 * summed over the latents, and every column is normalised by itself.
 */
export function mlpModel(columns: number, latentDim: number): VaeModel {
  return {
    id: "mlp/1",
    sampleShape: [columns],
    sampleName: "features",
    latentDim,
    klOverLatents: "sum",
    normalisation: "per-element",
    encode(x) {
      const first = relu(dense("encoder.0", x, HIDDEN[0]));
      const second = relu(dense("encoder.1", first, HIDDEN[1]));
      return {
        mean: dense("encoder.mean", second, latentDim),
        logVariance: dense("encoder.logVariance", second, latentDim),
      };
    },
    decode(z) {
      const first = relu(dense("decoder.0", z, HIDDEN[1]));
      const second = relu(dense("decoder.1", first, HIDDEN[0]));
      return dense("decoder.2", second, columns);
    },
  };
}

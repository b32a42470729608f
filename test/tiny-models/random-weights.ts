import { createRng } from "../../src/engine/core/rng.ts";
import type { Weights } from "./graph.ts";

/** Seeded random weights: normal, of variance 1 / (inputs of a product); norms at one, biases at zero. */
export function randomWeights(seed: number): Weights {
  return (name, dims) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (/(?:norm|LayerNorm)\.weight$/i.test(name)) return new Float32Array(size).fill(1);
    if (name.endsWith(".bias")) return new Float32Array(size);
    const rng = createRng(seed, name);
    const scale =
      1 / Math.sqrt(dims.length === 3 ? dims[1]! * dims[2]! : name.includes("embed") ? dims.at(-1)! : dims[0]!);
    return Float32Array.from({ length: size }, () => rng.normal() * scale);
  };
}

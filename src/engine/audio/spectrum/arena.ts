import { instantiateKernels, type Kernels } from "../../kernels/instantiate.ts";

/** One kernel memory, handed out piece by piece: parts of a computation that lie in it pass their results on by address. */
export interface Arena {
  readonly kernels: Kernels;
  float32(length: number): Float32Array;
  int32(length: number): Int32Array;
}

/** Pieces start at multiples of so many bytes. */
const ALIGNMENT = 16;

/** The bytes that pieces of so many bytes take in an arena. */
export function arenaBytes(...pieces: readonly number[]): number {
  return pieces.reduce((sum, bytes) => sum + ALIGNMENT * Math.ceil(bytes / ALIGNMENT), 0);
}

/** A fresh memory with room for so many bytes. */
export function createArena(bytes: number): Arena {
  const { memory, kernels } = instantiateKernels(bytes);
  let free = 0;
  const take = (size: number): number => {
    const at = free;
    free += arenaBytes(size);
    return at;
  };
  return {
    kernels,
    float32: (length) => new Float32Array(memory, take(4 * length), length),
    int32: (length) => new Int32Array(memory, take(4 * length), length),
  };
}

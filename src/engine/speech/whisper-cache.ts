import type { Tensor } from "onnxruntime-node";

/** Makes a tensor of the runtime. */
export type MakeTensor = (
  type: "float32" | "int64" | "bool",
  data: Float32Array | BigInt64Array | readonly boolean[],
  dims: readonly number[],
) => Tensor;

/**
 * What a decoder remembers, by the names of the graph's inputs: `encoder_hidden_states`, and, from its first step on, keys and values
 * [texts, heads, tokens or frames, size] as `past_key_values.LAYER.{decoder,encoder}.{key,value}`. What was heard may be there
 * once for all texts.
 */
export type Memory = Readonly<Record<string, Tensor>>;

/** Whether it is of the sound, which stays as the first step made it: later steps are not asked for it. */
export const isHeard = (name: string): boolean => name.includes("encoder_") || name.includes(".encoder.");

/**
 * The memory of new texts, each of which goes on from an earlier one.
 * @param parents the earlier text of each, by its place; what stays in its place is not copied
 * @param mayChange whether the memory is not needed any more as it is
 */
export async function textsFrom(
  memory: Memory,
  parents: readonly number[],
  tensor: MakeTensor,
  mayChange: boolean,
): Promise<Memory> {
  const own = Object.keys(memory).filter((name) => !isHeard(name));
  return { ...memory, ...(await rows(memory, own, parents, tensor, mayChange)) };
}

/** The memory with what was heard once for each of so many texts. */
export async function heardByEach(memory: Memory, texts: number, tensor: MakeTensor): Promise<Memory> {
  const heard = Object.keys(memory).filter((name) => isHeard(name) && memory[name]!.dims[0] !== texts);
  const first = new Array<number>(texts).fill(0);
  return { ...memory, ...(await rows(memory, heard, first, tensor, false)) };
}

/** Frees what is not in `kept`: tensors in main memory are freed by the collector, those of a graphics card are not. */
export function free(memory: Memory, kept: Memory): void {
  const still = new Set(Object.values(kept));
  for (const value of Object.values(memory)) if (value.location === "gpu-buffer" && !still.has(value)) value.dispose();
}

async function rows(
  memory: Memory,
  names: readonly string[],
  parents: readonly number[],
  tensor: MakeTensor,
  mayChange: boolean,
): Promise<Memory> {
  const chosen = names.map(async (name) => [name, await rowsOf(memory[name]!, parents, tensor, mayChange)] as const);
  return Object.fromEntries(await Promise.all(chosen));
}

async function rowsOf(
  value: Tensor,
  parents: readonly number[],
  tensor: MakeTensor,
  mayChange: boolean,
): Promise<Tensor> {
  const [count = 1, ...rest] = value.dims;
  const isSame = count === parents.length;
  if (isSame && parents.every((parent, at) => parent === at)) return value;
  const data = (value.location === "cpu" ? value.data : await value.getData()) as Float32Array;
  const size = data.length / count;
  // A row that stays can be copied from; one that does not may have been written over.
  if (isSame && mayChange && value.location === "cpu" && parents.every((parent) => parents[parent] === parent)) {
    for (const [at, parent] of parents.entries())
      if (parent !== at) data.copyWithin(at * size, parent * size, (parent + 1) * size);
    return value;
  }
  const all = new Float32Array(parents.length * size);
  for (const [at, parent] of parents.entries()) all.set(data.subarray(parent * size, (parent + 1) * size), at * size);
  return tensor("float32", all, [parents.length, ...rest]);
}

// Reads float32 weights in the safetensors format: the length of a JSON header, the header, the raw values.
import type { Weights } from "../tiny-models/graph.ts";
import { transposed } from "./ctranslate2.ts";

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** BERT's weights by the names of the published checkpoints; products as [in, out]. */
export function bertWeights(bytes: Buffer): Weights {
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length)) as Readonly<Record<string, Entry>>;
  return (name, dims) => {
    const entry = header[name] ?? header[`bert.${name}`];
    if (entry?.dtype !== "F32") throw new Error(`The file has no float32 tensor ${name}.`);
    const [start, end] = entry.data_offsets;
    const values = new Float32Array(Uint8Array.from(bytes.subarray(8 + length + start, 8 + length + end)).buffer);
    const [rows = 1, cols = 1] = entry.shape;
    const result =
      entry.shape.length === 2 && !name.startsWith("embeddings.") ? transposed(values, rows, cols) : values;
    if (result.length !== dims.reduce((product, dim) => product * dim, 1))
      throw new Error(`${name} has ${result.length} values.`);
    return result;
  };
}

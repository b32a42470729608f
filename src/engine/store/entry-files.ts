import { decodeNpy, encodeNpy } from "../../shared/npy.ts";
import { matrix, type Matrix } from "../core/matrix.ts";

/** The files of a cache entry by their names. */
export type EntryFiles = Readonly<Record<string, Uint8Array>>;

/** The content of one of an entry's files. @throws if the entry has no such file. */
export type EntryFile = (name: string) => Uint8Array;

/** Values of one type as JSON. The cache has checked an entry's bytes already, so the shape of the value is not checked here. */
export interface JsonFile<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => T;
}

export function jsonFile<T>(): JsonFile<T> {
  return {
    // ASCII only, so that an index into the text is also a byte offset in the file.
    encode: (value) => Buffer.from(`${JSON.stringify(value, null, 2).replaceAll(/[^\0-\x7f]/g, escaped)}\n`),
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as T,
  };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A float64 `.npy` array, [rows, cols]. */
export function encodeMatrix({ rows, cols, data }: Matrix): Uint8Array {
  return encodeNpy({ shape: [rows, cols], data });
}

/** A `.npy` array of two dimensions of any float type. @throws if it is none. */
export function decodeMatrix(bytes: Uint8Array): Matrix {
  const { shape, data } = decodeNpy(bytes);
  const [rows, cols] = shape;
  if (rows === undefined || cols === undefined) throw new Error(`No matrix: its shape is (${shape.join(", ")}).`);
  return matrix(rows, cols, data instanceof Float64Array ? data : Float64Array.from(data, Number));
}

/** A float32 `.npy` array of one dimension, or of the given shape. */
export function encodeFloats(data: Float32Array, shape: readonly number[] = [data.length]): Uint8Array {
  return encodeNpy({ shape, data });
}

/** The values of a float32 `.npy` array. @throws if it is none. */
export function decodeFloats(bytes: Uint8Array): Float32Array {
  const { data } = decodeNpy(bytes);
  if (!(data instanceof Float32Array)) throw new Error("No array of float32.");
  return data;
}

import { readFile } from "node:fs/promises";
import { LatentuneError } from "./errors.ts";
import { writeChunksAtomic, writeFileAtomic } from "./files.ts";

/** NumPy dtypes that we write: little-endian float32, float64, int32 and int64. */
export type NpyData = Float32Array | Float64Array | Int32Array | BigInt64Array;

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

/**
 * Encodes an array in NumPy's format 1.0 (numpy.lib.format), C order.
 * @throws {LatentuneError} if the shape does not hold the data.
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length)
    throw new LatentuneError(`Shape (${shape.join(", ")}) does not hold ${data.length} values.`);
  const header = npyHeader(shape, dtypeOf(data));
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/**
 * Decodes format 1.0 to 3.0: little-endian f4, f8, i4, i8 in C order.
 * @throws {LatentuneError} for anything else, naming the file when given.
 */
export function decodeNpy(bytes: Uint8Array, file?: string): NpyArray {
  const place = file === undefined ? {} : { file };
  const fail = (why: string): never => {
    throw new LatentuneError(`Not a readable .npy array: ${why}.`, {
      ...place,
      remedy: "Save it with numpy.save as a float32 or float64 array in C order.",
    });
  };
  if (bytes.length < 10 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") {
    return fail("it does not start with the NumPy magic bytes");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  if (wide && bytes.length < 12) return fail("its header is cut off");
  const start = wide ? 12 : 10;
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(start, start + headerLength));
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1] === "True";
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || shapeText === undefined) return fail("its header is not understood");
  const shape = shapeText
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  if (fortran && shape.filter((size) => size > 1).length > 1) return fail("it is in Fortran order");
  const count = shape.reduce((product, size) => product * size, 1);
  // A copy at offset 0 of a buffer of its own: typed arrays need aligned data, and a Buffer's `slice` is only a view.
  const body = new Uint8Array(bytes.subarray(start + headerLength));
  const create = ARRAYS[dtype];
  if (create === undefined) return fail(`its dtype is ${dtype}`);
  if (body.byteLength < count * create.BYTES_PER_ELEMENT) return fail("its data are cut off");
  return { shape, data: new create(body.buffer, 0, count) };
}

/** Reads a `.npy` file. @throws {LatentuneError} if there is none, or if it is not one. */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new LatentuneError("This array does not exist.", {
      file: path,
      remedy: "Check the path, or make the file first.",
    });
  });
  return decodeNpy(bytes, path);
}

/** Writes a `.npy` file atomically. */
export async function writeNpy(path: string, array: NpyArray): Promise<void> {
  await writeFileAtomic(path, encodeNpy(array));
}

/** Writes a float32 array whose rows come one by one, without holding them all. */
export async function writeNpyRows(
  path: string,
  shape: readonly number[],
  rows: AsyncIterable<Float32Array> | Iterable<Float32Array>,
): Promise<void> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield npyHeader(shape, "<f4");
    for await (const row of rows) yield new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
  }
  await writeChunksAtomic(path, chunks());
}

const ARRAYS: Partial<
  Record<
    string,
    { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer, offset: number, length: number): NpyData }
  >
> = { "<f4": Float32Array, "<f8": Float64Array, "<i4": Int32Array, "<i8": BigInt64Array };

function dtypeOf(data: NpyData): string {
  if (data instanceof Float32Array) return "<f4";
  if (data instanceof Float64Array) return "<f8";
  if (data instanceof Int32Array) return "<i4";
  return "<i8";
}

function npyHeader(shape: readonly number[], dtype: string): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // The data start at a multiple of 64 bytes, as NumPy writes them.
  const padding = " ".repeat(63 - ((10 + text.length) % 64));
  const body = `${text}${padding}\n`;
  const header = new Uint8Array(10 + body.length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, body.length & 0xff, body.length >> 8]);
  header.set(new TextEncoder().encode(body), 10);
  return header;
}

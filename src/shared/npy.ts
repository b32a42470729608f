import type { ViewRow } from "./contract/view.ts";
import { NPY_MAGIC, NpyError, parseNpyHeader } from "./npy-header.ts";

/** The NumPy dtypes that we write: little-endian float32, float64, int32 and int64, and bytes. */
export type NpyData = Uint8Array | Float32Array | Float64Array | Int32Array | BigInt64Array;

export interface NpyArray<Data extends NpyData = NpyData> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** An array of a run's view: numbers that need no BigInt, and no bytes. */
export type ViewArray = NpyArray<Exclude<NpyData, BigInt64Array | Uint8Array>>;

/**
 * Encodes an array in NumPy's format 1.0 (numpy.lib.format), C order.
 * @throws {RangeError} if the shape does not hold the data.
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  if (sizeOf(shape) !== data.length)
    throw new RangeError(`Shape (${shape.join(", ")}) does not hold ${data.length} values.`);
  const header = npyHeader(shape, dtypeOf(data));
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/** What stands before the data: their dtype (`<f4`) and shape. The data start at a multiple of 64 bytes, as NumPy writes them. */
export function npyHeader(shape: readonly number[], dtype: string): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const body = `${text}${" ".repeat(63 - ((10 + text.length) % 64))}\n`;
  const magic = [...NPY_MAGIC, 1, 0, body.length & 0xff, body.length >> 8];
  return Uint8Array.from([...magic, ...Array.from(body, (character) => character.charCodeAt(0))]);
}

/**
 * Decodes format 1.0 to 3.0: little-endian f4, f8, i4, i8 and u1 in C order. The data are a view of the bytes where they start at a
 * multiple of their size, as NumPy writes them, else a copy.
 * @throws {NpyError} for anything else.
 */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const { dtype, fortranOrder, shape, count, dataStart } = parseNpyHeader(bytes);
  // A vector lies the same way in both orders.
  if (fortranOrder && shape.filter((size) => size > 1).length > 1) throw new NpyError("it is in Fortran order");
  const create = ARRAYS.get(dtype);
  if (create === undefined) throw new NpyError(`its dtype is ${dtype}`);
  const end = dataStart + count * create.BYTES_PER_ELEMENT;
  if (bytes.length < end) throw new NpyError("its data are cut off");
  const aligned = (bytes.byteOffset + dataStart) % create.BYTES_PER_ELEMENT === 0;
  const data = aligned ? bytes.subarray(dataStart, end) : Uint8Array.from(bytes.subarray(dataStart, end));
  return { shape, data: new create(data.buffer, data.byteOffset, count) };
}

/**
 * Decodes an array of a run's view.
 * @param file its name, for the message
 * @throws {Error} for people, if it is none.
 */
export function decodeViewArray(bytes: Uint8Array, file: string): ViewArray {
  try {
    const { shape, data } = decodeNpy(bytes);
    if (data instanceof BigInt64Array || data instanceof Uint8Array)
      throw new NpyError(`its dtype is ${dtypeOf(data)}`);
    return { shape, data };
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw new Error(`${file} is not a readable array: ${error.message}. Run the task again to make it anew.`, {
      cause: error,
    });
  }
}

/**
 * What an array of a run's view has of each song in one of its rows; no copy.
 * @param at the row, and the file that the array is from
 * @throws {Error} for people, if there is no such row: the view may have been edited.
 */
export function viewRow({ shape, data }: ViewArray, { file, row }: ViewRow, songs: number): ViewArray["data"] {
  const [rows = 0, columns] = shape;
  if (shape.length === 2 && columns === songs && Number.isInteger(row) && row >= 0 && row < rows)
    return data.subarray(row * songs, (row + 1) * songs);
  throw new Error(
    `${file} has no row ${row + 1} of ${songs} songs: its shape is (${shape.join(", ")}). Run the task again to make it anew.`,
  );
}

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): NpyData;
}

const ARRAYS: ReadonlyMap<string, ArrayType> = new Map<string, ArrayType>([
  ["|u1", Uint8Array],
  ["<f4", Float32Array],
  ["<f8", Float64Array],
  ["<i4", Int32Array],
  ["<i8", BigInt64Array],
]);

function dtypeOf(data: NpyData): string {
  if (data instanceof Uint8Array) return "|u1";
  if (data instanceof Float32Array) return "<f4";
  if (data instanceof Float64Array) return "<f8";
  return data instanceof Int32Array ? "<i4" : "<i8";
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

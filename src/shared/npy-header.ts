/** What stands before an array's data. */
export interface NpyHeader {
  /** NumPy's name of the type, such as `<f4`. */
  readonly dtype: string;
  /** Whether the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly count: number;
  /** Where the data begin, in bytes. */
  readonly dataStart: number;
}

/** Why bytes are no array, as the end of a sentence: `its dtype is <f2`. */
export class NpyError extends Error {
  override readonly name = "NpyError";
}

/** `\x93NUMPY`. */
export const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** NumPy itself reads no longer ones (`max_header_size`). */
const LONGEST_HEADER = 10_000;

/** So many bytes hold every header. */
export const NPY_HEAD_BYTES = LONGEST_HEADER + 12;

/**
 * Reads the header of format 1.0 to 3.0: a Python dictionary with `descr`, `fortran_order` and `shape`. It may be anything: what
 * it says is checked, and nothing is looked up by it.
 * @param bytes the whole file, or its first {@link NPY_HEAD_BYTES}
 * @throws {NpyError} for a header that NumPy does not write.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  if (bytes.length < 10 || NPY_MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new NpyError("it does not start with the NumPy magic bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  if (wide && bytes.length < 12) throw new NpyError("its header is cut off");
  const start = wide ? 12 : 10;
  const dataStart = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > start + LONGEST_HEADER) throw new NpyError("its header is longer than NumPy reads");
  if (dataStart > bytes.length) throw new NpyError("its header is cut off");
  const header = Array.from(bytes.subarray(start, dataStart), (code) => String.fromCharCode(code)).join("");
  const [, descr, structured] = /["']descr["']\s*:\s*(?:["']([^"']*)["']|([[(]))/.exec(header) ?? [];
  if (structured !== undefined) throw new NpyError("its rows are records of several fields (a structured dtype)");
  const shape = /["']shape["']\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  const order = /["']fortran_order["']\s*:\s*(True|False)/.exec(header)?.[1];
  if (descr === undefined || shape === undefined || order === undefined)
    throw new NpyError("its header is not understood");
  const sizes = shape
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  // Python 2 wrote an L behind long numbers.
  if (sizes.some((size) => !/^\d+L?$/.test(size))) throw new NpyError(`its shape is (${shape.trim()})`);
  const numbers = sizes.map((size) => Number.parseInt(size, 10));
  const count = numbers.reduce((product, size) => product * size, 1);
  if (!numbers.every(Number.isSafeInteger) || !Number.isSafeInteger(count))
    throw new NpyError(`its shape is (${shape.trim()})`);
  return { dtype: descr, fortranOrder: order === "True", shape: numbers, count, dataStart };
}

/** An array of a run's view: float32 or int32, C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/**
 * Reads what the engine writes for views: NumPy's format 1.0, little-endian float32 or int32 in C order.
 * @throws {Error} for anything else, naming the file.
 */
export function parseNpy(bytes: Uint8Array, file: string): NpyArray {
  const fail = (why: string): never => {
    throw new Error(`${file} is not an array of a view: ${why}.`);
  };
  if (bytes.length < 10 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") {
    return fail("it does not start as one");
  }
  if (bytes[6] !== 1) return fail(`its format is ${bytes[6]!}`);
  const start = 10 + bytes[8]! + 256 * bytes[9]!;
  const header = new TextDecoder().decode(bytes.subarray(10, start));
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (shapeText === undefined || !/'fortran_order':\s*False/.test(header)) return fail("its header is not understood");
  const shape = shapeText
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (dtype !== "<f4" && dtype !== "<i4") return fail(`its type is ${dtype ?? "not told"}`);
  if (bytes.length < start + 4 * count) return fail("it is cut off");
  // A copy of its own: typed arrays need aligned data, and a Buffer may begin anywhere in its pool.
  const { buffer } = Uint8Array.from(bytes.subarray(start, start + 4 * count));
  return { shape, data: dtype === "<f4" ? new Float32Array(buffer) : new Int32Array(buffer) };
}

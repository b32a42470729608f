/** The dtypes that a view holds: `<f4`, `<f8` and `<i4`. */
export type NpyData = Float32Array | Float64Array | Int32Array;

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

const ARRAYS: Partial<
  Record<
    string,
    { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer, offset: number, length: number): NpyData }
  >
> = { "<f4": Float32Array, "<f8": Float64Array, "<i4": Int32Array };

/**
 * Reads NumPy's format 1.0 to 3.0 (numpy.lib.format): little-endian f4, f8 or i4 in C order. The data are not copied when
 * they start at a multiple of their size, as NumPy writes them.
 * @throws {Error} for anything else, naming the file.
 */
export function parseNpy(buffer: ArrayBuffer, file: string): NpyArray {
  const fail = (why: string): never => {
    throw new Error(`${file} is not a readable array: ${why}. Run the task again to make it anew.`);
  };
  const bytes = new Uint8Array(buffer);
  if (bytes.length < 12 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") {
    return fail("it does not start with the NumPy magic bytes");
  }
  const view = new DataView(buffer);
  const wide = bytes[6]! >= 2;
  const headerStart = wide ? 12 : 10;
  const dataStart = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > bytes.length) return fail("its header is cut off");
  const header = new TextDecoder().decode(bytes.subarray(headerStart, dataStart));
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || shapeText === undefined) return fail("its header is not understood");
  const shape = shapeText
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  const inFortranOrder = /'fortran_order':\s*True/.test(header) && shape.filter((size) => size > 1).length > 1;
  if (inFortranOrder) return fail("it is in Fortran order");
  const create = ARRAYS[dtype];
  if (create === undefined) return fail(`its dtype is ${dtype}`);
  const count = shape.reduce((product, size) => product * size, 1);
  const end = dataStart + count * create.BYTES_PER_ELEMENT;
  if (bytes.length < end) return fail("its data are cut off");
  const aligned = dataStart % create.BYTES_PER_ELEMENT === 0;
  return {
    shape,
    data: aligned ? new create(buffer, dataStart, count) : new create(buffer.slice(dataStart, end), 0, count),
  };
}

import { NpyError, parseNpyHeader, type NpyHeader } from "../../shared/npy-header.ts";

/** An array of numbers in C order, whatever it was. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number;

/** NumPy's kinds of numbers by letter and bytes. Whole numbers beyond 2^53 become the nearest float64. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["b1", (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1)],
  ["i1", (view, offset) => view.getInt8(offset)],
  ["u1", (view, offset) => view.getUint8(offset)],
  ["i2", (view, offset, little) => view.getInt16(offset, little)],
  ["u2", (view, offset, little) => view.getUint16(offset, little)],
  ["i4", (view, offset, little) => view.getInt32(offset, little)],
  ["u4", (view, offset, little) => view.getUint32(offset, little)],
  ["i8", (view, offset, little) => Number(view.getBigInt64(offset, little))],
  ["u8", (view, offset, little) => Number(view.getBigUint64(offset, little))],
  ["f2", (view, offset, little) => halfOf(view.getUint16(offset, little))],
  ["f4", (view, offset, little) => view.getFloat32(offset, little)],
  ["f8", (view, offset, little) => view.getFloat64(offset, little)],
]);

/** Kinds that lie in memory as they do in the file: millions of numbers are read at once. */
const NATIVE = new Map<string, new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayLike<number>>(
  new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
    ? [
        ["<f4", Float32Array],
        ["<f8", Float64Array],
      ]
    : [],
);

/** What people know the other kinds as. */
const OTHER_KINDS: ReadonlyMap<string, string> = new Map([
  ["O", "Python objects"],
  ["U", "texts"],
  ["S", "texts"],
  ["a", "texts"],
  ["V", "raw bytes"],
  ["c", "complex numbers"],
  ["f", "numbers of a size that other machines do not have"],
  ["M", "times"],
  ["m", "times"],
]);

/** What is known of an array before its data are read. */
export interface NumberLayout {
  readonly header: NpyHeader;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly read: (view: DataView, offset: number) => number;
  /** Bytes of a number. */
  readonly width: number;
}

/**
 * How an array of numbers of any type that NumPy has lies in its bytes.
 * @param head the whole file, or as much as holds the header
 * @throws {NpyError} if it holds something else than numbers.
 */
export function numberLayout(head: Uint8Array): NumberLayout {
  const header = parseNpyHeader(head);
  const [, endian = "", kind = "", digits = ""] = /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(header.dtype) ?? [];
  const reader = READERS.get(kind === "?" ? "b1" : `${kind}${digits}`);
  if (reader === undefined || !/^[<>|=]?(?:\?|[a-z]\d+)$/.test(header.dtype)) {
    const known = /^[<>|=]?[a-zA-Z]\d*(?:\[.*\])?$/.test(header.dtype) ? OTHER_KINDS.get(kind) : undefined;
    throw new NpyError(`its dtype is ${header.dtype}${known === undefined ? "" : `: ${known}`}`);
  }
  const width = Number(digits === "" ? 1 : digits);
  const little = endian !== ">";
  return {
    header,
    width,
    size: header.dataStart + header.count * width,
    read: (view, offset) => reader(view, offset, little),
  };
}

/** @throws {NpyError} if a file of so many bytes does not hold the array, and nothing else. */
export function checkSize({ size, header, width }: NumberLayout, bytes: number): void {
  if (bytes === size) return;
  const shape = `(${header.shape.join(", ")})`;
  throw new NpyError(
    bytes < size
      ? `its data are cut off: an array of shape ${shape} has ${header.count * width} bytes, here are ${bytes - header.dataStart}`
      : `behind its ${header.count * width} bytes of data are ${bytes - size} more`,
  );
}

/** An array of numbers of any type, byte order and index order. @throws {NpyError} as {@link numberLayout} and {@link checkSize} */
export function decodeNumbers(bytes: Uint8Array): NumberArray {
  const layout = numberLayout(bytes);
  checkSize(layout, bytes.length);
  const { header, width, read } = layout;
  const { shape, count, dataStart, fortranOrder } = header;
  const native = NATIVE.get(header.dtype);
  if (native !== undefined && (!fortranOrder || shape.length < 2)) {
    // A view must begin at a multiple of its numbers' size.
    const isAligned = (bytes.byteOffset + dataStart) % width === 0;
    const values = isAligned ? bytes.subarray(dataStart) : Uint8Array.from(bytes.subarray(dataStart));
    return { shape, data: new Float64Array(new native(values.buffer, values.byteOffset, count)) };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, count * width);
  const data = new Float64Array(count);
  if (!fortranOrder || shape.length < 2) {
    for (let index = 0; index < count; index++) data[index] = read(view, index * width);
    return { shape, data };
  }
  // The first index runs fastest: a step along an axis is the product of the axes before it.
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const place = shape.map(() => 0);
  for (let index = 0; index < count; index++) {
    const at = place.reduce((sum, position, axis) => sum + position * steps[axis]!, 0);
    data[index] = read(view, at * width);
    let axis = shape.length - 1;
    while (axis >= 0 && place[axis] === shape[axis]! - 1) place[axis--] = 0;
    if (axis >= 0) place[axis]!++;
  }
  return { shape, data };
}

/** The value of IEEE 754's binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

import { unzipSync, type UnzipFileInfo } from "fflate";
import { formatBytes } from "../../../shared/format.ts";
import { NpyError } from "../../../shared/npy-header.ts";
import { numberLayout } from "../../core/number-array.ts";

/** Packed arrays are unpacked in memory, in one go: a million songs with 250 float32. */
const MOST_BYTES = 2 ** 30;

/** Of several arrays, those up to here are unpacked to tell their shapes. */
const MOST_LOOKED_AT = 2 ** 28;

/** Deflate packs no better: an archive that says more is made to fill the memory. */
const BEST_RATIO = 1032;

/** What archives begin with. */
export const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];

/** An array of an archive that has several. */
interface NamedArray {
  readonly name: string;
  /** `30 × 8`; what is no array of numbers, or too large to be looked at, has none. */
  readonly shape: string | null;
}

/** An archive of several arrays: which one is meant is the user's to say. */
export class SeveralArraysError extends NpyError {
  /** The first that can be an embedding. */
  readonly first: string;

  constructor(arrays: readonly NamedArray[]) {
    const listed = arrays.map(({ name, shape }) => `${name} (${shape ?? "no numbers, or too large"})`).join(", ");
    super(`it holds ${arrays.length} arrays, ${listed}, and which one is meant is not known`);
    this.first = (arrays.find(({ shape }) => shape?.includes(" × ")) ?? arrays[0])!.name;
  }
}

function describeArray(bytes: Uint8Array, { name, originalSize }: UnzipFileInfo): NamedArray {
  const short = name.replace(/\.npy$/, "");
  if (originalSize > MOST_LOOKED_AT) return { name: short, shape: null };
  try {
    const { header } = numberLayout(unzip(bytes, (file) => file.name === name)[name] ?? new Uint8Array());
    return { name: short, shape: header.shape.join(" × ") || "one number" };
  } catch (error) {
    if (error instanceof NpyError) return { name: short, shape: null };
    throw error;
  }
}

/** The one array of an archive of `numpy.savez`, packed or not. @throws {NpyError} if there is none, or it is too large. @throws {SeveralArraysError} */
export function arrayOfNpz(bytes: Uint8Array): Uint8Array {
  const files: UnzipFileInfo[] = [];
  unzip(bytes, (file) => {
    files.push(file);
    return false;
  });
  const arrays = files.filter(({ name }) => name.endsWith(".npy"));
  const [only] = arrays;
  if (only === undefined) throw new NpyError("it is a zip archive without an array of NumPy");
  if (arrays.length > 1) throw new SeveralArraysError(arrays.map((file) => describeArray(bytes, file)));
  const { name, size, originalSize } = only;
  if (originalSize > MOST_BYTES)
    throw new NpyError(
      `its array has ${formatBytes(originalSize)}, more than the ${formatBytes(MOST_BYTES)} that are unpacked`,
    );
  if (originalSize > BEST_RATIO * (size + 1)) throw new NpyError("its array is larger than its bytes can hold");
  const content = unzip(bytes, (file) => file.name === name)[name];
  if (content === undefined) throw new NpyError("it cannot be unpacked");
  return content;
}

function unzip(
  bytes: Uint8Array,
  filter: (file: UnzipFileInfo) => boolean,
): Readonly<Partial<Record<string, Uint8Array>>> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw new NpyError(`it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`);
  }
}

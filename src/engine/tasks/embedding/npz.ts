import { unzipSync, type UnzipFileInfo } from "fflate";
import { formatBytes } from "../../../shared/format.ts";
import { NpyError } from "../../../shared/npy-header.ts";

/** Packed arrays are unpacked in memory, in one go: a million songs with 250 float32. */
const MOST_BYTES = 2 ** 30;

/** Deflate packs no better: an archive that says more is made to fill the memory. */
const BEST_RATIO = 1032;

/** What archives begin with. */
export const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];

/** The one array of an archive of `numpy.savez`, packed or not. @throws {NpyError} if there is none, or several, or it is too large. */
export function arrayOfNpz(bytes: Uint8Array): Uint8Array {
  const files: UnzipFileInfo[] = [];
  unzip(bytes, (file) => {
    files.push(file);
    return false;
  });
  const arrays = files.filter(({ name }) => name.endsWith(".npy"));
  const [only] = arrays;
  if (only === undefined) throw new NpyError("it is a zip archive without an array of NumPy");
  if (arrays.length > 1) {
    const names = arrays.map(({ name }) => name.replace(/\.npy$/, "")).join(", ");
    throw new NpyError(`it holds ${arrays.length} arrays (${names}), and which one is meant is not known`);
  }
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

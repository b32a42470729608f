import { NpyError } from "../../shared/npy-header.ts";
import { decodeNpy, encodeNpy, npyHeader, type NpyArray } from "../../shared/npy.ts";
import { LatentuneError } from "./errors.ts";
import { writeChunksAtomic, writeFileAtomic } from "./files.ts";
import { FILE_LIMITS, readGivenFile } from "./given-file.ts";

/** Reads a `.npy` file. @throws {LatentuneError} if there is none, or if it is not one. */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readGivenFile(path, "The array", FILE_LIMITS.array).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new LatentuneError("This array does not exist.", {
      file: path,
      remedy: "Check the path, or make the file first.",
    });
  });
  try {
    return decodeNpy(bytes);
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw new LatentuneError(`Not a readable .npy array: ${error.message}.`, {
      file: path,
      remedy: "Save it with numpy.save as a float32 or float64 array in C order.",
    });
  }
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

import { basename } from "node:path";
import { NPY_HEAD_BYTES, NPY_MAGIC, NpyError } from "../../../shared/npy-header.ts";
import { LatentuneError } from "../../core/errors.ts";
import { FILE_LIMITS, openGivenFile, readGivenFile } from "../../core/given-file.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import { checkSize, decodeNumbers, numberLayout, type NumberArray } from "../../core/number-array.ts";
import { arrayOfNpz, SeveralArraysError, ZIP_MAGIC } from "./npz.ts";
import { parseNumberTable } from "../../dataset/table/number-table.ts";

/** An embedding as a file has it: songs × columns, all finite. */
export interface EmbeddingContent {
  readonly matrix: Matrix;
  /** The song of each row by its file name, where the file says so itself. */
  readonly names?: readonly string[];
}

const WHAT = "The embedding";
const REMEDY = "Save it with numpy.save as an array of numbers with one row per song, or as a table of numbers (.csv).";

/**
 * Reads an embedding: an array of NumPy of any type of numbers (`.npy`), an archive with one array (`.npz`), or a table of
 * numbers (`.csv`, `.tsv`, `.txt`). What the file is, is told by its bytes.
 * @throws {LatentuneError} with the path for everything else, for values that are not finite, and for another shape.
 */
export async function readEmbedding(path: string): Promise<EmbeddingContent> {
  try {
    const head = await headOf(path);
    const isTable = /\.(?:csv|tsv|txt)$/i.test(path) && !startsWith(head, NPY_MAGIC) && !startsWith(head, ZIP_MAGIC);
    if (isTable) return checkedTable(await readGivenFile(path, WHAT, FILE_LIMITS.table), path);
    const bytes = await readGivenFile(path, WHAT, FILE_LIMITS.array);
    return { matrix: asEmbedding(decodeNumbers(startsWith(head, ZIP_MAGIC) ? arrayOfNpz(bytes) : bytes), path) };
  } catch (error) {
    if (error instanceof SeveralArraysError) throw several(error, path);
    if (error instanceof NpyError)
      throw new LatentuneError(`The embedding cannot be read: ${error.message}.`, { file: path, remedy: REMEDY });
    // An array that is larger than the memory.
    if (error instanceof RangeError)
      throw new LatentuneError("The embedding does not fit into the memory.", {
        file: path,
        remedy: "Give fewer rows or columns.",
      });
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new LatentuneError("This file does not exist.", {
        file: path,
        remedy: "Check the path after --embedding.",
      });
    throw error;
  }
}

/** With what NumPy does to save one of them. */
function several({ message, first }: SeveralArraysError, path: string): LatentuneError {
  const [name, file] = [JSON.stringify(first), JSON.stringify(basename(path))];
  const remedy = `Save the one with a row per song alone, such as numpy.save(${JSON.stringify(`${basename(first)}.npy`)}, numpy.load(${file})[${name}]).`;
  return new LatentuneError(`The embedding cannot be read: ${message}.`, { file: path, remedy });
}

/** The first bytes; of an array checked against the size of the file, before gigabytes are read. */
async function headOf(path: string): Promise<Uint8Array> {
  const { handle, size } = await openGivenFile(path, WHAT, FILE_LIMITS.array);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(NPY_HEAD_BYTES), 0, NPY_HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (startsWith(head, NPY_MAGIC)) checkSize(numberLayout(head), size);
    return head;
  } finally {
    await handle.close();
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function asEmbedding({ shape, data }: NumberArray, path: string): Matrix {
  const [rows, cols] = shape;
  if (shape.length !== 2 || rows === undefined || cols === undefined || rows === 0 || cols === 0) {
    throw new LatentuneError(
      `An embedding has two dimensions, songs and columns; this array's shape is (${shape.join(", ")}).`,
      { file: path, remedy: "Save one row per song." },
    );
  }
  let bad = 0;
  while (bad < data.length && Number.isFinite(data[bad])) bad++;
  if (bad < data.length) {
    throw new LatentuneError(`Row ${Math.floor(bad / cols) + 1}, column ${(bad % cols) + 1} is ${data[bad]}.`, {
      file: path,
      remedy: "Replace values that are not finite.",
    });
  }
  return matrix(rows, cols, data);
}

function checkedTable(bytes: Uint8Array, path: string): EmbeddingContent {
  const { rows, cols, data, names } = parseNumberTable(bytes, path);
  const content = asEmbedding({ shape: [rows, cols], data }, path);
  return { matrix: content, ...(names === undefined ? {} : { names }) };
}

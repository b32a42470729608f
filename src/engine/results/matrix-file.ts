import { matrix, type Matrix } from "../core/matrix.ts";
import { LatentuneError } from "../core/errors.ts";
import { readNpy, writeNpy } from "../core/npy.ts";

/** Writes a matrix as a float64 `.npy` array, [rows, cols]. */
export async function writeMatrix(path: string, { rows, cols, data }: Matrix): Promise<void> {
  await writeNpy(path, { shape: [rows, cols], data });
}

/** Reads what {@link writeMatrix} wrote. @throws {LatentuneError} if it is something else. */
export async function readMatrix(path: string): Promise<Matrix> {
  const { shape, data } = await readNpy(path);
  const [rows, cols] = shape;
  if (shape.length !== 2 || rows === undefined || cols === undefined || !(data instanceof Float64Array)) {
    throw new LatentuneError(`Not a matrix: its shape is (${shape.join(", ")}).`, { file: path });
  }
  return matrix(rows, cols, data);
}

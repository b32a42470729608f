import { squaredDistance } from "../../core/linalg.ts";
import { matrix, type Matrix, selectRows } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import { centroidsOf, type Partition, partitionByNumber } from "../partition.ts";
import { type Control, createPause } from "../pause.ts";
import { bisect } from "./bisect.ts";
import { nearestNeighbours } from "./exact.ts";

/** All rows in cells: some dozens to hundreds each, that are near each other. Only cells that are near are searched for neighbours. */
export interface Cells {
  /** The rows, cell after cell: in cell c those from `starts[c]` to before `starts[c + 1]`. */
  readonly points: Matrix;
  readonly starts: Uint32Array;
  /** The number that each of these had before. */
  readonly rowOf: Uint32Array;
  /** The mean of each cell. */
  readonly centres: Matrix;
  /** The distance of the row of a cell that is farthest from its centre. */
  readonly radii: Float64Array;
}

/** Passes in which rows move to the nearest centre. */
const MOVES = 2;
/** Cells around its own that a row may move to. */
const AROUND = 24;

/**
 * Rows are divided by planes and then moved to the nearest of the cells' centres around them, as in K-Means; a cell that has
 * grown beyond `size` is divided again. Deterministic for a seed.
 * @param size the most rows of a cell
 */
export async function cellsOf(data: Matrix, size: number, rng: Rng, control: Control): Promise<Cells> {
  const pause = createPause({ signal: control.signal });
  const order = Uint32Array.from({ length: data.rows }, (_, row) => row);
  let partition = partitionAt(order, await bisect(data, order, 0, data.rows, Math.ceil(size / 2), rng, () => pause(0)));
  for (let move = 0; move < MOVES; move++) partition = await moved(data, partition, control);
  const starts: number[] = [];
  for (let cell = 0; cell < partition.count; cell++) {
    const [start, end] = [partition.starts[cell]!, partition.starts[cell + 1]!];
    for (const at of await bisect(data, partition.rows, start, end, size, rng, () => pause(0))) starts.push(at);
  }
  const parts = partitionAt(
    partition.rows,
    starts.filter((at, cell) => at !== starts[cell + 1] && at < data.rows),
  );
  const points = selectRows(data, parts.rows);
  const centres = centroidsOf(data, parts);
  const radii = new Float64Array(parts.count);
  for (let cell = 0; cell < parts.count; cell++) {
    for (let at = parts.starts[cell]!; at < parts.starts[cell + 1]!; at++) {
      const squared = squaredDistance(points.data, at * data.cols, centres.data, cell * data.cols, data.cols);
      radii[cell] = Math.max(radii[cell]!, Math.sqrt(squared));
    }
  }
  return { points, starts: parts.starts, rowOf: parts.rows, centres, radii };
}

/** The slot of each row among the cells' points. */
export function slotOfRow({ rowOf }: Cells): Int32Array {
  const slotOf = new Int32Array(rowOf.length);
  rowOf.forEach((row, slot) => (slotOf[row] = slot));
  return slotOf;
}

/** The cells by the distance of their centres from a slot's row. */
export function cellsByDistance({ points, centres }: Cells, slot: number): Uint32Array {
  const { cols } = points;
  const squared = Float64Array.from({ length: centres.rows }, (_, cell) =>
    squaredDistance(points.data, slot * cols, centres.data, cell * cols, cols),
  );
  return Uint32Array.from(squared.keys()).sort((a, b) => squared[a]! - squared[b]!);
}

function partitionAt(rows: Uint32Array, starts: readonly number[]): Partition {
  return { count: starts.length, rows, starts: Uint32Array.from([...starts, rows.length]) };
}

/** Every row with the nearest of the centres around its cell's. */
async function moved(data: Matrix, partition: Partition, { signal }: Control): Promise<Partition> {
  const pause = createPause({ signal });
  const { cols } = data;
  const centres = centroidsOf(data, partition);
  const around = Math.min(AROUND, partition.count - 1);
  if (around === 0) return partition;
  const { indices } = await nearestNeighbours(centres, around, { signal });
  const cellOf = new Int32Array(data.rows);
  const local = matrix(around + 1, cols);
  for (let cell = 0; cell < partition.count; cell++) {
    const numbers = [cell, ...indices.subarray(cell * around, (cell + 1) * around)];
    numbers.forEach((number, at) => {
      local.data.set(centres.data.subarray(number * cols, (number + 1) * cols), at * cols);
    });
    for (let at = partition.starts[cell]!; at < partition.starts[cell + 1]!; at++) {
      const row = partition.rows[at]!;
      let nearest = 0;
      let least = Infinity;
      for (let centre = 0; centre <= around; centre++) {
        const distance = squaredDistance(data.data, row * cols, local.data, centre * cols, cols);
        if (distance < least) [nearest, least] = [centre, distance];
      }
      cellOf[row] = numbers[nearest]!;
    }
    await pause(0);
  }
  return partitionByNumber(cellOf, partition.count);
}

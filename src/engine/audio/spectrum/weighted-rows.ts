import { arenaBytes, createArena, type Arena } from "./arena.ts";
import { BATCH } from "./fft.ts";

/** A matrix of which each row is stored from its first to its last weight that counts. */
export interface WeightedRows {
  /** First column of each row. */
  readonly starts: Int32Array;
  /** `weights[offsets[r] … offsets[r + 1])` belong to row r. */
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/** A matrix that is multiplied with eight interleaved columns at once: value n of column s at [BATCH·n + s]. */
export interface WeightedSums {
  /** The products, valid until the next call: row r of column s at [BATCH·r + s]. */
  readonly output: Float32Array;
  /** Fills `output`. */
  readonly run: () => void;
}

/** The bytes of one weight, of one span and of one output in the arena. */
const [WEIGHT, SPAN, OUTPUT] = [4, 8, 4 * BATCH];

/**
 * Plans the product of the matrix with columns.
 * @param columns in the arena
 * @param arena has room for `weightedSumsBytes(rows)`
 */
export function createWeightedSums(rows: WeightedRows, columns: Float32Array, arena: Arena): WeightedSums {
  const { starts, offsets, weights } = withoutEmptyRows(rows);
  const count = starts.length;
  const spans = arena.int32(2 * count);
  for (let row = 0; row < count; row++) spans.set([OUTPUT * starts[row]!, offsets[row + 1]! - offsets[row]!], 2 * row);
  const placed = arena.float32(weights.length);
  placed.set(weights);
  const output = arena.float32(BATCH * count);
  return {
    output,
    run() {
      arena.kernels.weightedSums(columns.byteOffset, spans.byteOffset, placed.byteOffset, output.byteOffset, count);
    },
  };
}

/** The room that `createWeightedSums` takes in an arena. */
export function weightedSumsBytes(rows: WeightedRows): number {
  const count = rows.starts.length;
  return arenaBytes(SPAN * count, WEIGHT * withoutEmptyRows(rows).weights.length, OUTPUT * count);
}

/** The sums of columns that the caller writes. */
export interface OwnWeightedSums extends WeightedSums {
  /** Value n of column s at [BATCH·n + s]. */
  readonly input: Float32Array;
}

/** The product with columns of so many values, in an arena of its own. */
export function ownWeightedSums(rows: WeightedRows, columns: number): OwnWeightedSums {
  const arena = createArena(arenaBytes(OUTPUT * columns) + weightedSumsBytes(rows));
  const input = arena.float32(BATCH * columns);
  return { input, ...createWeightedSums(rows, input, arena) };
}

/** Rows without any weight get one of zero: the kernel's loop runs at least once. */
function withoutEmptyRows({ starts, offsets, weights }: WeightedRows): WeightedRows {
  const filled: number[] = [];
  const ends = [0];
  for (let row = 0; row < starts.length; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (from === to) filled.push(0);
    for (let index = from; index < to; index++) filled.push(weights[index]!);
    ends.push(filled.length);
  }
  return { starts, offsets: Int32Array.from(ends), weights: Float64Array.from(filled) };
}

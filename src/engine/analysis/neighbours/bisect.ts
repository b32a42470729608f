import { squaredDistance } from "../../core/linalg.ts";
import { type Matrix, selectRows } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";

/** Rows of a part from which the two halves' centres are found. */
const SAMPLE = 128;
const ITERATIONS = 4;
/** A half with a smaller share of a part's rows would make a deep tree: the part is then divided at its median. */
const LEAST_SHARE = 0.15;

/**
 * Divides rows in two, again and again, until no part has more than `size`: by the plane between the centres of 2-means of
 * a sample, or at the median across it. Rows that are all equal are divided by their place. O(rows · columns · log(parts)).
 * @param order row numbers; those from `start` to before `end` are put in the order of the parts
 * @returns where the parts begin, ascending, the first at `start`
 */
export async function bisect(
  data: Matrix,
  order: Uint32Array,
  start: number,
  end: number,
  size: number,
  rng: Rng,
  pause: () => Promise<void>,
): Promise<number[]> {
  const starts: number[] = [];
  const parts = [{ start, end }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part.end - part.start <= size) {
      starts.push(part.start);
      continue;
    }
    const middle = divide(data, order.subarray(part.start, part.end), rng) + part.start;
    parts.push({ start: middle, end: part.end }, { start: part.start, end: middle });
    await pause();
  }
  return starts;
}

/** Puts the rows of one half before those of the other; returns how many the first half has. */
function divide(data: Matrix, order: Uint32Array, rng: Rng): number {
  const { cols } = data;
  const rows = order.length;
  const [first, second] = twoCentres(data, order, rng);
  const direction = second.map((value, col) => value - first[col]!);
  const along = new Float64Array(rows);
  for (let at = 0; at < rows; at++) {
    let sum = 0;
    for (let col = 0, from = order[at]! * cols; col < cols; col++) sum += data.data[from + col]! * direction[col]!;
    along[at] = sum;
  }
  const middle = direction.reduce((sum, value, col) => sum + (value * (first[col]! + second[col]!)) / 2, 0);
  const below = along.reduce((count, value) => count + Number(value < middle), 0);
  if (Math.min(below, rows - below) >= LEAST_SHARE * rows) return parted(order, along, middle, 0);
  const half = Math.floor(rows / 2);
  const median = along.toSorted()[half]!;
  const under = along.reduce((count, value) => count + Number(value < median), 0);
  return parted(order, along, median, half - under);
}

/** Rows below a value come first, and of those at it so many. */
function parted(order: Uint32Array, along: Float64Array, value: number, ties: number): number {
  const behind = new Uint32Array(order.length);
  let before = 0;
  let after = 0;
  let left = ties;
  for (let at = 0; at < order.length; at++) {
    const isTie = along[at] === value && left > 0;
    if (isTie) left--;
    if (isTie || along[at]! < value) order[before++] = order[at]!;
    else behind[after++] = order[at]!;
  }
  order.set(behind.subarray(0, after), before);
  return before;
}

/** 2-means of a sample, from two of its rows that are far apart. */
function twoCentres(data: Matrix, order: Uint32Array, rng: Rng): [Float64Array, Float64Array] {
  const { cols } = data;
  const drawn = Array.from({ length: Math.min(SAMPLE, order.length) }, () => order[rng.integer(order.length)]!);
  const sample = selectRows(data, drawn);
  const row = (at: number): Float64Array => sample.data.subarray(at * cols, (at + 1) * cols);
  const farthestFrom = (from: Float64Array): Float64Array => {
    let far = 0;
    let most = -1;
    for (let at = 0; at < sample.rows; at++) {
      const distance = squaredDistance(from, 0, sample.data, at * cols, cols);
      if (distance > most) [far, most] = [at, distance];
    }
    return row(far).slice();
  };
  let second = farthestFrom(row(0));
  let first = farthestFrom(second);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const sums = [new Float64Array(cols), new Float64Array(cols)] as const;
    const counts = [0, 0];
    for (let at = 0; at < sample.rows; at++) {
      const toFirst = squaredDistance(first, 0, sample.data, at * cols, cols);
      const side = squaredDistance(second, 0, sample.data, at * cols, cols) < toFirst ? 1 : 0;
      counts[side]!++;
      for (let col = 0; col < cols; col++) sums[side][col]! += sample.data[at * cols + col]!;
    }
    if (counts[0] === 0 || counts[1] === 0) break;
    first = sums[0].map((sum) => sum / counts[0]!);
    second = sums[1].map((sum) => sum / counts[1]!);
  }
  return [first, second];
}

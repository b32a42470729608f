import { squaredDistance } from "../../../core/linalg.ts";
import { type Matrix, matrix, selectRows } from "../../../core/matrix.ts";
import type { Rng } from "../../../core/rng.ts";
import { GROUP, packedRows } from "../../packed-rows.ts";
import { type KMeansRun, lloydInTurns, type LloydOptions } from "./lloyd.ts";
import { nearestCentres } from "./nearest-centres.ts";

/** Centres that are added and taken away at first. */
const DEPTH = 5;

/** Lloyd's iterations of each half of a breath: most of what they gain comes first, and the best run settles afterwards. */
const ITERATIONS = 8;

/** A breath that lowers the inertia by less than this share has found nothing. */
const GAIN = 1e-5;

/** An added centre lies beside its cluster's own, by this share of the cluster's width. */
const OFFSET = 0.01;

/**
 * Breathing K-Means (Fritzke, arXiv:2006.15666, 2020): centres are added where the inertia is largest, Lloyd's iterations
 * settle, as many centres that cost least to lose are taken away, and they settle again; kept while the inertia falls, then
 * with one centre less. It leaves local optima that a start cannot: of groups of unequal sizes the best of many starts splits some
 * and joins others.
 *
 * @returns a run whose inertia is that of `run` or less
 */
export function* breathe(
  m: Matrix,
  run: KMeansRun,
  rng: Rng,
  tolerance: number,
): Generator<undefined, KMeansRun, undefined> {
  const k = run.centres.rows;
  const prefilter = nearestCentres(m, k + DEPTH);
  const options: LloydOptions = { tolerance, maxIterations: ITERATIONS, prefilter };
  const settle = (centres: Matrix) => lloydInTurns(m, centres, options);
  let best = run;
  let bestLosses = yield* lossesOf(m, run);
  for (let extra = Math.min(DEPTH, k); extra > 0;) {
    const wider = yield* settle(withMore(best.centres, bestLosses, extra, rng));
    const narrower = yield* settle(withFewer(wider.centres, yield* lossesOf(m, wider), extra));
    if (narrower.inertia < best.inertia * (1 - GAIN)) {
      best = narrower;
      bestLosses = yield* lossesOf(m, best);
    } else extra--;
  }
  return best;
}

interface Losses {
  /** By cluster: Σ of the squared distances of its rows to its centre. */
  readonly inertias: Float64Array;
  /** By cluster: how much more they would be if its rows had to go to their second nearest centres. */
  readonly losses: Float64Array;
  readonly sizes: Float64Array;
}

function* lossesOf(m: Matrix, { labels, centres }: KMeansRun): Generator<undefined, Losses, undefined> {
  const k = centres.rows;
  const firstOfCentres = Math.ceil(m.rows / GROUP) * GROUP;
  const packed = packedRows(firstOfCentres + k, m.cols);
  for (let row = 0; row < m.rows; row++) packed.put(row, m, row);
  const second = new Float64Array(m.rows).fill(Infinity);
  const own = new Float64Array(m.rows);
  for (let centre = 0; centre < k; centre++) {
    packed.put(firstOfCentres + centre, centres, centre);
    const squared = packed.squaredDistances(firstOfCentres + centre, 0, firstOfCentres / GROUP);
    for (let row = 0; row < m.rows; row++) {
      if (labels[row] === centre) own[row] = squared[row]!;
      else if (squared[row]! < second[row]!) second[row] = squared[row]!;
    }
    yield;
  }
  const [inertias, losses, sizes] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  for (let row = 0; row < m.rows; row++) {
    const label = labels[row]!;
    inertias[label]! += own[row]!;
    losses[label]! += second[row]! - own[row]!;
    sizes[label]!++;
  }
  return { inertias, losses, sizes };
}

/** The centres, and one more beside each of those whose clusters have the most inertia. */
function withMore(centres: Matrix, { inertias, sizes }: Losses, extra: number, rng: Rng): Matrix {
  const { rows, cols } = centres;
  const largest = Array.from(inertias.keys())
    .sort((a, b) => inertias[b]! - inertias[a]!)
    .slice(0, extra);
  const out = matrix(rows + largest.length, cols);
  out.data.set(centres.data);
  for (const [index, cluster] of largest.entries()) {
    const width = OFFSET * Math.sqrt(inertias[cluster]! / Math.max(1, sizes[cluster]! * cols));
    for (let col = 0; col < cols; col++)
      out.data[(rows + index) * cols + col] = centres.data[cluster * cols + col]! + width * rng.normal();
  }
  return out;
}

/**
 * The centres without those that cost least to lose. The nearest other centre of one that goes stays: it takes most of its
 * rows, and the two costs were counted as if the other were there.
 */
function withFewer(centres: Matrix, { losses }: Losses, extra: number): Matrix {
  const { rows, cols, data } = centres;
  const order = Array.from(losses.keys()).sort((a, b) => losses[a]! - losses[b]!);
  const gone = new Set<number>();
  const staying = new Set<number>();
  for (const centre of order) {
    if (gone.size === extra) break;
    if (staying.has(centre)) continue;
    gone.add(centre);
    if (staying.size >= rows - 2 * extra) continue;
    let nearest = -1;
    let least = Infinity;
    for (const other of order) {
      if (gone.has(other)) continue;
      const distance = squaredDistance(data, centre * cols, data, other * cols, cols);
      if (distance < least) [nearest, least] = [other, distance];
    }
    if (nearest >= 0) staying.add(nearest);
  }
  return selectRows(
    centres,
    Array.from(losses.keys()).filter((centre) => !gone.has(centre)),
  );
}

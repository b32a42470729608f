import type { Rng } from "../../core/rng.ts";
import { fuzzyGraph } from "./fuzzy-graph.ts";
import { tabulate } from "./function-table.ts";
import type { Layout } from "./method.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import type { SparseMatrix } from "../../core/sparse.ts";
import { fitUmapCurve, type UmapCurve } from "./umap-curve.ts";

export interface UmapSettings {
  /** Default 0.1. */
  readonly minDist?: number;
  /** Default: umap-learn's, 500 up to 10,000 rows and 200 above. */
  readonly epochs?: number;
  /** The learning rate of the first epoch; default 1. */
  readonly rate?: number;
}

export interface UmapResult extends Pick<Layout, "coordinates"> {
  readonly epochs: number;
}

/** Half the width of the square in which umap-learn starts. */
const START_EXTENT = 10;
const START_NOISE = 1e-4;
const NEGATIVE_SAMPLES = 5;
/** Parts of an epoch between which a cancel is seen: those of a million rows take seconds. */
const PARTS = 8;
const MAX_STEP = 4;

/** The other rows among a point's n_neighbors: UMAP counts the point itself as its own first neighbour. */
export function neighboursForUmap(rows: number, nNeighbors: number): number {
  return Math.max(1, Math.min(nNeighbors, rows) - 1);
}

/**
 * UMAP in two dimensions (McInnes, Healy & Melville 2018) of a neighbour graph: stochastic gradient descent on the edges of
 * the fuzzy graph, each as often as its weight says, with five random points pushed away per edge; umap-learn's schedule
 * and constants. Sequential, so that a seed gives the same picture every time.
 * @param start N × 2, usually the first two principal components; scaled here to ±10 and shaken a little.
 */
export async function umap(
  neighbours: Neighbours,
  start: Float64Array,
  settings: UmapSettings,
  rng: Rng,
  control: Control = {},
): Promise<UmapResult> {
  return optimise(neighbours, scaleStart(start, rng), settings, rng, control);
}

/** The same from points that have their places: they are neither scaled nor shaken, but moved. */
export async function optimise(
  neighbours: Neighbours,
  points: Float64Array,
  { minDist = 0.1, epochs = neighbours.rows <= 10_000 ? 500 : 200, rate = 1 }: UmapSettings,
  rng: Rng,
  control: Control,
): Promise<UmapResult> {
  const edges = edgesOf(await fuzzyGraph(neighbours, control), epochs);
  const descend = createDescent(edges, fitUmapCurve(minDist), rng);
  const pause = createPause(control);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let part = 0; part < PARTS; part++) {
      descend(points, epoch, rate * (1 - epoch / epochs), part);
      await pause((epoch + part / PARTS) / epochs);
    }
  }
  return { coordinates: points, epochs };
}

/** The directed edges of the graph, with the epochs between two uses of each. */
interface Edges {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly periods: Float64Array;
}

/** Edges too weak to be used once are left out; the strongest is used in every epoch. */
function edgesOf({ rows, rowStarts, columns, values }: SparseMatrix, epochs: number): Edges {
  const strongest = values.reduce((max, value) => Math.max(max, value), 0);
  const heads = new Int32Array(values.length);
  const tails = new Int32Array(values.length);
  const periods = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = rowStarts[row]!; k < rowStarts[row + 1]!; k++) {
      if (values[k]! < strongest / epochs) continue;
      heads[count] = row;
      tails[count] = columns[k]!;
      periods[count++] = strongest / values[k]!;
    }
  }
  return { heads: heads.subarray(0, count), tails: tails.subarray(0, count), periods: periods.subarray(0, count) };
}

/** One part of an epoch of the descent as a function of (points, epoch, learning rate, part); it changes the points. */
function createDescent(
  { heads, tails, periods }: Edges,
  { a, b }: UmapCurve,
  rng: Rng,
): (points: Float64Array, epoch: number, rate: number, part: number) => void {
  // Both per unit of the difference, by the squared distance.
  const pullAt = tabulate((squared) => (-2 * a * b * squared ** (b - 1)) / (a * squared ** b + 1));
  const pushAt = tabulate((squared) => (2 * b) / ((0.001 + squared) * (a * squared ** b + 1)));
  const nextUse = periods.slice();
  const nextPush = periods.map((period) => period / NEGATIVE_SAMPLES);

  return (points, epoch, rate, part) => {
    const share = points.length / 2 / 2 ** 32;
    const end = Math.floor((heads.length * (part + 1)) / PARTS);
    for (let edge = Math.floor((heads.length * part) / PARTS); edge < end; edge++) {
      if (nextUse[edge]! > epoch) continue;
      const head = 2 * heads[edge]!;
      const tail = 2 * tails[edge]!;
      let x = points[head]!;
      let y = points[head + 1]!;
      const dx = x - points[tail]!;
      const dy = y - points[tail + 1]!;
      const squared = dx * dx + dy * dy;
      if (squared > 0) {
        const pull = pullAt(squared);
        const moveX = rate * clip(pull * dx);
        const moveY = rate * clip(pull * dy);
        x += moveX;
        y += moveY;
        points[tail]! -= moveX;
        points[tail + 1]! -= moveY;
      }
      nextUse[edge]! += periods[edge]!;

      const pushPeriod = periods[edge]! / NEGATIVE_SAMPLES;
      const pushes = Math.floor((epoch - nextPush[edge]!) / pushPeriod);
      for (let push = 0; push < pushes; push++) {
        // One draw, not an integer's two; that some rows come 2⁻³² more often changes nothing.
        const other = 2 * Math.floor(rng.uint32() * share);
        const awayX = x - points[other]!;
        const awayY = y - points[other + 1]!;
        const distance = awayX * awayX + awayY * awayY;
        // A point does not push itself, nor one that it coincides with: there is no direction.
        if (distance === 0 || other === head) continue;
        const force = pushAt(distance);
        x += rate * clip(force * awayX);
        y += rate * clip(force * awayY);
      }
      nextPush[edge]! += pushes * pushPeriod;
      points[head] = x;
      points[head + 1] = y;
    }
  };
}

function clip(value: number): number {
  return value > MAX_STEP ? MAX_STEP : value < -MAX_STEP ? -MAX_STEP : value;
}

function scaleStart(start: Float64Array, rng: Rng): Float64Array {
  const largest = start.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = largest > 0 ? START_EXTENT / largest : 0;
  return start.map((value) => value * scale + START_NOISE * rng.normal());
}

import { squaredDistance } from "../../core/linalg.ts";
import type { Matrix } from "../../core/matrix.ts";
import { drawNumbers, type Rng } from "../../core/rng.ts";
import { GROUP } from "../packed-rows.ts";
import { centroidsOf, type Partition } from "../partition.ts";
import { type Control, createPause } from "../pause.ts";
import { measured } from "./measured.ts";
import { packClusters, type Silhouette, silhouetteOf } from "./silhouette.ts";

/** Standard errors of a 95 % interval. */
const Z95 = 1.959964;
/** Up to so many clusters all rows are judged by their centres too. */
const MOST_CENTRES = 100;

/**
 * The mean silhouette from rows drawn at random, each judged against all rows: O(judged · N · columns).
 *
 * With few clusters it is a regression estimate (Cochran, Sampling Techniques, 1977, chapter 7): a row's silhouette goes with
 * that from distances to the clusters' centres, of which the mean over all rows is known. The interval is of the normal
 * distribution, corrected for the share of rows that were judged.
 *
 * @param partition 2 clusters or more, and more rows than are judged
 * @throws {CancelledError} when the signal is aborted.
 */
export async function estimatedSilhouette(
  m: Matrix,
  partition: Partition,
  rng: Rng,
  judged: number,
  control: Control = {},
): Promise<Silhouette> {
  const rows = partition.rows.length;
  const places = drawNumbers(rows, judged, rng);
  const values = await judge(m, partition, places, control);
  const perRow = new Float64Array(m.rows).fill(NaN);
  places.forEach((place, at) => (perRow[partition.rows[place]!] = values[at]!));
  const byCentres = partition.count <= MOST_CENTRES ? await silhouettesByCentres(m, partition, control) : null;
  const { mean, variance } = byCentres === null ? plain(values) : regression(values, byCentres, places);
  const half = Z95 * Math.sqrt((variance / judged) * (1 - judged / rows));
  return {
    overall: measured(mean),
    perRow,
    estimate: { judged, low: Math.max(-1, mean - half), high: Math.min(1, mean + half) },
  };
}

/** Bytes of the rows that all rows in hand are compared with before the next ones come: they stay in the cache meanwhile. */
const CHUNK_BYTES = 64 * 1024;

/** The silhouettes of some rows. @param places theirs among the partition's rows, ascending */
async function judge(m: Matrix, partition: Partition, places: Uint32Array, control: Control): Promise<Float64Array> {
  const pause = createPause(control);
  const { count, rows, starts } = partition;
  const judged = places.length;
  const { packed, firstGroup } = packClusters(m, partition, judged + GROUP);
  // The rows in hand lie behind the others; they are taken two at a time.
  const hand = firstGroup[count]! * GROUP;
  places.forEach((place, at) => {
    packed.put(hand + at, m, rows[place]!);
    packed.weights[hand + at] = 1;
  });
  const clusters = clustersAt(places, starts);
  const within = new Float64Array(judged);
  const nearest = new Float64Array(judged).fill(Infinity);
  const sums = new Float64Array(judged + 1);
  const chunk = Math.max(1, Math.floor(CHUNK_BYTES / (GROUP * 8 * Math.max(1, m.cols))));
  for (let cluster = 0; cluster < count; cluster++) {
    const size = starts[cluster + 1]! - starts[cluster]!;
    const end = firstGroup[cluster + 1]!;
    sums.fill(0);
    for (let first = firstGroup[cluster]!; first < end; first += chunk) {
      const last = Math.min(first + chunk, end);
      for (let at = 0; at < judged; at += 2) {
        const [own, second] = packed.addDistances(hand + at, first, last);
        sums[at]! += own;
        sums[at + 1]! += second;
      }
      await pause(first / firstGroup[count]!);
    }
    for (let at = 0; at < judged; at++) {
      if (cluster === clusters[at]) within[at] = size > 1 ? sums[at]! / (size - 1) : -1;
      else nearest[at] = Math.min(nearest[at]!, sums[at]! / size);
    }
  }
  return within.map((mean, at) => silhouetteOf(mean, nearest[at]!));
}

/** The cluster of each place. @param places ascending */
function clustersAt(places: Uint32Array, starts: Uint32Array): Int32Array {
  let cluster = 0;
  return Int32Array.from(places, (place) => {
    while (starts[cluster + 1]! <= place) cluster++;
    return cluster;
  });
}

/** By place: (b − a) / max(a, b) of the distances to the own centre and to the nearest other. */
async function silhouettesByCentres(m: Matrix, partition: Partition, { signal }: Control): Promise<Float64Array> {
  const pause = createPause({ signal });
  const { cols, data } = m;
  const { count, rows, starts } = partition;
  const centres = centroidsOf(m, partition);
  const out = new Float64Array(rows.length);
  for (let own = 0; own < count; own++) {
    for (let place = starts[own]!; place < starts[own + 1]!; place++) {
      let within = 0;
      let nearest = Infinity;
      for (let cluster = 0; cluster < count; cluster++) {
        const squared = squaredDistance(data, rows[place]! * cols, centres.data, cluster * cols, cols);
        if (cluster === own) within = squared;
        else if (squared < nearest) nearest = squared;
      }
      out[place] = silhouetteOf(Math.sqrt(within), Math.sqrt(nearest));
      if (place % 1024 === 0) await pause(0);
    }
  }
  return out;
}

interface Estimate {
  readonly mean: number;
  /** What is left of the values' variance. */
  readonly variance: number;
}

function plain(values: Float64Array): Estimate {
  const mean = meanOf(values);
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

function regression(values: Float64Array, known: Float64Array, places: Uint32Array): Estimate {
  const here = Float64Array.from(places, (place) => known[place]!);
  const [mean, meanHere] = [meanOf(values), meanOf(here)];
  let both = 0;
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    both += (values[at]! - mean) * (here[at]! - meanHere);
    squares += (here[at]! - meanHere) ** 2;
  }
  const slope = squares > 0 ? both / squares : 0;
  let left = 0;
  for (let at = 0; at < values.length; at++) left += (values[at]! - mean - slope * (here[at]! - meanHere)) ** 2;
  return { mean: mean + slope * (meanOf(known) - meanHere), variance: left / (values.length - 2) };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

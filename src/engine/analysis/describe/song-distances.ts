import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { NOISE } from "../clustering/labels.ts";
import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packMatrix } from "../packed-rows.ts";
import { createRng } from "../../core/rng.ts";
import { findNeighbours } from "../neighbours/find.ts";
import { insertNearest, nearestLists, type Neighbours, type Recall } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import { centroidDistances } from "./centroid-distances.ts";

/** How the songs of one representation lie to each other and to the clusters of its partitions. */
export interface SongDistances {
  readonly neighbours: NearestSongs;
  /** In the order of the partitions. */
  readonly partitions: readonly ClusterDistances[];
}

/** Row-major, songs × count: the nearest other songs, nearest first, equal distances by number. */
interface NearestSongs extends Pick<Neighbours, "count" | "indices"> {
  readonly distances: Float32Array;
  /** Null where they are exact. */
  readonly recall: Recall | null;
}

export interface ClusterDistances {
  /** Per song the other cluster whose songs are nearest on average, the lower number at equal distances; −1 where there is none. */
  readonly nextCluster: Int32Array;
  /** Per cluster number the song with the least mean distance to the others of its cluster, the first at equal ones. */
  readonly medoids: Int32Array;
}

/** Multiplications up to which everything is computed from all distances: a few seconds. 10,000 songs of 80 dimensions take 8e9. */
const EXACT_WORK = 2e10;

/**
 * Every song's nearest songs, nearest other cluster and, of each cluster, the medoid. Each song's distances are computed once
 * for all of it: O(songs² · (dimensions + partitions)) time, O(songs) memory. Where that would be more than `exactWork`, the
 * clusters' centroids stand for their songs: the medoid is then the song nearest to its centroid. Neighbours are exact up to
 * `SIZES.exactRows` songs.
 *
 * @param labelings one label per song; clusters are 0 … k − 1, −1 is noise.
 * @param count nearest songs of each, 1 … songs − 1.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function songDistances(
  data: Matrix,
  labelings: readonly Int32Array[],
  count: number,
  control: Control = {},
  exactWork = EXACT_WORK,
  exactRows: number = SIZES.exactRows,
): Promise<SongDistances> {
  const partitions = labelings.map(judgedOf);
  const exact = data.rows ** 2 * data.cols <= exactWork;
  const neighbours = exact
    ? await fromAllDistances(data, partitions, count, control)
    : await fromCentroids(data, partitions, count, control, exactRows);
  return { neighbours, partitions };
}

async function fromAllDistances(
  data: Matrix,
  partitions: readonly Judged[],
  count: number,
  control: Control,
): Promise<NearestSongs> {
  const { rows } = data;
  const pause = createPause(control);
  const packed = packMatrix(data);
  const groups = Math.ceil(rows / GROUP);
  const distances = new Float64Array(rows);
  const lists = nearestLists(rows, count);
  for (let row = 0; row < rows; row++) {
    const squared = packed.squaredDistances(row, 0, groups);
    for (let other = 0; other < rows; other++) {
      const distance = squared[other]!;
      if (distance < lists.worst[row]! && other !== row) insertNearest(lists, row, other, distance);
      distances[other] = Math.sqrt(distance);
    }
    for (const partition of partitions) {
      meanDistances(partition, row, distances);
      judge(partition, row);
    }
    await pause(row / rows);
  }
  return { count, indices: lists.indices, distances: Float32Array.from(lists.squared, Math.sqrt), recall: null };
}

async function fromCentroids(
  data: Matrix,
  partitions: readonly Judged[],
  count: number,
  control: Control,
  exactRows: number,
): Promise<NearestSongs> {
  const rng = createRng(0, "nearest songs");
  const { indices, distances, recall } = await findNeighbours(data, count, { rng, control, exactRows });
  for (const { labels, sizes, nextCluster, medoids } of partitions) {
    const found = await centroidDistances(data, labels, sizes.length, { signal: control.signal });
    nextCluster.set(found.nextCluster);
    medoids.set(found.medoids);
  }
  return { count, indices, distances: Float32Array.from(distances), recall };
}

/** A partition with what is known of it so far. */
interface Judged extends ClusterDistances {
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
  /** Of the row in hand: its mean distance to each cluster's songs, itself left out. */
  readonly means: Float64Array;
  /** The least mean distance of a song to its own cluster so far, per cluster. */
  readonly least: Float64Array;
}

function judgedOf(labels: Int32Array): Judged {
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Int32Array(count);
  for (const label of labels) if (label !== NOISE) sizes[label]!++;
  return {
    labels,
    sizes,
    nextCluster: new Int32Array(labels.length).fill(NOISE),
    medoids: new Int32Array(count).fill(-1),
    means: new Float64Array(count),
    least: new Float64Array(count).fill(Infinity),
  };
}

function meanDistances({ labels, sizes, means }: Judged, row: number, distances: Float64Array): void {
  if (means.length === 0) return;
  means.fill(0);
  for (let other = 0; other < labels.length; other++) {
    const label = labels[other]!;
    if (label !== NOISE) means[label]! += distances[other]!;
  }
  for (let cluster = 0; cluster < means.length; cluster++) {
    means[cluster]! /= Math.max(1, sizes[cluster]! - (labels[row] === cluster ? 1 : 0));
  }
}

function judge({ labels, means, nextCluster, medoids, least }: Judged, row: number): void {
  const own = labels[row]!;
  let nearest = Infinity;
  for (let cluster = 0; cluster < means.length; cluster++) {
    if (cluster === own || means[cluster]! >= nearest) continue;
    nearest = means[cluster]!;
    nextCluster[row] = cluster;
  }
  if (own === NOISE || means[own]! >= least[own]!) return;
  least[own] = means[own]!;
  medoids[own] = row;
}

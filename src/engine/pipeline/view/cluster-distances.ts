import { type Matrix, matrix, rowOf } from "../../core/matrix.ts";
import { NOISE } from "../../clustering/labels.ts";
import { createPace, type Control } from "../../projections/pace.ts";

/** How the songs of one partition lie to its clusters. */
export interface ClusterDistances {
  /** Per song the other cluster whose songs are nearest on average, the lower number at equal distances; −1 where there is none. */
  readonly nextCluster: Int32Array;
  /** Per cluster number the song with the least mean distance to the others of its cluster, the first at equal ones. */
  readonly medoids: Int32Array;
}

/** Multiplications that an exact answer may take: about ten seconds. 10,000 songs of 80 dimensions take 8e9. */
const EXACT_WORK = 2e10;

/**
 * Distances of all songs to the clusters of several partitions of one representation. Exact, each distance computed once
 * for all partitions, O(songs² · (dimensions + partitions)) time and O(songs) memory. Where that would take more than
 * `exactWork`, the clusters' centroids stand for their songs: the medoid is then the song nearest to its centroid.
 *
 * @param labelings one label per song; clusters are 0 … k − 1, −1 is noise.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function clusterDistances(
  data: Matrix,
  labelings: readonly Int32Array[],
  control: Control = {},
  exactWork = EXACT_WORK,
): Promise<ClusterDistances[]> {
  const partitions = labelings.map(partitionOf);
  const pace = createPace(control);
  const exact = data.rows ** 2 * data.cols <= exactWork;
  const centroids = exact ? [] : partitions.map((partition) => centroidsOf(data, partition));
  const distances = new Float64Array(data.rows);
  for (let row = 0; row < data.rows; row++) {
    if (exact) distancesTo(data, rowOf(data, row), distances);
    for (const [index, partition] of partitions.entries()) {
      if (exact) meanDistances(partition, row, distances);
      else distancesTo(centroids[index]!, rowOf(data, row), partition.means);
      judge(partition, row);
    }
    await pace(row / data.rows);
  }
  return partitions;
}

/** A partition with what is known of it so far. */
interface Partition extends ClusterDistances {
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
  /** Of the row in hand: its mean distance to each cluster's songs, itself left out. */
  readonly means: Float64Array;
  /** The least mean distance of a song to its own cluster so far, per cluster. */
  readonly least: Float64Array;
}

function partitionOf(labels: Int32Array): Partition {
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

function meanDistances({ labels, sizes, means }: Partition, row: number, distances: Float64Array): void {
  means.fill(0);
  for (let other = 0; other < labels.length; other++) {
    const label = labels[other]!;
    if (label !== NOISE) means[label]! += distances[other]!;
  }
  for (let cluster = 0; cluster < means.length; cluster++) {
    means[cluster]! /= Math.max(1, sizes[cluster]! - (labels[row] === cluster ? 1 : 0));
  }
}

function judge({ labels, means, nextCluster, medoids, least }: Partition, row: number): void {
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

function centroidsOf(data: Matrix, { labels, sizes }: Partition): Matrix {
  const centroids = matrix(sizes.length, data.cols);
  labels.forEach((label, row) => {
    if (label === NOISE) return;
    const centroid = rowOf(centroids, label);
    rowOf(data, row).forEach((value, col) => (centroid[col]! += value / sizes[label]!));
  });
  return centroids;
}

/** The Euclidean distance of a point to every row. */
function distancesTo({ rows, cols, data }: Matrix, point: Float64Array, out: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const offset = row * cols;
    let sum = 0;
    for (let col = 0; col < cols; col++) {
      const difference = data[offset + col]! - point[col]!;
      sum += difference * difference;
    }
    out[row] = Math.sqrt(sum);
  }
}

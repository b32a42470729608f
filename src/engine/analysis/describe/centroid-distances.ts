import { squaredDistance } from "../../core/linalg.ts";
import { type Matrix, selectRows } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import { nearestInTurns } from "../clustering/kmeans/lloyd.ts";
import { NOISE } from "../clustering/labels.ts";
import { findNeighbours } from "../neighbours/find.ts";
import { centroidsOf, partitionByNumber } from "../partition.ts";
import { createPause, type Control } from "../pause.ts";
import { paused } from "../turns.ts";

/** Clusters that are looked at for a song. */
const CANDIDATES = 64;

export interface CentroidDistances {
  /** Per song the other cluster whose centroid is nearest, the lower number at equal distances; −1 where there is none. */
  readonly nextCluster: Int32Array;
  /** Per cluster number its song that is nearest to the centroid, the first of equals. */
  readonly medoids: Int32Array;
}

/**
 * The next cluster of every song and the medoid of every cluster, centroids standing for the clusters' songs. With more than
 * `candidates` other clusters only the nearest of the song's own cluster are looked at, and for noise, all.
 *
 * @param labels one per song; clusters are 0 … count − 1, −1 is noise
 * @throws {CancelledError} when the signal is aborted.
 */
export async function centroidDistances(
  data: Matrix,
  labels: Int32Array,
  count: number,
  control: Control,
  candidates = CANDIDATES,
): Promise<CentroidDistances> {
  const pause = createPause({ signal: control.signal });
  const centroids = centroidsOf(data, partitionByNumber(labels, count));
  const nextCluster = new Int32Array(data.rows).fill(NOISE);
  const medoids = new Int32Array(count).fill(-1);
  const least = new Float64Array(count).fill(Infinity);
  const near = count - 1 > candidates ? await nearestOthers(centroids, candidates, control) : undefined;
  const every = Int32Array.from({ length: count }, (_, cluster) => cluster);
  const distanceTo = (row: number, cluster: number): number =>
    squaredDistance(data.data, row * data.cols, centroids.data, cluster * data.cols, data.cols);
  const noise: number[] = [];
  for (let row = 0; row < data.rows; row++) {
    const own = labels[row]!;
    if (own === NOISE && near !== undefined) noise.push(row);
    else {
      let nearest = Infinity;
      for (const cluster of near === undefined ? every : near[own]!) {
        const distance = cluster === own ? Infinity : distanceTo(row, cluster);
        if (distance >= nearest) continue;
        nearest = distance;
        nextCluster[row] = cluster;
      }
    }
    if (own !== NOISE && distanceTo(row, own) < least[own]!) {
      least[own] = distanceTo(row, own);
      medoids[own] = row;
    }
    await pause(row / data.rows);
  }
  if (noise.length > 0) {
    const found = await paused(nearestInTurns(selectRows(data, noise), centroids), () => pause(1));
    for (const [at, row] of noise.entries()) nextCluster[row] = found[at]!;
  }
  return { nextCluster, medoids };
}

/** Of each cluster the nearest others by their centroids, in the order of their numbers: the first of equals is the lowest. */
async function nearestOthers(centroids: Matrix, count: number, control: Control): Promise<Int32Array[]> {
  const { indices } = await findNeighbours(centroids, count, { rng: createRng(0, "next clusters"), control });
  return Array.from({ length: centroids.rows }, (_, cluster) =>
    Int32Array.from(indices.subarray(cluster * count, (cluster + 1) * count)).sort(),
  );
}

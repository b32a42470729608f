import { describe, expect, it } from "vitest";
import { centroidDistances } from "../../../src/engine/analysis/describe/centroid-distances.ts";
import { centroidsOf, partitionByNumber } from "../../../src/engine/analysis/partition.ts";
import { squaredDistance } from "../../../src/engine/core/linalg.ts";
import type { Matrix } from "../../../src/engine/core/matrix.ts";
import { cloud } from "../../golden/lcg.ts";

/** By definition, every cluster looked at for every song. */
function slowly(data: Matrix, labels: Int32Array, count: number): { nextCluster: Int32Array; medoids: Int32Array } {
  const centroids = centroidsOf(data, partitionByNumber(labels, count));
  const distance = (row: number, cluster: number): number =>
    squaredDistance(data.data, row * data.cols, centroids.data, cluster * data.cols, data.cols);
  const leastOf = (items: readonly number[], value: (item: number) => number): number =>
    items.reduce((best, item) => (best === -1 || value(item) < value(best) ? item : best), -1);
  const clusters = Array.from({ length: count }, (_, cluster) => cluster);
  const rows = [...labels.keys()];
  return {
    nextCluster: labels.map((own, row) =>
      leastOf(
        clusters.filter((cluster) => cluster !== own),
        (cluster) => distance(row, cluster),
      ),
    ),
    medoids: Int32Array.from(clusters, (cluster) =>
      leastOf(
        rows.filter((row) => labels[row] === cluster),
        (row) => distance(row, cluster),
      ),
    ),
  };
}

describe("next clusters and medoids by centroids", () => {
  const data = cloud({ rows: 600, cols: 4, seed: 9, centres: 30, spread: 12 });
  // Every eleventh song is noise.
  const labels = Int32Array.from({ length: 600 }, (_, row) => (row % 11 === 0 ? -1 : row % 30));

  it("are those of all clusters where these are few", async () => {
    expect(await centroidDistances(data, labels, 30, {}, 29)).toEqual(slowly(data, labels, 30));
    const one = new Int32Array(600);
    expect(await centroidDistances(data, one, 1, {})).toEqual(slowly(data, one, 1));
    const none = new Int32Array(600).fill(-1);
    expect(await centroidDistances(data, none, 0, {})).toEqual({ nextCluster: none, medoids: new Int32Array(0) });
  });

  it("are nearly always those of all where only the nearest are looked at, and always for noise", async () => {
    const expected = slowly(data, labels, 30);
    const { nextCluster, medoids } = await centroidDistances(data, labels, 30, {}, 8);
    expect(medoids).toEqual(expected.medoids);
    const missed = [...labels.keys()].filter((row) => nextCluster[row] !== expected.nextCluster[row]);
    expect(missed.length).toBeLessThan(6);
    expect(missed.filter((row) => labels[row] === -1)).toEqual([]);
    const two = await centroidDistances(data, labels, 30, {}, 1);
    expect([...labels.keys()].filter((row) => two.nextCluster[row] !== expected.nextCluster[row]).length).toBeGreaterThan(6); // prettier-ignore
  });
});

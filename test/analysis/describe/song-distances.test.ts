import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix, matrixFromRows, rowOf, type Matrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { songDistances } from "../../../src/engine/analysis/describe/song-distances.ts";

const distance = (data: Matrix, a: number, b: number): number =>
  Math.hypot(...rowOf(data, a).map((value, col) => value - rowOf(data, b)[col]!));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Songs and partitions with noise, a cluster of one song, and nothing but noise. */
function sample(rows: number, cols: number): { data: Matrix; labelings: Int32Array[] } {
  const rng = createRng(5, "songs", `${rows}x${cols}`);
  const data = matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => rng.normal()),
  );
  const three = Int32Array.from({ length: rows }, () => rng.integer(3));
  const noisy = Int32Array.from({ length: rows }, () => rng.integer(3) - 1);
  const single = Int32Array.from({ length: rows }, (_, row) => (row === 0 ? 1 : 0));
  return { data, labelings: [three, noisy, single, new Int32Array(rows).fill(-1)] };
}

/** Indices of the least value, the first of equal ones; −1 for none. */
function least(values: readonly (readonly [index: number, value: number])[]): number {
  return values.reduce<readonly [number, number]>((best, each) => (each[1] < best[1] ? each : best), [-1, Infinity])[0];
}

describe("songDistances", () => {
  it.each([
    [4, 2, 3],
    [30, 16, 10],
    [97, 5, 10],
  ])("equals the definitions on %i songs of %i dimensions", async (rows, cols, count) => {
    const { data, labelings } = sample(rows, cols);
    const all = Array.from({ length: rows }, (_, song) => song);
    const { neighbours, partitions } = await songDistances(data, labelings, count);
    for (const song of all) {
      const nearest = all
        .filter((other) => other !== song)
        .sort((a, b) => distance(data, song, a) - distance(data, song, b) || a - b)
        .slice(0, count);
      expect([...neighbours.indices.subarray(song * count, (song + 1) * count)]).toEqual(nearest);
      const distances = neighbours.distances.subarray(song * count, (song + 1) * count);
      nearest.forEach((other, rank) => {
        expect(distances[rank]).toBeCloseTo(distance(data, song, other), 5);
      });
    }
    for (const [index, labels] of labelings.entries()) {
      const clusters = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
      const meanTo = (song: number, cluster: number): number =>
        mean(
          all
            .filter((other) => labels[other] === cluster && other !== song)
            .map((other) => distance(data, song, other)),
        );
      const next = all.map((song) =>
        least(
          clusters.filter((cluster) => cluster !== labels[song]).map((cluster) => [cluster, meanTo(song, cluster)]),
        ),
      );
      expect([...partitions[index]!.nextCluster]).toEqual(next);
      const medoids = clusters.map((cluster) => {
        const members = all.filter((song) => labels[song] === cluster);
        return members.length === 1 ? members[0] : least(members.map((song) => [song, meanTo(song, cluster)]));
      });
      expect([...partitions[index]!.medoids]).toEqual(medoids);
    }
  });

  it("takes the nearest songs of equal distance, and the medoid of equal means, by number", async () => {
    const data = matrixFromRows([[0], [1], [-1], [1], [-1]]);
    const { neighbours, partitions } = await songDistances(data, [Int32Array.of(0, 1, 1, 1, 1)], 4);
    expect([...neighbours.indices.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
    expect(partitions[0]!.medoids).toEqual(Int32Array.of(0, 1));
  });

  it("lets centroids stand for clusters where all distances would take too long", async () => {
    const data = matrixFromRows([
      [0, 0],
      [0.2, 0],
      [0, 5],
      [0, 5.2],
      [9, 9],
    ]);
    const labels = Int32Array.of(0, 0, 1, 1, -1);
    const { neighbours, partitions } = await songDistances(data, [labels], 1, {}, 0);
    expect(partitions[0]!.nextCluster).toEqual(Int32Array.of(1, 1, 0, 0, 1));
    expect(partitions[0]!.medoids).toEqual(Int32Array.of(0, 2));
    expect(neighbours.indices).toEqual(Int32Array.of(1, 0, 3, 2, 3));
  });

  it("searches the nearest songs of many approximately, and says with which recall", async () => {
    const { data, labelings } = sample(600, 5);
    const exact = await songDistances(data, labelings, 5, {}, 0);
    const found = await songDistances(data, labelings, 5, {}, 0, 599);
    expect(exact.neighbours.recall).toBeNull();
    expect(found.neighbours.recall!.value).toBeGreaterThan(0.98);
    const same = found.neighbours.indices.filter((song, at) => song === exact.neighbours.indices[at]).length;
    expect(same / found.neighbours.indices.length).toBeGreaterThan(0.97);
    expect(found.partitions).toEqual(exact.partitions);
  });

  it("stops when it is cancelled", async () => {
    const { data, labelings } = sample(3000, 20);
    const controller = new AbortController();
    const running = songDistances(data, labelings, 10, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(CancelledError);
  });
});

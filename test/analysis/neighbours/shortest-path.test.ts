import { describe, expect, it } from "vitest";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { shortestPath, type NearestRows } from "../../../src/engine/analysis/neighbours/shortest-path.ts";
import { matrixFromRows, normalMatrix, type Matrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { golden } from "../../golden/load.ts";

const { count, cases } = golden("shortest_path") as {
  readonly count: number;
  readonly cases: readonly {
    readonly from: number;
    readonly to: number;
    readonly neighbours: number;
    readonly songs: readonly number[];
    readonly length: number;
  }[];
};

async function nearestRows(data: Matrix, k: number): Promise<NearestRows> {
  const { indices, distances } = await nearestNeighbours(data, k);
  return { count: k, indices, distances: Float32Array.from(distances) };
}

/** As the script makes them: a bent band, along which the straight way does not go. */
const band = matrixFromRows(
  Array.from({ length: 120 }, (_, i) => {
    const radius = 3 + Math.sin(i * i);
    return [Math.cos(i / 20) * radius, Math.sin(i / 20) * radius, Math.sin(3.7 * i)];
  }),
);

describe("the shortest way through the nearest rows", () => {
  it.each(cases)("is SciPy's from $from to $to", async ({ from, to, neighbours, songs, length }) => {
    const path = shortestPath(await nearestRows(band, count), from, to)!;
    expect(path.neighbours).toBe(neighbours);
    expect(path.songs).toEqual(songs);
    expect(path.steps.reduce((sum, step) => sum + step, 0)).toBeCloseTo(length, 5);
  });

  it("is as long as no way of a plain search is shorter (Bellman and Ford), on random clouds", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const data = normalMatrix(60, 3, createRng(seed, "path"));
      const rows = await nearestRows(data, 8);
      const path = shortestPath(rows, 0, 59);
      if (path === null) throw new Error(`Seed ${seed} does not join them.`);
      const length = path.steps.reduce((sum, step) => sum + step, 0);
      expect(length).toBeCloseTo(plainLength(rows, path.neighbours, 0, 59), 5);
      expect(plainLength(rows, path.neighbours - 1, 0, 59)).toBe(Infinity);
      expect(path.steps).toHaveLength(path.songs.length - 1);
      path.steps.forEach((step, at) => {
        const place = (song: number): Float64Array => data.data.subarray(3 * song, 3 * song + 3);
        const [here, there] = [place(path.songs[at]!), place(path.songs[at + 1]!)];
        expect(step).toBeCloseTo(Math.hypot(...here.map((value, axis) => value - there[axis]!)), 5);
      });
    }
  });

  it("is the song alone from a song to itself, and none between groups that nothing joins", () => {
    const two: NearestRows = { count: 1, indices: Int32Array.of(1, 0, 3, 2), distances: Float32Array.of(1, 1, 1, 1) };
    expect(shortestPath(two, 2, 2)).toEqual({ songs: [2], steps: [], neighbours: 0 });
    expect(shortestPath(two, 2, 3)).toEqual({ songs: [2, 3], steps: [1], neighbours: 1 });
    expect(shortestPath(two, 0, 3)).toBeNull();
    expect(shortestPath({ count: 0, indices: new Int32Array(), distances: new Float32Array() }, 0, 0)?.songs).toEqual([
      0,
    ]);
  });

  it("goes through equal songs, between which there is no distance", () => {
    const line: NearestRows = {
      count: 2,
      indices: Int32Array.of(1, 2, 0, 2, 1, 3, 2, 1),
      distances: Float32Array.of(0, 1, 0, 1, 1, 2, 2, 3),
    };
    expect(shortestPath(line, 0, 3)).toEqual({ songs: [0, 1, 2, 3], steps: [0, 1, 2], neighbours: 1 });
  });
});

/** The length of the shortest way, every edge looked at as often as there are rows. */
function plainLength(
  { count: all, indices, distances }: NearestRows,
  neighbours: number,
  from: number,
  to: number,
): number {
  const rows = indices.length / all;
  const lengths = new Float64Array(rows).fill(Infinity);
  lengths[from] = 0;
  for (let round = 0; round < rows; round++) {
    for (let at = 0; at < indices.length; at++) {
      if (at % all >= neighbours) continue;
      const [a, b] = [Math.floor(at / all), indices[at]!];
      lengths[b] = Math.min(lengths[b]!, lengths[a]! + distances[at]!);
      lengths[a] = Math.min(lengths[a]!, lengths[b] + distances[at]!);
    }
  }
  return lengths[to]!;
}

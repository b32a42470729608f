import { describe, expect, it } from "vitest";
import { lloyd } from "../../../src/engine/analysis/clustering/kmeans/lloyd.ts";
import { relocateEmpty } from "../../../src/engine/analysis/clustering/kmeans/relocate.ts";
import { matrixFromRows } from "../../../src/engine/core/matrix.ts";

/** The state of K-Means after relocating: labels, sizes and sums of one column. */
function relocated(points: number[], centres: number[], given: number[]) {
  const labels = Int32Array.from(given);
  const sums = matrixFromRows(centres.map((_, c) => [points.reduce((s, p, row) => s + (given[row] === c ? p : 0), 0)]));
  const sizes = Float64Array.from(centres, (_, c) => given.filter((label) => label === c).length);
  relocateEmpty(matrixFromRows(points.map((p) => [p])), matrixFromRows(centres.map((c) => [c])), labels, sums, sizes);
  return { labels: [...labels], sizes: [...sizes], sums: [...sums.data] };
}

describe("an empty cluster of K-Means", () => {
  it("gets the row that is farthest from its own centre, which leaves the other cluster's sum and size", () => {
    // Distances from the own centre: 1, 3, 4, 2, 1.
    expect(relocated([0, 4, 5, 12, 11], [1, 10, 99], [0, 0, 0, 1, 1])).toEqual({
      labels: [0, 0, 2, 1, 1],
      sizes: [2, 2, 1],
      sums: [4, 23, 5],
    });
  });

  it("is one of two that get the two farthest rows, one each", () => {
    expect(relocated([0, 4, 5, 12, 11], [1, 99, 10, 98], [0, 0, 0, 2, 2])).toEqual({
      labels: [0, 3, 1, 2, 2],
      sizes: [1, 1, 2, 1],
      sums: [0, 5, 23, 4],
    });
  });

  it("stays empty where no row is off its centre: fewer rows are distinct than there are clusters", () => {
    const unchanged = { labels: [0, 0, 1, 1], sizes: [2, 2, 0], sums: [6, 14, 0] };
    expect(relocated([3, 3, 7, 7], [3, 7, 50], [0, 0, 1, 1])).toEqual(unchanged);
  });

  it("does not take a cluster's only row: that would leave another one empty", () => {
    // Row 2 is farthest from its centre and alone in its cluster.
    expect(relocated([0, 1, 30], [0.5, 20, 99], [0, 0, 1])).toEqual({
      labels: [0, 0, 1],
      sizes: [2, 1, 0],
      sums: [1, 30, 0],
    });
  });

  it("keeps its centre in Lloyd's iterations while it stays empty", () => {
    const { labels, centres } = lloyd(matrixFromRows([[3], [3], [7]]), matrixFromRows([[3], [7], [50]]), {
      tolerance: 0,
      maxIterations: 10,
    });
    expect([...labels]).toEqual([0, 0, 1]);
    expect([...centres.data]).toEqual([3, 7, 50]);
  });
});

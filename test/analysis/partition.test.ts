import { describe, expect, it } from "vitest";
import { centroidsOf, partitionByNumber, partitionOf } from "../../src/engine/analysis/partition.ts";
import { matrixFromRows } from "../../src/engine/core/matrix.ts";

const points = matrixFromRows([
  [0, 1],
  [2, 3],
  [4, 9],
  [6, 5],
]);

describe("a partition", () => {
  it("has the rows of each label side by side, in order of first appearance", () => {
    expect(partitionOf(points, [7, -3, 7, 2])).toEqual({
      count: 3,
      rows: Uint32Array.of(0, 2, 1, 3),
      starts: Uint32Array.of(0, 2, 3, 4),
    });
    expect(() => partitionOf(points, [0])).toThrow("1 labels for 4 rows");
  });

  it("by number leaves out the rows in no cluster, and knows clusters without a row", () => {
    expect(partitionByNumber(Int32Array.of(2, -1, 0, 2), 3)).toEqual({
      count: 3,
      rows: Uint32Array.of(2, 0, 3),
      starts: Uint32Array.of(0, 1, 1, 3),
    });
  });

  it("has a mean for each cluster", () => {
    const means = centroidsOf(points, partitionByNumber(Int32Array.of(2, -1, 0, 2), 3));
    expect([...means.data]).toEqual([4, 9, 0, 0, 3, 3]);
  });
});

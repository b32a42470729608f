import { describe, expect, it } from "vitest";
import { movedTest } from "../../../src/shared/contract/panel/comparison.ts";
import { bestAssignment, clusterCells, matchClusters } from "../../../src/engine/analysis/comparison/match-clusters.ts";
import { golden } from "../../golden/load.ts";

interface Golden {
  readonly assignments: readonly {
    readonly counts: readonly (readonly number[])[];
    readonly total: number;
    readonly pairs: number;
  }[];
}

describe("matching clusters", () => {
  it("chooses pairs as good as scipy's", () => {
    for (const { counts, total, pairs } of (golden("comparison") as Golden).assignments) {
      const chosen = bestAssignment(counts);
      const columns = chosen.filter((column) => column >= 0);
      expect(columns).toHaveLength(pairs);
      expect(new Set(columns).size).toBe(pairs);
      expect(chosen.reduce((sum, column, row) => sum + (counts[row]?.[column] ?? 0), 0)).toBe(total);
    }
  });

  it("counts pairs of clusters in ascending order, noise first", () => {
    expect(clusterCells([0, 2, 0, -1, 0], [1, 1, 1, -1, -2])).toEqual([
      { a: -1, b: -1, count: 1 },
      { a: 0, b: -1, count: 1 },
      { a: 0, b: 1, count: 2 },
      { a: 2, b: 1, count: 1 },
    ]);
  });

  it("gives noise no partner, nor clusters that share no song", () => {
    const cells = [
      { a: -1, b: -1, count: 9 },
      { a: 3, b: -1, count: 8 },
      { a: 3, b: 0, count: 2 },
      { a: 7, b: 0, count: 1 },
      { a: 7, b: 5, count: 1 },
    ];
    expect(matchClusters(cells)).toEqual([
      [3, 0],
      [7, 5],
    ]);
    expect(matchClusters([{ a: 0, b: -1, count: 2 }])).toEqual([]);
  });

  it("takes the largest pairs first where the tables are too large for the best", () => {
    const cells = [
      { a: 0, b: 0, count: 5 },
      { a: 0, b: 1, count: 4 },
      { a: 1, b: 0, count: 4 },
    ];
    expect(matchClusters(cells)).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(matchClusters(cells, 3)).toEqual([[0, 0]]);
  });

  it("moves a song whose cluster has another partner, none, or to or from noise", () => {
    const isMoved = movedTest([
      [0, 4],
      [1, 3],
    ]);
    expect([isMoved(0, 4), isMoved(1, 3), isMoved(-1, -1)]).toEqual([false, false, false]);
    expect([isMoved(0, 3), isMoved(2, 4), isMoved(0, -1), isMoved(-1, 4)]).toEqual([true, true, true, true]);
  });
});

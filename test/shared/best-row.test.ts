import { describe, expect, it } from "vitest";
import {
  bestPerRepresentation,
  bestRow,
  bestValue,
  winnerOf,
  winningRow,
  winningDoubt,
  winningScore,
} from "../../src/shared/best-row.ts";

const row = (rep: string, method: string, metrics: Readonly<Record<string, number | null>>) => ({
  rep,
  method,
  values: metrics,
  metrics,
});

const rows = [
  row("mel", "kmeans", { NMI_genre: 0.4, silhouette: 0.2 }),
  row("mel", "ward", { NMI_genre: 0.4, silhouette: 0.3 }),
  row("lyrics", "dbscan", { NMI_genre: null, silhouette: 0.9 }),
  row("lyrics", "ward", { NMI_genre: -0.1, silhouette: 0.1 }),
];

describe("the best row", () => {
  it("is decided by the first metric, ties by the next, undefined last", () => {
    const best = bestPerRepresentation(rows, ["NMI_genre", "silhouette"]);
    expect(best.map(({ rep, method }) => `${rep} ${method}`)).toEqual(["mel ward", "lyrics ward"]);
    expect(bestRow(rows, ["NMI_genre", "silhouette"])).toBe(rows[1]);
    expect(bestRow(rows.slice(0, 0), ["silhouette"])).toBeUndefined();
  });

  it("is none whose representation contains the label that decides, whatever else has a score", () => {
    const holding = { ...rows[0]!, rep: "with genre", values: { NMI_genre: 1, silhouette: 0.5, leaks: "genre" } };
    const all = [holding, ...rows];
    expect(bestRow(all, ["NMI_genre"])).toBe(rows[0]);
    expect(winningRow([holding], ["NMI_genre"])).toBeUndefined();
    expect(winningRow(all, ["silhouette"])).toBe(rows[2]);
    expect(bestValue(all, { key: "NMI_genre", better: "higher" })).toBe(0.4);
    const recorded = { rep: "with genre", method: "kmeans", metrics: { NMI_genre: 1 }, leaks: "genre" } as const;
    expect(winnerOf({ best: [recorded], bestBy: ["NMI_genre"] })).toBeUndefined();
    const free = { rep: "without", method: "kmeans", metrics: { NMI_genre: 0.2 } };
    expect(winnerOf({ best: [recorded, free], bestBy: ["NMI_genre"] })).toMatchObject(free);
  });

  it("is the first of equal ones", () => {
    expect(bestRow(rows, ["NMI_genre"])).toBe(rows[0]);
  });

  it("has the lower value where lower is better", () => {
    const two = [row("a", "x", { davies_bouldin: 2 }), row("a", "y", { davies_bouldin: 1 })];
    expect(bestRow(two, ["davies_bouldin"])?.method).toBe("y");
  });

  it("is never noise only: its ARI of 0 is no agreement", () => {
    const two = [
      row("a", "dbscan", { ARI: 0, n_clusters_found: 0 }),
      row("a", "kmeans", { ARI: -0.02, n_clusters_found: 2 }),
    ];
    expect(bestRow(two, ["ARI"])?.method).toBe("kmeans");
  });

  it("wins only with a score", () => {
    const unscored = [row("a", "kmeans", { ARI_genre: null })];
    expect(bestRow(unscored, ["ARI_genre"])).toBe(unscored[0]);
    expect(winningRow(unscored, ["ARI_genre"])).toBeUndefined();
    expect(winningScore({ best: unscored, bestBy: ["ARI_genre"] })).toBe("");
    expect(winningScore({ best: [], bestBy: [] })).toBe("");
  });

  it("of a run is told with its score", () => {
    const run = { best: rows, bestBy: ["NMI_genre", "silhouette"] };
    expect(winnerOf(run)).toMatchObject({ rep: "mel", method: "ward" });
    expect(winningScore(run)).toBe("NMI genre 0.400");
    const ofSeeds = run.best.map((row) => ({ ...row, deviations: { NMI_genre: 0.0312, silhouette: 0.5 } }));
    expect(winningScore({ ...run, best: ofSeeds })).toBe("NMI genre 0.400 ± 0.031");
  });

  it("is marked where chance reaches its score", () => {
    const best = [{ rep: "mel", method: "ward", metrics: { NMI_genre: 0.1, NMI_genre_p: 0.4 } }];
    expect(winningScore({ best, bestBy: ["NMI_genre"] })).toBe("NMI genre 0.100 °");
    expect(winningDoubt({ best, bestBy: ["NMI_genre"] })).toBe("chance");
  });
});

describe("the best value of a column", () => {
  it("goes by its better side; an empty column, and one without a better side, has none", () => {
    expect(bestValue(rows, { key: "silhouette", better: "higher" })).toBe(0.9);
    expect(bestValue(rows, { key: "NMI_genre", better: "lower" })).toBe(-0.1);
    expect(bestValue(rows, { key: "ARI", better: "higher" })).toBeUndefined();
    expect(bestValue(rows, { key: "silhouette", better: null })).toBeUndefined();
  });

  it("is never that of noise only, whose completeness is 1", () => {
    const two = [
      row("a", "hdbscan", { completeness_genre: 1, n_clusters_found: 0 }),
      row("a", "kmeans", { completeness_genre: 0.4, n_clusters_found: 2 }),
    ];
    expect(bestValue(two, { key: "completeness_genre", better: "higher" })).toBe(0.4);
  });
});

import { describe, expect, it } from "vitest";
import { barely, comparisonText, moreSettings } from "../../src/engine/cli/comparison-text.ts";
import { compareRuns } from "../../src/engine/report/comparison/metric-changes.ts";
import type { MetricTableRow } from "../../src/engine/analysis/metrics/table.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { manifestOf, rowOf } from "../extension/kept-runs.ts";
import { row } from "../report/small-source.ts";

const EASY = manifestOf("r-easy", { task: "easy", bestBy: ["silhouette"], best: [rowOf("VAE", "kmeans", { silhouette: 0.535 })] }); // prettier-ignore
const HARD = manifestOf("r-hard", { bestBy: ["silhouette"], best: [rowOf("spectral", "ward", { silhouette: 0.647 })] });

function textOf(
  a: readonly MetricTableRow[],
  b: readonly MetricTableRow[],
  runs: [RunManifest, RunManifest] = [HARD, HARD],
): string[] {
  // prettier-ignore
  return comparisonText(compareRuns({ manifest: runs[0], rows: a }, { manifest: runs[1], rows: b }), runs).split("\n");
}

describe("the scores of two runs, clustering by clustering", () => {
  it("calls nothing equal where the runs have no clustering in common, and has the best of each", () => {
    const lines = textOf([row("VAE", "kmeans", { silhouette: 0.535 })], [row("spectral", "ward", { silhouette: 0.647 })], [EASY, HARD]); // prettier-ignore
    expect(lines).toEqual([
      "No score can be compared row by row: Easy and Hard have no clustering in common.",
      "Best of A: VAE, kmeans (Silhouette 0.535).",
      "Best of B: spectral, ward (Silhouette 0.647).",
      "Only in A: VAE, kmeans.",
      "Only in B: spectral, ward.",
    ]);
  });

  it("calls nothing equal that neither run has", () => {
    const [undefinedInBoth] = textOf([row("a", "ward", { ARI_genre: null })], [row("a", "ward", { ARI_genre: null })]);
    expect(undefinedInBoth).toContain("the clusterings that both runs have have no score in either");
    const values = { silhouette: 0.3, ARI_genre: null };
    expect(textOf([row("a", "ward", values)], [row("a", "ward", values)])).toEqual(["The one metric is equal."]);
  });

  it("names a few of many clusterings that one run has alone, and where the others are", () => {
    const many = Array.from({ length: 210 }, (_, index) => row("a", `m${index}`, { silhouette: 0.1 }));
    const lines = textOf([many[0]!], many);
    expect(lines.at(-1)).toBe("Only in B: 209 clusterings, such as a, m1; a, m2; a, m3 (--json has all).");
  });

  it("has a setting once: those that the summary counts, or all where there is none", () => {
    const other = manifestOf("r-2", { settings: { ...HARD.settings, k: 5, epochs: 9 } });
    const comparison = compareRuns({ manifest: HARD, rows: [] }, { manifest: other, rows: [] });
    expect(moreSettings(comparison, 1)).toEqual(["More settings: k 4 → 5."]);
    expect(moreSettings(comparison, 2)).toEqual([]);
    expect(barely(comparison)).toEqual(["A: r-hard.", "B: r-2.", "Same data.", "Settings: epochs 5 → 9; k 4 → 5."]);
  });
});

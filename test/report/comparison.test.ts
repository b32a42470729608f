import { describe, expect, it } from "vitest";
import { reportMarkdown } from "../../src/engine/report/formats/markdown-report.ts";
import { reportPdf } from "../../src/engine/report/formats/pdf/pdf-report.ts";
import { buildComparison } from "../../src/engine/report/model/comparison/build-comparison.ts";
import type { ComparedSource, ComparisonSource } from "../../src/engine/report/model/comparison/source.ts";
import { plainText } from "../../src/engine/report/model/sentence.ts";
import { allClaims, unsupported, type ComparedFiles, type SideFiles } from "./claims.ts";
import { FILENAMES, smallComparison } from "./small-comparison.ts";
import { row } from "./small-source.ts";

const sideFiles = ({ source, labels }: ComparedSource, filenames: readonly string[]): SideFiles => ({
  run: source.manifest,
  view: source.view,
  rows: source.rows,
  seeds: source.seeds,
  songs: source.languages.map((language, song) => ({ language, genre: source.genres[song]! })),
  labels,
  filenames,
});
const filesOf = ({ a, b }: ComparisonSource): ComparedFiles => ({
  a: sideFiles(a, FILENAMES.a),
  b: sideFiles(b, FILENAMES.b),
});

describe("the report of a comparison", () => {
  it("claims what the files of both runs say, and a false claim is found out", async () => {
    const source = await smallComparison();
    const report = buildComparison(source);
    expect(allClaims(report).length).toBeGreaterThan(20);
    expect(unsupported(report, filesOf(source))).toEqual([]);
    const { a, b } = filesOf(source);
    expect(unsupported(report, { a, b: { ...b, labels: [0, 0, 0, -1] } })).not.toEqual([]);
    expect(unsupported(report, { a, b: { ...b, run: a.run } })).not.toEqual([]);
  });

  it("says which settings and scores differ, and that other songs are no fair comparison", async () => {
    const report = buildComparison(await smallComparison());
    const abstract = report.abstract.map(plainText).join(" ");
    expect(abstract).toContain("over the 3 songs that both have");
    expect(abstract).toContain("differ in 4 settings: seed (42 → 7), k (2 → 3), alphas (1, 0.3 → 1)");
    expect(abstract).toContain("adjusted Rand index of −0.500");
    expect(abstract).toContain("(2 pairs), 1 song of 3 is in another cluster");
    expect(report.doubts[0]).toMatch(/^The data differ: 3 songs .* 1 only in A and 1 only in B\./);
  });

  it("counts what is beyond the deviations of both runs, where seeds tell them", async () => {
    const seeds = (mean: number, deviation: number) => [row("spectral_meanmel", "agglomerative_ward", { ARI_genre_mean: mean, ARI_genre_sd: deviation, NMI_genre_mean: 0.6, NMI_genre_sd: 0 })]; // prettier-ignore
    const source = await smallComparison({ seeds: seeds(0.7, 0.1) });
    const withSeeds = { ...source, b: { ...source.b, clustering: { ...source.b.clustering, metrics: { ARI_genre: 0.7, NMI_genre: 0.6 }, spread: { ARI_genre: { mean: 0.7, deviation: 0.1 } } } } }; // prettier-ignore
    const report = buildComparison(withSeeds);
    expect(unsupported(report, filesOf(withSeeds))).toEqual([]);
    const text = reportMarkdown(report);
    expect(text).toContain("(“Scores of both clusterings”), 1 differs beyond the ±.");
    expect(text).toContain("| ARI genre ↑ | 0.400 | **0.700 ± 0.100** | **+0.300** |");
  });

  it("is a paper as well, with names as text", async () => {
    const report = buildComparison(await smallComparison());
    const pdf = Buffer.from(await reportPdf(report, new Date("2026-11-22T11:40:03Z")));
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(reportMarkdown(report)).toContain("&lt;img src=x");
  });
});

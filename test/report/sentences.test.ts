import { expect, it } from "vitest";
import { reportMarkdown } from "../../src/engine/report/formats/markdown-report.ts";
import { buildReport, sentencesOf } from "../../src/engine/report/model/build-report.ts";
import type { Report } from "../../src/engine/report/model/report.ts";
import { plainText } from "../../src/engine/report/model/sentence.ts";
import type { ReportSource } from "../../src/engine/report/model/source.ts";
import { unsupported } from "./claims.ts";
import { MANIFEST, ROWS, row, smallSource } from "./small-source.ts";

/** The report of a changed run, whose claims its files bear out, and all that its sentences say. */
async function reported(changes: Partial<ReportSource>): Promise<{ report: Report; said: string }> {
  const source = await smallSource(changes);
  const report = buildReport(source);
  const { manifest: run, view, rows, seeds, languages, genres } = source;
  const songs = languages.map((language, song) => ({ language, genre: genres[song]! }));
  expect(unsupported(report, { run, view, rows, seeds, songs })).toEqual([]);
  const all = [...report.abstract, ...report.sections.flatMap(({ blocks }) => blocks.flatMap(sentencesOf))];
  return { report, said: all.map(plainText).join(" ") };
}

const changed = (at: number, values: (typeof ROWS)[number]["values"]) =>
  ROWS.map((each, index) => (index === at ? row(each.rep, each.method, { ...each.values, ...values }) : each));

it("says which scores leave noise out, and marks the methods that leave songs as noise", async () => {
  const { report, said } = await reported({ rows: changed(1, { n_noise: 1, ARI_genre: 1 }) });
  expect(said).toContain("of the songs that are in a cluster: noise is left out. The silhouette is the mean");
  expect(said).toContain("of label j as bⱼ (noise counts as a cluster of its own),");
  expect(said).toContain("It leaves 1 song (25 %) as noise, of which the silhouette says nothing.");
  const text = reportMarkdown(report);
  expect(text).toContain("| representation | method | noise | Silhouette ↑ |");
  expect(text).toMatch(/\(best\) \| Ward \| 25 % \|/);
  expect(text).toContain("\nNoise: the share of songs that are in no cluster.");
});

it("has no word of noise where no clustering has any", async () => {
  const { report, said } = await reported({ rows: ROWS.filter((_, index) => index !== 2) });
  expect(said).not.toMatch(/noise/i);
  expect(reportMarkdown(report)).toContain("| representation | method | Silhouette ↑ |");
});

it("counts as tested only clusterings of several clusters, and tells how many have fewer", async () => {
  const { said } = await reported({ rows: changed(2, { ARI_genre: 0, ARI_genre_p: 1 }) });
  expect(said).toContain("Of 3 clusterings with two clusters or more that were tested, 1 is no better than chance by ARI against the genre (p > 0.05, permuted labels); 1 has one cluster or none."); // prettier-ignore
});

it("says that a run of little time took steps from earlier runs", async () => {
  expect((await reported({})).said).toContain("took 1 min 12 s, in which 1 of 2 steps was taken from earlier runs.");
  const steps = MANIFEST.steps.map((step) => ({ ...step, reused: false }));
  expect((await reported({ manifest: { ...MANIFEST, steps } })).said).toContain("took 1 min 12 s. The same data");
});

it("gives a whole score three digits in a sentence", async () => {
  const { said } = await reported({ rows: changed(0, { ARI_genre: 1, ARI_genre_p: 0.001 }) });
  expect(said).toContain("the best is Mean * spectrum clustered by K-Means: 1.00 (p = 0.0010)");
});

it("tells ties: of the language, of the best methods, of the labels of a cluster", async () => {
  const { said, report } = await reported({ rows: changed(4, { ARI_language: 0.3 }) });
  expect(said).toContain("of Mean * spectrum by Ward; the same is reached by 1 other clustering.");
  expect(said).toContain("Ward is the best method of 2 of 3 representations.");
  const other = await reported({ rows: changed(0, { ARI_genre: 0.9 }).filter(({ rep }) => rep !== "multimodal") });
  expect(other.said).toContain("K-Means and Ward are each the best method of 1 of 2 representations.");
  expect(reportMarkdown(report)).toContain("| 0 | 3 | folk (67 %) |");
  const next = ROWS.map((each, at) => (at < 2 ? row(each.rep, each.method, { ...each.values, ARI_genre: 0.9 }) : each));
  const third = row("third", "kmeans", { ...ROWS[3]!.values });
  const tied = await reported({ rows: [...next.slice(0, 4), third] });
  expect(tied.said).toContain("the next representations are Lyrics and third with −0.100");
  const halves = await reported({ genres: ["folk", "pop", "hip-hop", ""] });
  expect(reportMarkdown(halves.report)).toContain("| 0 | 3 | folk and hip-hop (33 % each) |");
});

it("has no sentence that repeats the title above it", async () => {
  const text = reportMarkdown((await reported({})).report);
  expect(text.match(/best method of each representation/gi)).toHaveLength(2);
  expect(text).toContain("with −0.100 (“Best method of each representation”).");
  expect(text).toContain("“Mean \\* spectrum” shows the best representation on a map, and “Clusters” has what");
  expect(text).toContain("### Songs by genre and language\n\nThe largest first.");
});

it("says what is wrong with the data before what is to be known of one clustering", async () => {
  const doubt = { code: "label-single", severity: "warning", message: "All songs are folk." } as const;
  const { report } = await reported({
    manifest: { ...MANIFEST, notes: ["A mixture is singular."], warnings: [doubt] },
  });
  expect(report.doubts).toEqual(["All songs are folk.", "A mixture is singular."]);
  const of = (severity: "info" | "warning" | "error") => ({
    code: "audio-empty",
    row: 1,
    severity,
    message: `An ${severity}.`,
  });
  const warnings = [of("info"), of("error"), of("warning")];
  const text = reportMarkdown((await reported({ manifest: { ...MANIFEST, warnings } })).report);
  expect(text.match(/^\| (?:info|error|warning) /gm)).toEqual(["| error ", "| warning ", "| info "]);
});

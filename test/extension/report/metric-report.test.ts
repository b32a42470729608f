import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { metricColumn } from "../../../src/shared/contract/metrics.ts";
import { metricsFile } from "../../../src/engine/results/schema/metrics.ts";
import type { MetricTableRow } from "../../../src/engine/analysis/metrics/table.ts";
import { readBeside } from "../../../src/extension/report/beside-table.ts";
import { reportMarkdown } from "../../../src/engine/report/formats/markdown-report.ts";
import { buildReport } from "../../../src/engine/report/model/build-report.ts";
import { MANIFEST, smallSource } from "../../report/small-source.ts";
import { runItem } from "../../../src/extension/runs/runs-tree.ts";
import { manifestOf } from "../kept-runs.ts";
import { metricReport } from "../../../src/extension/report/metric-report.ts";
import { messageFor } from "../../../src/extension/report/metrics-editor.ts";
import {
  REPORT,
  pressed,
  shownColumns,
  shownRows,
  type ReportState,
} from "../../../src/webview/metrics-report/sort.ts";
import { folderWith } from "../../dataset/workspace.ts";
import { Uri } from "../fake-vscode/basics.ts";

const COLUMNS = [
  "rep",
  "method",
  "k",
  "n_clusters_found",
  "n_noise",
  "silhouette",
  "davies_bouldin",
  "ARI_genre",
  "ARI_genre_dropNoise",
  "NMI_genre",
];
const row = (
  rep: string,
  method: string,
  values: Record<string, number | null>,
  reasons: Record<string, string> = {},
): MetricTableRow => ({ rep, method, values, reasons });
const ROWS = [
  row("audio", "kmeans", {
    k: 4,
    n_clusters_found: 4,
    n_noise: 0,
    silhouette: 0.25,
    davies_bouldin: 1.5,
    ARI_genre: 0.5,
    ARI_genre_dropNoise: 0.5,
    NMI_genre: 0.1,
  }),
  row(
    "audio",
    "dbscan_knee",
    {
      k: null,
      n_clusters_found: 1,
      n_noise: 1234,
      silhouette: null,
      davies_bouldin: null,
      ARI_genre: 0.9,
      ARI_genre_dropNoise: null,
      NMI_genre: 0.9,
    },
    {
      silhouette: "there is only one cluster",
      davies_bouldin: "there is only one cluster",
      ARI_genre_dropNoise: "no row is in a cluster",
    },
  ),
  row("lyrics, 10 %", "ward", {
    k: 4,
    n_clusters_found: 4,
    n_noise: 0,
    silhouette: -0.0123,
    davies_bouldin: 3.25,
    ARI_genre: 0.5,
    ARI_genre_dropNoise: 0.6,
    NMI_genre: 0.7,
  }),
];

/** A results folder as the engine writes it. */
async function results({
  bestBy = ["ARI_genre", "NMI_genre"] as readonly string[] | null,
  file = "metrics_hard",
} = {}): Promise<string> {
  const folder = await folderWith(bestBy === null ? { "x.txt": "" } : { "run.json": JSON.stringify({ bestBy }) });
  await mkdir(join(folder, "clustering"));
  await metricsFile(`clustering/${file}`, COLUMNS).write(folder, ROWS, { songs: 30 });
  return join(folder, `clustering/${file}.csv`);
}

async function report(options = {}) {
  const path = await results(options);
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(path, "utf8");
  const message = await messageFor({ uri: Uri.file(path) as never, getText: () => text });
  if (message.type !== "report") throw new Error(message.message);
  return message.report;
}

describe("doubtful scores", () => {
  const header = "rep,method,n_clusters_found,n_noise,ARI_genre,NMI_genre,ARI_genre_p,NMI_genre_p,leaks";
  const csv = [header, "with genre,kmeans,4,0,1,1,0.001,0.001,genre", "audio,kmeans,4,0,0.1,0.2,0.4,0.01,"].join("\n");
  const beside = { reasons: [], bestBy: ["ARI_genre", "NMI_genre"], labels: {} };

  it("say chance or leak, with a sentence for each; what leaks is best of nothing", () => {
    const { rows, doubts, columns } = metricReport("metrics_hard.csv", csv, beside);
    const at = (key: string): number => columns.findIndex((column) => column.key === key);
    const cells = (key: string) => rows.map(({ cells: all }) => all[at(key)]!);
    expect(cells("ARI_genre").map(({ doubt }) => doubt)).toEqual(["leak", "chance"]);
    expect(cells("NMI_genre").map(({ doubt, best }) => [doubt, best])).toEqual([
      ["leak", false],
      [null, true],
    ]);
    expect(cells("leaks").map(({ text }) => text)).toEqual(["genre", ""]);
    expect(rows.map(({ best }) => best)).toEqual(["representation", "overall"]);
    expect(doubts.map((text) => text[0])).toEqual(["°", "†"]);
  });
});

describe("the report of a table that the engine wrote", () => {
  it("says what decides, puts that first, and marks the best rows", async () => {
    const { title, notes, columns, rows } = await report();
    expect(title).toBe("Metrics of the Hard task");
    expect(notes).toEqual([
      "3 clusterings of 2 representations.",
      "Best by ARI genre, ties by NMI genre; a row with fewer than two clusters is never best.",
    ]);
    expect(columns.map(({ key }) => key)).toEqual([
      "rep",
      "method",
      "ARI_genre",
      "ARI_genre_dropNoise",
      "NMI_genre",
      "k",
      "n_clusters_found",
      "n_noise",
      "silhouette",
      "davies_bouldin",
    ]);
    expect(rows.map(({ best }) => best)).toEqual(["representation", null, "overall"]);
    expect(rows[2]!.cells.map(({ text }) => text)).toEqual([
      "lyrics, 10 %",
      "ward",
      "0.500",
      "0.600",
      "0.700",
      "4",
      "4",
      "0",
      "−0.012",
      "3.25",
    ]);
  });

  it("gives the reason of each undefined cell, none where a column does not apply", async () => {
    const { rows, columns, reasons } = await report();
    const told = rows[1]!.cells.map(({ text, reason }, at) =>
      text === "–" ? [columns[at]!.key, reason === null ? null : reasons[reason]] : [],
    );
    expect(told.filter(({ length }) => length > 0)).toEqual([
      ["ARI_genre_dropNoise", "no row is in a cluster"],
      ["k", null],
      ["silhouette", "there is only one cluster"],
      ["davies_bouldin", "there is only one cluster"],
    ]);
    expect(rows[1]!.cells[7]!.text).toBe("1,234");
  });

  it("marks the best value of a column by its direction, and explains each metric", async () => {
    const { rows, columns } = await report();
    const leaders = columns.map(({ key }, at) => [
      key,
      rows.flatMap(({ cells }, index) => (cells[at]!.best ? [index] : [])),
    ]);
    expect(Object.fromEntries(leaders)).toEqual({
      rep: [],
      method: [],
      k: [],
      n_clusters_found: [],
      n_noise: [],
      ARI_genre: [0, 2],
      ARI_genre_dropNoise: [2],
      NMI_genre: [2],
      silhouette: [0],
      davies_bouldin: [0],
    });
    for (const { key, better, meaning } of columns.filter((column) => metricColumn(column.key) !== undefined)) {
      expect({ better, meaning }).toEqual({ better: metricColumn(key)!.better, meaning: metricColumn(key)!.meaning });
    }
    expect(columns.find(({ key }) => key === "ARI_genre_dropNoise")).toMatchObject({
      label: "ARI genre",
      noise: "left-out",
    });
    expect(columns.find(({ key }) => key === "ARI_genre")).toMatchObject({ label: "ARI genre", noise: "counted" });
  });

  it("is there without what lies beside the table", async () => {
    const path = await results({ bestBy: null });
    expect((await readBeside(path)).bestBy).toEqual([]);
    const { notes, rows } = await report({ bestBy: null });
    expect(notes[1]).toContain("Best by ARI genre");
    expect(rows[2]!.best).toBe("overall");
    const alone = metricReport("metrics.csv", "method,silhouette\nvae,0.5\npca,nan\n", {
      reasons: [],
      bestBy: [],
      labels: { vae: "VAE latent" },
    });
    expect(alone).toMatchObject({
      title: "Metrics of the Easy task",
      notes: ["2 clusterings.", expect.stringContaining("Best by Silhouette")],
    });
    expect(alone.rows.map(({ cells }) => cells[1]!.text)).toEqual(["0.500", "–"]);
    expect(alone.rows.map(({ cells }) => [cells[0]!.text, cells[0]!.name])).toEqual([
      ["VAE latent", "vae"],
      ["pca", null],
    ]);
  });

  it("says what is wrong with another file", async () => {
    const folder = await folderWith({ "metrics.csv": "epoch,loss\n1,2\n" });
    const broken = (text: string) =>
      messageFor({ uri: Uri.file(join(folder, "metrics.csv")) as never, getText: () => text });
    expect(await broken("epoch,loss\n1,2\n")).toMatchObject({
      type: "broken",
      message: expect.stringContaining("no metrics table") as string,
    });
    expect(await broken("")).toMatchObject({ type: "broken", message: expect.stringContaining("no rows") as string });
    await writeFile(join(folder, "metrics.json"), "{ half");
    expect(await broken("method,silhouette\na,1\n")).toMatchObject({ type: "report" });
  });
});

it("the report, the side bar and the metrics page name the same best row", async () => {
  const bestBy = ["ARI_genre", "davies_bouldin"];
  // Noise only has the higher ARI and no second score: the side bar once took it for the best.
  const rows = [
    row("audio", "dbscan", { n_clusters_found: 0, ARI_genre: 0, davies_bouldin: null }),
    row("lyrics", "ward", { n_clusters_found: 2, ARI_genre: -0.02, davies_bouldin: 1 }),
  ];
  const manifest = {
    ...manifestOf("r"),
    bestBy,
    best: rows.map(({ rep, method, values }) => ({ rep, method, metrics: values as Record<string, number | null> })),
  };
  const report = reportMarkdown(
    buildReport(await smallSource({ manifest: { ...MANIFEST, bestBy, labels: {} }, rows, drawn: [] })),
  );
  expect(report).toContain("**lyrics** (best)");
  const item = runItem({ manifest, annotation: {}, runDir: "" }, "", false);
  expect(item.description).toBe("ARI genre −0.020");
  expect(item.tooltip).toContain("Best: lyrics, ward");
  const csv = "rep,method,n_clusters_found,ARI_genre,davies_bouldin\naudio,dbscan,0,0,\nlyrics,ward,2,-0.02,1\n";
  const page = metricReport("metrics_hard.csv", csv, { reasons: [], bestBy, labels: {} });
  expect(page.rows.map(({ best }) => best)).toEqual(["representation", "overall"]);
});

describe("the view of a report", () => {
  const press = async (...keys: readonly string[]): Promise<{ state: ReportState; methods: unknown[] }> => {
    const table = await report();
    const state = keys.reduce((before, key) => pressed(before, table, key), REPORT.fresh);
    return { state, methods: shownRows(table, state).map(({ cells }) => cells[1]!.value) };
  };

  it("sorts by a column, the better values first, undefined last, and goes back to the file's order", async () => {
    expect((await press("silhouette")).methods).toEqual(["kmeans", "ward", "dbscan_knee"]);
    expect((await press("silhouette", "silhouette")).methods).toEqual(["ward", "kmeans", "dbscan_knee"]);
    expect(await press("silhouette", "silhouette", "silhouette")).toEqual({
      state: REPORT.fresh,
      methods: ["kmeans", "dbscan_knee", "ward"],
    });
    expect((await press("davies_bouldin")).methods).toEqual(["kmeans", "ward", "dbscan_knee"]);
    expect((await press("n_noise", "method")).methods).toEqual(["dbscan_knee", "kmeans", "ward"]);
  });

  it("shows agreement with or without the noise, and the best rows alone", async () => {
    const table = await report();
    const keys = (state: ReportState): string[] => shownColumns(table, state).map((index) => table.columns[index]!.key);
    expect(keys(REPORT.fresh)).not.toContain("ARI_genre_dropNoise");
    expect(keys({ ...REPORT.fresh, withoutNoise: true })).not.toContain("ARI_genre");
    expect(keys({ ...REPORT.fresh, withoutNoise: true })).toEqual(
      expect.arrayContaining(["ARI_genre_dropNoise", "NMI_genre", "silhouette"]),
    );
    expect(shownRows(table, { ...REPORT.fresh, bestOnly: true })).toHaveLength(2);
  });

  it("takes what it saved, and nothing else, for its state", () => {
    const saved: ReportState = { sortBy: "k", descending: true, withoutNoise: true, bestOnly: true, details: true };
    expect(REPORT.restore(saved)).toEqual(saved);
    for (const wrong of [undefined, null, 3, { sortBy: 4, descending: "yes" }])
      expect(REPORT.restore(wrong)).toEqual(REPORT.fresh);
  });
});

it("is made of the table of seeds as well, chosen by the means", () => {
  const csv = [
    "rep,method,seeds,stability,silhouette_mean,silhouette_sd,ARI_genre_mean,ARI_genre_sd,ARI_genre_dropNoise_mean,leaks",
    "audio,kmeans,3,0.5,0.25,0.125,0.5,0.0625,0.5,",
    "audio,ward,3,1,0.5,0,0.25,0,,",
    "multi,ward,3,1,0.5,0,0.75,0,,genre",
  ].join("\n");
  const page = metricReport("metrics_hard_seeds.csv", csv, { reasons: [], bestBy: ["ARI_genre"], labels: {} });
  expect(page.title).toBe("Metrics of the Hard task over several seeds");
  expect(page.notes[1]).toContain("Best by ARI genre;");
  expect(page.rows.map(({ best }) => best)).toEqual(["overall", null, "representation"]);
  expect(page.columns.map(({ key }) => key).slice(2, 5)).toEqual([
    ...["ARI_genre_mean", "ARI_genre_sd", "ARI_genre_dropNoise_mean"],
  ]);
  const column = (key: string) => page.columns.find((each) => each.key === key);
  expect(column("ARI_genre_mean")).toMatchObject({ label: "ARI genre", better: "higher", noise: "counted" });
  expect(column("ARI_genre_sd")).toMatchObject({ label: "ARI genre, deviation", better: null, detail: true });
  const textOf = (row: number, key: string) => page.rows[row]!.cells[page.columns.indexOf(column(key)!)]!.text;
  expect([textOf(0, "ARI_genre_mean"), textOf(0, "ARI_genre_dropNoise_mean")]).toEqual(["0.500 ± 0.063", "0.500"]);
  expect(column("ARI_genre_dropNoise_mean")).toMatchObject({ noise: "left-out" });
  expect(page.rows[0]!.cells[page.columns.indexOf(column("stability")!)]).toMatchObject({ text: "0.500", best: false });
});

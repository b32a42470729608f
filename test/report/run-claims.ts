import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { METRICS_FILES } from "../../src/shared/contract/result-files.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import type { ViewManifest, ViewSongs } from "../../src/shared/contract/view.ts";
import type { MetricTableRow } from "../../src/engine/analysis/metrics/table.ts";
import { buildReport } from "../../src/engine/report/model/build-report.ts";
import { plainText } from "../../src/engine/report/model/sentence.ts";
import type { Sentence } from "../../src/engine/report/model/report.ts";
import { sentencesOf } from "../../src/engine/report/model/build-report.ts";
import { readReportSource } from "../../src/engine/report/read-source.ts";
import { unsupported, type RunFiles } from "./claims.ts";

type Line = Readonly<Record<string, string>>;

/** The claims that the report of a finished run makes and its files do not bear out; files are read here as any reader would. */
export async function falseClaims(folder: string, results?: string): Promise<ReturnType<typeof unsupported>> {
  const manifest = await json<RunManifest>(folder, "run.json");
  const view = await json<ViewManifest>(folder, "view/view.json");
  const sweeps = results === undefined ? {} : { results, ownsBetaSweep: () => true };
  const report = buildReport(await readReportSource({ folder, manifest, view, ...sweeps }));
  return unsupported(report, await runFiles(folder, results));
}

/** Sentences of a run's report that have no number of the run in them, nor point to where it is. */
export async function emptySentences(folder: string, results?: string): Promise<string[]> {
  const manifest = await json<RunManifest>(folder, "run.json");
  const view = await json<ViewManifest>(folder, "view/view.json");
  const { abstract, sections } = buildReport(await readReportSource({ folder, manifest, view, ...(results === undefined ? {} : { results }) })); // prettier-ignore
  const said = sections.filter(({ id }) => id === "data" || id === "results").flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === "paragraph").flatMap(sentencesOf)); // prettier-ignore
  const hasNumber = (sentence: Sentence): boolean => sentence.some((part) => typeof part === "object") || /\d/.test(plainText(sentence)); // prettier-ignore
  return [...abstract, ...said].filter((sentence) => !hasNumber(sentence)).map(plainText);
}

async function runFiles(folder: string, results = folder): Promise<RunFiles> {
  const run = await json<RunManifest>(folder, "run.json");
  const view = await json<ViewManifest>(folder, "view/view.json");
  const { language, genre } = await json<ViewSongs>(folder, "view/songs.json");
  const metrics = METRICS_FILES[run.task];
  const seeds = run.settings.seeds > 1 ? await table(folder, `${metrics}_seeds.csv`) : [];
  return {
    run,
    view,
    rows: (await table(folder, `${metrics}.csv`)).map(rowOf),
    seeds: seeds.map(rowOf),
    songs: language.map((each, song) => ({ language: each, genre: genre[song]! })),
    betaSweep: await table(results, "beta_sweep/beta_sweep.csv"),
    kSweep: await table(results, "k_sweep/k_sweep.csv"),
  };
}

async function json<Value>(folder: string, name: string): Promise<Value> {
  return JSON.parse(await readFile(join(folder, name), "utf8")) as Value;
}

/** The lines of a table; none where it is not there. */
async function table(folder: string, name: string): Promise<Line[]> {
  const text = await readFile(join(folder, name), "utf8").catch(() => "");
  return parse<Record<string, string>>(text, { columns: true });
}

/** Easy's table names each row by its method alone. */
function rowOf({ rep, method = "", ...cells }: Line): MetricTableRow {
  const values = Object.fromEntries(Object.entries(cells).map(([key, text]) => [key, cellOf(text)]));
  return { rep: rep ?? method.split("+")[0]!, method, values, reasons: {} };
}

function cellOf(text: string): string | number | null {
  if (text === "") return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { winningRow } from "../../shared/best-row.ts";
import { BETA_SWEEP, K_SWEEP, VIEW } from "../../shared/contract/result-files.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import type { ViewClustering, ViewManifest, ViewRepresentation, ViewRow } from "../../shared/contract/view.ts";
import { labelIn } from "../../shared/labels.ts";
import { describeMethods } from "../analysis/clustering/methods.ts";
import { taggedClusters } from "../analysis/describe/cluster-tags.ts";
import { meanRows } from "../analysis/seeds/mean-rows.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";
import { HARD_FILES } from "../results/files/hard.ts";
import { TASK_SCHEMAS } from "../results/files/index.ts";
import { readKSweep } from "../results/files/k-sweep.ts";
import { MODEL_FILES, readHistory } from "../results/files/models.ts";
import { readTags } from "../results/files/tags.ts";
import { readNumbers, readSongColumns, viewNames } from "../results/view/songs/song-columns.ts";
import { VIEW_FILES } from "../results/view/files.ts";
import { readBibliography } from "./model/references.ts";
import type { DrawnClustering, DrawnRepresentation, ReportSource } from "./model/source.ts";

/** A finished run and where it lies. */
export interface ReportedRun {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly view: ViewManifest;
  /** The results folder whose sweeps may be of this run; left out: none are looked for. */
  readonly results?: string;
  /** Whether a β sweep of that folder is of this run's data. */
  readonly ownsBetaSweep?: (betas: readonly number[]) => boolean;
}

/** What the report of a run is made of. @throws {LatentuneError} if a file of the run is missing or broken */
export async function readReportSource(run: ReportedRun): Promise<ReportSource> {
  const { folder, manifest, view } = run;
  const schema = TASK_SCHEMAS[manifest.task];
  const rows = await schema.metrics.read(folder);
  const seeds = manifest.settings.seeds > 1 ? await schema.seeds.scores.read(folder) : [];
  const names = await viewNames(folder, view);
  return {
    manifest,
    rows,
    seeds,
    view,
    ...(await readLabels(folder, view)),
    nameOf: (song) => names.at(song) ?? "",
    drawn: await readDrawn(folder, manifest, view),
    histories: await readHistories(folder, manifest),
    spectrograms: await readSpectrograms(folder, manifest, names.at(0) ?? ""),
    ...(await readSweeps(run)),
    tags: await readReportTags(folder, manifest, view, meanRows(rows, seeds)),
    bibliography: await readBibliography(),
  };
}

async function readLabels(folder: string, view: ViewManifest): Promise<Pick<ReportSource, "languages" | "genres">> {
  const columns = await readSongColumns(folder, view);
  if (columns === undefined) {
    const { language: languages, genre: genres } = await VIEW_FILES.songs.read(join(folder, VIEW.folder));
    return { languages, genres };
  }
  const { language, genre } = columns;
  return {
    languages: Array.from(language.codes, (code) => language.names[code]!),
    genres: Array.from(genre.codes, (code) => genre.names[code]!),
  };
}

async function readDrawn(folder: string, manifest: RunManifest, view: ViewManifest): Promise<DrawnRepresentation[]> {
  const { settings, task } = manifest;
  const pictured = new Set(describeMethods(settings).filter(({ drawn }) => drawn).map(({ method }) => method)); // prettier-ignore
  const found: DrawnRepresentation[] = [];
  for (const representation of view.representations) {
    const { projections, clusterings } = representation;
    const map = projections.find(({ method }) => method === (task === "easy" ? "umap" : "tsne")) ?? projections[0];
    // Maps that were made when the panel asked for them lie in the view, and no picture shows them.
    if (map === undefined || !manifest.files.includes(map.file)) continue;
    const coordinates = Float32Array.from(await readNumbers(folder, map.file, 2 * view.songCount));
    const drawn: DrawnClustering[] = [];
    for (const clustering of clusterings) {
      const isPictured = task === "easy" || pictured.has(clustering.method);
      if (!isPictured && !clustering.best) continue;
      const songClusters = await readClusters(folder, view, clustering.labels);
      drawn.push({ ...clustering, songClusters, pictured: isPictured });
    }
    found.push({ ...representation, map, coordinates, clusterings: drawn });
  }
  return found;
}

async function readClusters(folder: string, { songCount }: ViewManifest, labels: ViewRow): Promise<Int32Array> {
  return Int32Array.from(await readNumbers(folder, labels, songCount));
}

async function readHistories(folder: string, { task, models }: RunManifest): Promise<ReportSource["histories"]> {
  const found: ReportSource["histories"][number][] = [];
  for (const { name, label, final } of models) {
    const kept = TASK_SCHEMAS[task].models[name];
    if (kept === undefined) continue;
    const records = await readHistory(join(folder, kept.folder), kept.files, final.validation !== undefined);
    found.push({ name, label, epochs: records.map((record) => ({ ...record, secondsLeft: 0 })) });
  }
  return found;
}

async function readSpectrograms(
  folder: string,
  { task, models, files }: RunManifest,
  song: string,
): Promise<ReportSource["spectrograms"]> {
  const kept = models.flatMap(({ name, label }) => {
    const model = TASK_SCHEMAS[task].models[name];
    return model?.files === MODEL_FILES ? [{ label, at: model.folder }] : [];
  });
  const [first] = kept;
  if (first === undefined || !files.includes(`${first.at}/${MODEL_FILES.original.path}`)) return null;
  const { data: original } = await MODEL_FILES.original.read(join(folder, first.at), {});
  const reconstructions = [];
  for (const { label, at } of kept)
    reconstructions.push({ label, mel: (await MODEL_FILES.sample.read(join(folder, at), {})).data });
  return { song: models.some(({ sample }) => sample !== undefined) ? null : song, original, reconstructions };
}

async function readSweeps({
  manifest,
  results,
  ownsBetaSweep = () => false,
}: ReportedRun): Promise<Pick<ReportSource, "kSweeps" | "betaSweep">> {
  if (results === undefined) return { kSweeps: [], betaSweep: [] };
  const swept = await readKSweep(join(results, K_SWEEP.folder), (name) => labelIn(manifest.labels, name));
  const kSweeps = swept?.record.runId === manifest.runId ? swept.sweeps : [];
  const points: ReportSource["betaSweep"][number][] = [];
  if (manifest.task === "hard" && (await isThere(results, BETA_SWEEP.folder))) {
    for await (const {
      beta,
      reconstruction,
      NMI_genre: nmiGenre,
      NMI_language: nmiLanguage,
      ...rest
    } of HARD_FILES.betaSweep.read(results)) {
      points.push({ ...rest, beta: beta ?? 0, reconstruction: reconstruction ?? NaN, nmiGenre, nmiLanguage });
    }
  }
  return { kSweeps, betaSweep: ownsBetaSweep(points.map(({ beta }) => beta)) ? points : [] };
}

async function isThere(folder: string, name: string): Promise<boolean> {
  return (await readdir(folder).catch((): string[] => [])).includes(name);
}

async function readReportTags(
  folder: string,
  { bestBy }: RunManifest,
  view: ViewManifest,
  rows: readonly MetricTableRow[],
): Promise<ReportSource["tags"]> {
  const best = winningRow(rows, bestBy);
  if (best === undefined || view.tags === undefined) return undefined;
  const found = clusteringOf(view.representations, best);
  const filenames = await viewNames(folder, view);
  const tags = await readTags(folder, Array.from({ length: view.songCount }, (_, song) => ({ filename: filenames.at(song) ?? "" }))); // prettier-ignore
  if (found === undefined || tags === null) return undefined;
  return taggedClusters(tags, await readClusters(folder, view, found.labels));
}

/** The clustering of a row of the metrics table, as the view has it. */
function clusteringOf(
  representations: readonly ViewRepresentation[],
  { rep, method }: Pick<MetricTableRow, "rep" | "method">,
): ViewClustering | undefined {
  const representation = representations.find(({ name }) => name === rep);
  return representation?.clusterings.find((each) => each.method === method);
}

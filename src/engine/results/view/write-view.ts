import { bestRow } from "../../../shared/best-row.ts";
import { join } from "node:path";
import type { NamedApproximation } from "../../../shared/contract/scale/approximation.ts";
import type { ModelRecord } from "../../../shared/contract/run.ts";
import type { RunSettings, Task } from "../../../shared/contract/settings.ts";
import { RUN_DIAGNOSTICS, type Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { PROJECTIONS } from "../../../shared/contract/projections.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../../shared/format.ts";
import {
  VIEW_SCHEMA_VERSION,
  type ViewClustering,
  type ViewManifest,
  type ViewMel,
  type ViewRepresentation,
  type ViewTags,
} from "../../../shared/contract/view.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { LOG_MEL, logMelFrames } from "../../audio/features/log-mel.ts";
import { melCentres } from "../../audio/spectrum/mel.ts";
import type { Control } from "../../analysis/pause.ts";
import { judgedSilhouette } from "../../analysis/metrics/judged-silhouette.ts";
import { partitionOf } from "../../analysis/partition.ts";
import { createRng } from "../../core/rng.ts";
import type { Matrix } from "../../core/matrix.ts";
import { meanRow } from "../../analysis/seeds/mean-rows.ts";
import { TASK_SCHEMAS } from "../files/index.ts";
import { tagsByTag } from "./by-tag.ts";
import { describeClusters, metricsOf } from "./describe.ts";
import { VIEW_FILES, writeViewArray } from "./files.ts";
import { viewModels } from "./models.ts";
import { writeSeedsView } from "./seeds.ts";
import { rowWriter, type RowPlace } from "./write-rows.ts";
import { writeSongs } from "./songs/write-songs.ts";
import { songDistances } from "../../analysis/describe/song-distances.ts";
import type { ViewSource, ViewSourceRepresentation } from "./source.ts";
import { vocabularyOf, type Vocabulary } from "../../analysis/describe/vocabulary.ts";

/** What a view says of its run beside the source. */
export interface ViewedRun {
  readonly runId: string;
  readonly task: Task;
  readonly bestBy: readonly string[];
  readonly settings: Pick<RunSettings, "seconds" | "offset">;
  readonly models: readonly ModelRecord[];
  readonly warnings: readonly Diagnostic[];
  readonly kChosen?: string;
  readonly approximations?: readonly NamedApproximation[];
}

/** Nearest songs that the panel steps through. */
const NEIGHBOURS = 10;

/**
 * Writes a run's view: see contract/view.ts. The manifest comes last, and points to what the run's folder has already.
 *
 * Time is O(songs² · dimensions) for each representation.
 *
 * @param runFolder where the run's files lie, for those that the view points to.
 * @param viewFolder where to write; becomes `view/` of the run's folder.
 * @param tableSongs above so many songs what one looks at alone is a file of its own.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function writeView(
  { runFolder, viewFolder }: { readonly runFolder: string; readonly viewFolder: string },
  run: ViewedRun,
  source: ViewSource,
  control: Control = {},
  tableSongs: number = SIZES.tableSongs,
): Promise<ViewManifest> {
  const { runId, task, bestBy } = run;
  const vocabulary = await vocabularyOf(source.songs, { signal: control.signal });
  const representations: ViewRepresentation[] = [];
  const approximations = [...(run.approximations ?? [])];
  if (vocabulary.sample !== null) {
    const text = `The telling words of clusters are those of ${formatNumber(vocabulary.sample.length)} songs.`;
    approximations.push({ of: "", kind: "tags", text, measure: null });
  }
  const surroundings = { run, source, vocabulary, approximations };
  for (const [rep, representation] of source.representations.entries()) {
    const part = partOf(control, rep, source.representations.length);
    const place = { viewFolder, rep, tableSongs };
    representations.push(await writeRepresentation(place, surroundings, representation, part));
    part.onProgress?.(1);
  }
  const tags = await writeSongTags(viewFolder, source, tableSongs);
  const manifest: ViewManifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    runId,
    task,
    songCount: source.songs.length,
    songs: await writeSongs(viewFolder, source.songs, { signal: control.signal }, tableSongs),
    representations,
    models: await viewModels(runFolder, task, run.models),
    bestBy,
    start: startOf(source, representations, bestBy),
    metricColumns: source.metricColumns,
    warnings: run.warnings
      .filter(({ code, severity }) => code in RUN_DIAGNOSTICS && severity !== "info")
      .map(({ message, remedy }) => ({ message, ...(remedy === undefined ? {} : { remedy }) })),
    ...(run.kChosen !== undefined && { kChosen: run.kChosen }),
    ...(approximations.length > 0 && { approximations }),
    ...(tags && { tags }),
    mel: TASK_SCHEMAS[task].hasSpectrograms ? melAxes(run.settings) : null,
  };
  await writeManifest(viewFolder, manifest);
  return manifest;
}

export async function writeManifest(viewFolder: string, manifest: ViewManifest): Promise<void> {
  await writeFileAtomic(join(viewFolder, VIEW_FILES.manifest.path), `${JSON.stringify(manifest)}\n`);
}

async function writeSongTags(
  viewFolder: string,
  { tags }: ViewSource,
  tableSongs: number,
): Promise<ViewTags | undefined> {
  if (tags === null) return undefined;
  const { rows, cols, data } = tags.matrix;
  const scores = { shape: [rows, cols], data: Float32Array.from(data) };
  const written = { names: tags.names, scores: await writeViewArray(viewFolder, VIEW_FILES.tags, scores) };
  if (rows <= tableSongs) return written;
  const turned = tagsByTag(tags.matrix);
  const file = await writeViewArray(viewFolder, VIEW_FILES.tagsByTag, { shape: [cols, rows], data: turned.scores });
  return { ...written, byTag: { scores: file, totals: turned.totals } };
}

export interface Surroundings {
  readonly run: ViewedRun;
  readonly source: ViewSource;
  readonly vocabulary: Vocabulary;
  /** Collects those of the view itself. */
  readonly approximations: NamedApproximation[];
}

/** Writes one representation with all its clusterings: `{rep}/` of the view. */
export async function writeRepresentation(
  place: RowPlace,
  surroundings: Surroundings,
  { name, label, kind, holdsLabel, matrix, clusterings, projections }: ViewSourceRepresentation,
  control: Control,
): Promise<ViewRepresentation> {
  const count = Math.min(NEIGHBOURS, matrix.rows - 1);
  const labelings = clusterings.map(({ labels }) => labels);
  const { neighbours: near, partitions } = await songDistances(matrix, labelings, count, control);
  if (near.recall !== null) {
    surroundings.approximations.push({
      of: label,
      kind: "neighbours",
      text: "The nearest songs of each song by an approximate search.",
      measure: { name: `recall@${count}`, value: near.recall.value },
    });
  }
  const { viewFolder, rep } = place;
  const shape = [matrix.rows, count];
  const neighbours = {
    count,
    indices: await writeViewArray(viewFolder, VIEW_FILES.neighbours, { shape, data: near.indices }, { rep }),
    distances: await writeViewArray(viewFolder, VIEW_FILES.distances, { shape, data: near.distances }, { rep }),
  };

  const best = bestRow(
    clusterings.map(({ row, seeds }) => meanRow(row, seeds?.row)),
    surroundings.run.bestBy,
  )?.method;
  const { source, vocabulary } = surroundings;
  const described = { songs: source.songs, tags: source.tags, vocabulary };
  const rows = {
    labels: rowWriter(place, VIEW_FILES.labels),
    silhouette: rowWriter(place, VIEW_FILES.silhouette),
    nextCluster: rowWriter(place, VIEW_FILES.nextCluster),
    coAssignment: rowWriter(place, VIEW_FILES.coAssignment),
  };
  const written: ViewClustering[] = [];
  for (const [index, clustering] of clusterings.entries()) {
    const { nextCluster, medoids } = partitions[index]!;
    const judged = meanRow(clustering.row, clustering.seeds?.row);
    const { labels } = clustering;
    const { silhouettes = await silhouettesFor(name, matrix, labels, control) } = clustering;
    written.push({
      method: clustering.method,
      label: clustering.label,
      labels: await rows.labels.add(labels),
      silhouette: await rows.silhouette.add(silhouettes ?? new Float32Array(labels.length).fill(NaN)),
      nextCluster: await rows.nextCluster.add(nextCluster),
      clusters: describeClusters(described, labels, medoids),
      metrics: metricsOf(judged, source.metricColumns),
      reasons: judged.reasons,
      ...(await writeSeedsView(rows.coAssignment, clustering, source.metricColumns)),
      best: clustering.method === best,
    });
  }
  for (const writer of Object.values(rows)) await writer.end();
  const about = { name, label, kind, dimensions: matrix.cols, ...(holdsLabel === null ? {} : { holdsLabel }) };
  return { ...about, projections, clusterings: written, neighbours };
}

/** Of partitions that came without them. */
async function silhouettesFor(
  name: string,
  matrix: Matrix,
  labels: Int32Array,
  control: Control,
): Promise<Float64Array | null> {
  const rng = createRng(0, "view silhouette", name);
  return (await judgedSilhouette(matrix, partitionOf(matrix, labels), rng, { control })).perRow;
}

/** The panel does not open with a clustering that has a larger share of noise than this, however good its scores are. */
const MOST_NOISE = 0.25;

const PREFERRED = PROJECTIONS[0].name;

/** The best row of those whose preferred map is there, else of those with any map, else of all; with little noise if there is one. */
function startOf(
  { representations: sources, songs }: ViewSource,
  views: readonly ViewRepresentation[],
  bestBy: readonly string[],
): ViewManifest["start"] {
  const withPreferred = views.filter(({ projections }) => projections.some(({ method }) => method === PREFERRED));
  const withMap = views.filter(({ projections }) => projections.length > 0);
  const shown = new Set([withPreferred, withMap, views].find(({ length }) => length > 0)?.map(({ name }) => name));
  const rows = sources
    .filter(({ name }) => shown.has(name))
    .flatMap(({ name, clusterings }) =>
      clusterings.map(({ method, row, labels, seeds }) => ({
        ...meanRow(row, seeds?.row),
        rep: name,
        method,
        noise: labels.filter((label) => label < 0).length,
      })),
    );
  const calm = rows.filter(({ noise }) => noise <= MOST_NOISE * songs.length);
  const best = bestRow(calm.length > 0 ? calm : rows, bestBy);
  const { projections = [] } = views.find(({ name }) => name === best?.rep) ?? {};
  const projection = projections.find(({ method }) => method === PREFERRED) ?? projections[0];
  return { representation: best?.rep ?? "", projection: projection?.method ?? PREFERRED, method: best?.method ?? "" };
}

function melAxes({ seconds, offset }: ViewedRun["settings"]): ViewMel {
  const { bands, sampleRate } = LOG_MEL;
  const skipped = offset > 0 ? { offset } : {};
  return { bands, frames: logMelFrames(seconds), seconds, ...skipped, hertz: melCentres({ sampleRate, bands }) };
}

/** Signal and progress for part `index` of `count` equal parts of the work. */
function partOf({ signal, onProgress }: Control, index: number, count: number): Control {
  return { signal, onProgress: (fraction) => onProgress?.((index + fraction) / count) };
}

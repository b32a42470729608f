import { join } from "node:path";
import type { ModelRecord } from "../../../shared/contract/run.ts";
import type { RunSettings, Task } from "../../../shared/contract/settings.ts";
import { PROJECTIONS } from "../../../shared/contract/projections.ts";
import {
  VIEW_SCHEMA_VERSION,
  type ViewClustering,
  type ViewManifest,
  type ViewMel,
  type ViewProjection,
  type ViewRepresentation,
  type ViewSongs,
} from "../../../shared/contract/view.ts";
import { writeFileAtomic, writeJson } from "../../core/files.ts";
import { writeNpy } from "../../core/npy.ts";
import { LOG_MEL, logMelFrames, melCentres } from "../../audio/index.ts";
import type { Control, Projection } from "../../analysis/projections/index.ts";
import { bestRow } from "../../analysis/metrics/table.ts";
import { VIEW_FOLDER } from "../../store/manifest.ts";
import { clusterTerms } from "../../analysis/describe/cluster-terms.ts";
import { enrichedClasses } from "../../analysis/describe/enrichment.ts";
import { firstLyric } from "../../analysis/describe/first-lyric.ts";
import { viewModels } from "./models.ts";
import { songDistances } from "../../analysis/describe/song-distances.ts";
import type { ViewSource, ViewSourceClustering, ViewSourceRepresentation } from "./source.ts";
import { vocabularyOf, type Vocabulary } from "../../analysis/describe/vocabulary.ts";

/** What a view says of its run beside the source. */
export interface ViewedRun {
  readonly runId: string;
  readonly task: Task;
  readonly bestBy: readonly string[];
  readonly settings: Pick<RunSettings, "seconds">;
  readonly models: readonly ModelRecord[];
}

export const VIEW_FILE = "view.json";

/** Nearest songs that the panel steps through. */
const NEIGHBOURS = 10;

/**
 * Writes a run's view: see contract/view.ts. The arrays of representation r lie in `view/r/`, those of its clustering c
 * begin with `c-`: names that need no encoding in a URI. `view.json` comes last.
 *
 * Time is O(songs² · dimensions) for each representation.
 *
 * @param runFolder where the run's files lie, for those that the view points to.
 * @param viewFolder where to write; becomes `view/` of the run's folder.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function writeView(
  { runFolder, viewFolder }: { readonly runFolder: string; readonly viewFolder: string },
  run: ViewedRun,
  source: ViewSource,
  control: Control = {},
): Promise<ViewManifest> {
  const { runId, task, bestBy } = run;
  const write = fileWriter(viewFolder);
  const vocabulary = await vocabularyOf(source.songs, { signal: control.signal });
  const representations: ViewRepresentation[] = [];
  for (const [index, representation] of source.representations.entries()) {
    const part = partOf(control, index, source.representations.length);
    representations.push(
      await writeRepresentation(write, String(index), { run, source, vocabulary }, representation, part),
    );
  }
  await writeJson(join(viewFolder, "songs.json"), songColumns(source));
  const manifest: ViewManifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    runId,
    task,
    songCount: source.songs.length,
    songs: `${VIEW_FOLDER}/songs.json`,
    representations,
    models: await viewModels(runFolder, task, run.models),
    bestBy,
    start: startOf(source, representations, bestBy),
    metricColumns: source.metricColumns,
    mel: task === "easy" ? null : melAxes(run.settings.seconds),
  };
  await writeManifest(viewFolder, manifest);
  return manifest;
}

export async function writeManifest(viewFolder: string, manifest: ViewManifest): Promise<void> {
  await writeFileAtomic(join(viewFolder, VIEW_FILE), `${JSON.stringify(manifest)}\n`);
}

/** Writes a map's coordinates into the view. @param name as for {@link WriteArray}. */
export async function writeProjection(
  write: WriteArray,
  name: string,
  projection: Projection,
): Promise<ViewProjection> {
  const { method, coordinates, trustworthiness, parameters } = projection;
  const file = await write(name, coordinates, [coordinates.length / 2, 2]);
  return { method, file, trustworthiness: trustworthiness.value, neighbours: trustworthiness.neighbours, parameters };
}

/** Writes an array of the view, by its name below the view's folder without the ending; answers its path from the run's folder. */
export type WriteArray = (name: string, data: Float32Array | Int32Array, shape?: readonly number[]) => Promise<string>;

export function fileWriter(viewFolder: string): WriteArray {
  return async (name, data, shape = [data.length]) => {
    await writeNpy(join(viewFolder, `${name}.npy`), { shape, data });
    return `${VIEW_FOLDER}/${name}.npy`;
  };
}

interface Surroundings {
  readonly run: ViewedRun;
  readonly source: ViewSource;
  readonly vocabulary: Vocabulary;
}

async function writeRepresentation(
  write: WriteArray,
  folder: string,
  surroundings: Surroundings,
  { name, label, kind, matrix, clusterings, projections }: ViewSourceRepresentation,
  control: Control,
): Promise<ViewRepresentation> {
  const maps: ViewProjection[] = [];
  for (const projection of projections)
    maps.push(await writeProjection(write, `${folder}/${projection.method}`, projection));

  const count = Math.min(NEIGHBOURS, matrix.rows - 1);
  const labelings = clusterings.map(({ labels }) => labels);
  const { neighbours: near, partitions } = await songDistances(matrix, labelings, count, control);
  const neighbours = {
    count,
    indices: await write(`${folder}/neighbours`, near.indices, [matrix.rows, count]),
    distances: await write(`${folder}/distances`, near.distances, [matrix.rows, count]),
  };

  const best = bestRow(
    clusterings.map(({ row }) => row),
    surroundings.run.bestBy,
  )?.method;
  const written: ViewClustering[] = [];
  for (const [index, clustering] of clusterings.entries()) {
    const { nextCluster, medoids } = partitions[index]!;
    const files = `${folder}/${index}`;
    written.push({
      method: clustering.method,
      label: clustering.label,
      labels: await write(`${files}-labels`, clustering.labels),
      silhouette: await write(
        `${files}-silhouette`,
        Float32Array.from(clustering.silhouettes, (value) => value ?? NaN),
      ),
      nextCluster: await write(`${files}-next`, nextCluster),
      clusters: describeClusters(surroundings, clustering, medoids),
      metrics: metricsOf(clustering, surroundings.source.metricColumns),
      reasons: clustering.row.reasons,
      best: clustering.method === best,
    });
  }
  return { name, label, kind, dimensions: matrix.cols, projections: maps, clusterings: written, neighbours };
}

function describeClusters(
  { source: { songs }, vocabulary }: Surroundings,
  { labels }: ViewSourceClustering,
  medoids: Int32Array,
): ViewClustering["clusters"] {
  const count = medoids.length;
  const terms = clusterTerms(vocabulary, labels, count);
  const classes = { genre: songs.map(({ genre }) => genre), language: songs.map(({ language }) => language) };
  const enriched = enrichedClasses(classes, labels, count);
  const sizes = new Int32Array(count);
  for (const label of labels) if (label >= 0) sizes[label]!++;
  return Array.from({ length: count }, (_, id) => ({
    id,
    size: sizes[id]!,
    medoid: medoids[id]!,
    terms: terms[id]!,
    enriched: enriched[id]!,
  }));
}

function metricsOf({ row }: ViewSourceClustering, columns: readonly string[]): ViewClustering["metrics"] {
  return Object.fromEntries(
    columns.map((column) => {
      const value = row.values[column];
      return [column, typeof value === "number" ? value : null];
    }),
  );
}

function songColumns({ songs }: ViewSource): ViewSongs {
  return {
    filename: songs.map(({ filename }) => filename),
    language: songs.map(({ language }) => language),
    genre: songs.map(({ genre }) => genre),
    audio: songs.map(({ audio }) => audio),
    row: songs.map(({ row }) => row),
    firstLyric: songs.map(({ lyrics }) => firstLyric(lyrics)),
  };
}

/** Partitions that leave out more of the songs than this are no picture to begin with, however well the rest agrees. */
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
  // The row's own name of its representation may be missing (Easy): that of the source counts.
  const rows = sources
    .filter(({ name }) => shown.has(name))
    .flatMap(({ name, clusterings }) =>
      clusterings.map(({ method, row, labels }) => ({
        ...row,
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

function melAxes(seconds: number): ViewMel {
  const { bands, sampleRate } = LOG_MEL;
  return { bands, frames: logMelFrames(seconds), seconds, hertz: melCentres({ sampleRate, bands }) };
}

/** The control of one of several equal parts of the work. */
function partOf({ signal, onProgress }: Control, index: number, count: number): Control {
  return { signal, onProgress: (fraction) => onProgress?.((index + fraction) / count) };
}

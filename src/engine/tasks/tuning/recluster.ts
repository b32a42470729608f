import type { NamedApproximation } from "../../../shared/contract/scale/approximation.ts";
import type {
  Reclustered,
  TunedClustering,
  TunedScores,
  TuneStart,
  TuneAsked,
} from "../../../shared/contract/panel/tuning.ts";
import type { Clustering } from "../../analysis/clustering/method.ts";
import { kneeEps } from "../../analysis/clustering/knee.ts";
import { clusterCount } from "../../analysis/clustering/labels.ts";
import { centroidDistances } from "../../analysis/describe/centroid-distances.ts";
import { songDistances } from "../../analysis/describe/song-distances.ts";
import { measureClustering, type MeasuredClustering } from "../../analysis/metrics/measure.ts";
import type { Control } from "../../analysis/pause.ts";
import { easyMethod } from "../../analysis/representations/tables.ts";
import { silhouetteCurve } from "../../analysis/tuning/k-curve.ts";
import { tunedMethod, type TunedMethod } from "../../analysis/tuning/tuned-method.ts";
import { describeClusters, metricsOf } from "../../results/view/describe.ts";
import type { TunedRun, WorkedRepresentation } from "./tuned-run.ts";

/** A clustering of a run with other parameters. */
export interface Tuned {
  /** The run's own row that it is from, with all that is changed of it. */
  readonly origin: TunedClustering;
  readonly representation: WorkedRepresentation;
  readonly clustering: Clustering;
}

/** Up to so many songs the next clusters and medoids are exact; above, the clusters' centroids stand for their songs. */
const EXACT_SONGS = 2_000;

/**
 * Clusters as the run did, with its seed, what it keeps: with nothing changed, the labels are the run's own.
 * @throws {LatentuneError} for a row that the run has not, and parameters out of range. @throws {CancelledError}
 */
export async function tune(run: TunedRun, asked: TunedClustering, control: Control): Promise<Tuned> {
  const origin = run.originOf(asked);
  const representation = await run.representation(origin.representation, origin.tuning.weights);
  const { run: cluster, k, parameters: _, ...described } = methodOf(run, origin);
  const { matrix, stream, keptWith } = representation;
  const { seed, k: own } = run.place.manifest.settings;
  const found = await cluster({ matrix, k: k ?? own, seed, stream, control, keptWith });
  return { origin, representation, clustering: { ...described, ...found } };
}

/** The Easy task's only method has the name of its row in every run. */
function methodOf({ place: { manifest } }: TunedRun, { representation, method, tuning }: TunedClustering): TunedMethod {
  const { task, settings } = manifest;
  if (task !== "easy") return tunedMethod(method, settings, tuning);
  return { ...tunedMethod("kmeans", settings, tuning), method: easyMethod(representation) };
}

/** What the panel draws of a tuned clustering. @throws {CancelledError} */
export async function describeTuned(
  { described }: TunedRun,
  { representation, clustering }: Tuned,
  control: Control,
): Promise<Reclustered> {
  const { name, label, kind, holdsLabel, matrix } = representation;
  const { labels, method, approximations = [] } = clustering;
  const { nextCluster, medoids } =
    matrix.rows <= EXACT_SONGS
      ? (await songDistances(matrix, [labels], 1, control)).partitions[0]!
      : await centroidDistances(matrix, labels, clusterCount(labels), control);
  return {
    representation: { name, label, kind, dimensions: matrix.cols, ...(holdsLabel === null ? {} : { holdsLabel }) },
    clustering: { method, label: clustering.label, clusters: describeClusters(described, labels, medoids) },
    labels: base64Of(labels),
    nextCluster: base64Of(nextCluster),
    approximations: named(label, approximations),
  };
}

/** The row of the metrics table. @throws {CancelledError} */
export async function measureTuned(
  run: TunedRun,
  { representation, clustering }: Tuned,
  control: Control,
): Promise<MeasuredClustering> {
  const { task, settings } = run.place.manifest;
  const { classes, permuted } = await run.known(settings.ownLabels);
  return measureClustering(task, representation, clustering, classes, permuted, { seed: settings.seed, control });
}

/** The scores as the panel shows them. */
export function scoresOf(
  { columns }: TunedRun,
  { representation, clustering }: Tuned,
  measured: MeasuredClustering,
): TunedScores {
  const { row, silhouettePerRow, approximations = [] } = measured;
  const perSong = silhouettePerRow ?? new Float64Array(clustering.labels.length).fill(NaN);
  return {
    metrics: metricsOf(row, columns),
    reasons: row.reasons,
    silhouette: base64Of(Float32Array.from(perSong)),
    approximations: named(representation.label, approximations),
  };
}

/** How far the smallest cluster is likely to be moved at first. */
const NEAR_SIZES = [1, -1, 2, -2];

/**
 * Makes what clusterings with other parameters are cut from, so that a slider that is moved finds it: trees and neighbours are kept with
 * the representation. Goes on where it was cancelled. @throws {CancelledError}
 */
export async function prepareTuning(run: TunedRun, asked: TunedClustering, control: Control): Promise<void> {
  await tune(run, asked, control);
  const { minClusterSize = null } = methodOf(run, run.originOf(asked)).parameters;
  if (minClusterSize === null) return;
  for (const size of NEAR_SIZES.map((step) => minClusterSize + step).filter((near) => near >= 2))
    await tune(run, { ...asked, tuning: { ...asked.tuning, minClusterSize: size } }, control);
}

/** What can be changed of a clustering, with the curves that help to choose. */
export async function startTuning(run: TunedRun, { curve, ...asked }: TuneAsked, control: Control): Promise<TuneStart> {
  const origin = run.originOf(asked);
  const parts = run.partsOf(origin.representation);
  const unchanged = run.originOf({ ...asked, tuning: {} });
  const { parameters } = methodOf(run, unchanged);
  const now = methodOf(run, origin);
  const { seed } = run.place.manifest.settings;
  const { matrix, stream, keptWith } = await run.representation(origin.representation, origin.tuning.weights);
  const hasGenres = run.described.songs.some(({ genre }) => genre !== "");
  const modalities = (["audio", "lyrics", "genre"] as const).filter((modality) =>
    modality === "genre" ? hasGenres : (parts?.holders[modality] ?? null) !== null,
  );
  const { minSamples } = now.parameters;
  const by = origin.method === "agglomerative_ward" ? "ward" : "kmeans";
  const kDistance =
    minSamples === null || minSamples === undefined ? null : await distances(matrix, minSamples, keptWith, control);
  return {
    own: {
      k: parameters.k ?? null,
      eps: parameters.eps ?? kDistance?.eps ?? null,
      minSamples: parameters.minSamples ?? null,
      minClusterSize: parameters.minClusterSize ?? null,
      weights: unchanged.tuning.weights ?? parts?.weights ?? null,
    },
    modalities: parts === undefined || modalities.length < 2 ? [] : modalities,
    silhouettes: now.k === null ? [] : curve ? await silhouetteCurve(matrix, { by, seed, stream }, control) : null,
    kDistance,
  };
}

/** So many points show a curve as well as all of them. */
const SHOWN_DISTANCES = 200;

async function distances(
  matrix: WorkedRepresentation["matrix"],
  minSamples: number,
  keptWith: object,
  control: Control,
): Promise<TuneStart["kDistance"]> {
  const knee = await kneeEps(matrix, minSamples, control, undefined, keptWith);
  if (knee.eps === null) return { minSamples, distances: [], eps: null, reason: knee.reason };
  const { kDistances } = knee;
  const count = Math.min(SHOWN_DISTANCES, kDistances.length);
  const at = (point: number): number => Math.round((point * (kDistances.length - 1)) / Math.max(1, count - 1));
  return { minSamples, distances: Array.from({ length: count }, (_, point) => kDistances[at(point)]!), eps: knee.eps };
}

function named(of: string, approximations: NonNullable<Clustering["approximations"]>): NamedApproximation[] {
  return approximations.map((approximation) => ({ of, ...approximation }));
}

function base64Of({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/**
 * Latentune as a library: what `import { … } from "latentune"` gives. docs/library.md shows each function at work.
 *
 * Functions that are given a folder work as the command line does: the folder holds `data/lyrics/lyrics.csv` and the songs,
 * what is computed is kept in `<folder>/.latentune`, and one command at a time has the folder. Errors that a person can do
 * something about are {@link LatentuneError}s.
 */
import { resolve } from "node:path";
import type { SongRow, Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { AgreementMetric, ShapeMetric } from "../../shared/contract/metrics.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { TASKS, type RunSettings, type Task } from "../../shared/contract/settings.ts";
import { describeMethods, methodNamed } from "../analysis/clustering/methods.ts";
import { NOISE } from "../analysis/clustering/labels.ts";
import { chooseK } from "../analysis/clustering/sweep/choose-k.ts";
import { agreement, undefinedAgreement } from "../analysis/metrics/agreement.ts";
import type { Measured } from "../analysis/metrics/measured.ts";
import { judgedSilhouette } from "../analysis/metrics/judged-silhouette.ts";
import { SHAPE } from "../analysis/metrics/shape.ts";
import { partitionOf } from "../analysis/partition.ts";
import { standardise as standardised } from "../analysis/representations/standardise.ts";
import { CancelledError, LatentuneError, UsageError, unknownName } from "../core/errors.ts";
import { matrix, type Matrix } from "../core/matrix.ts";
import { readNpy, writeNpy } from "../core/npy.ts";
import { createRng } from "../core/rng.ts";
import { datasetOptions } from "../dataset/dataset.ts";
import { inspectDataset } from "../dataset/load-dataset.ts";
import { completeSettings } from "../steps/resolve-settings.ts";
import { runSteps } from "../tasks/run-steps.ts";
import { runTask } from "../tasks/run-task.ts";
import { TASK_DEFINITIONS } from "../tasks/tasks.ts";
import { matrixOf, pointsOf, type Rows } from "./rows.ts";
import { featureCommand, networkCommand } from "./song-commands.ts";
import type { FeatureName, NetworkName, SongFeatures, TrainedNetwork } from "./types.ts";

export { CancelledError, LatentuneError, UsageError };
export type { Diagnostic, FeatureName, Matrix, NetworkName, ProgressEvent, Rows, Song, SongFeatures, SongRow, Task };
export type { RunManifest, RunSettings as Settings, TrainedNetwork };

/** Beside the folder. */
export interface Options {
  /** As the flags of the command line, in camel case; what is left out has its default. */
  readonly settings?: Partial<RunSettings>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** The songs of a folder. */
export interface Dataset {
  /** The rows of lyrics.csv whose audio file is there, in its order. */
  readonly songs: readonly Song[];
  /** Those and the rows without an audio file. */
  readonly rows: readonly SongRow[];
  /** What is wrong with the table and the files, each with its line and what helps. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a folder's lyrics.csv and finds the songs' files; no sound is decoded. What is wrong is a diagnostic, never an error.
 * @throws {CancelledError}
 */
export async function loadDataset(folder: string, { settings, signal }: Options = {}): Promise<Dataset> {
  const options = datasetOptions({ workspace: resolve(folder) }, completeSettings(settings ?? {}));
  const { songs, rows, diagnostics } = await inspectDataset(options, signal);
  return { songs, rows, diagnostics };
}

/** What a command on a folder's songs gives, and what was found wrong on the way. */
export type WithWarnings<Value> = Value & { readonly warnings: readonly Diagnostic[] };

/**
 * A feature of every song's sound: `log-mel` spectrograms (Whisper's: 80 bands × 100 frames a second), `mfcc` statistics (40
 * numbers), or the vector of the pretrained `audio-model` (MusiCNN's: 200 numbers).
 * @throws {LatentuneError} for fewer than four songs that can be used. @throws {CancelledError}
 */
export async function extractFeatures(
  folder: string,
  feature: FeatureName,
  options: Options = {},
): Promise<WithWarnings<SongFeatures>> {
  const { value, warnings } = await runSteps(featureCommand(feature), { workspace: resolve(folder), ...options });
  return { ...value, warnings };
}

/**
 * Trains a network on the songs' spectrograms: minutes for hundreds of songs. A training that was cancelled goes on where it
 * was, one that was made before is read from the cache.
 * @throws {LatentuneError} for fewer than four songs that can be used. @throws {CancelledError}
 */
export async function train(
  folder: string,
  network: NetworkName,
  options: Options = {},
): Promise<WithWarnings<TrainedNetwork>> {
  const { value, warnings } = await runSteps(networkCommand(network), { workspace: resolve(folder), ...options });
  return { ...value, warnings };
}

/** What a run came to. */
export interface RunResult {
  /** As `run.json` holds it: settings, versions, steps, warnings, the best rows. */
  readonly manifest: RunManifest;
  /** `results_<task>/` and the report in it, absolute. */
  readonly resultsDir: string;
  readonly report: string;
}

/**
 * Runs a whole task into `<folder>/results_<task>/`, as `latentune easy`, `medium` and `hard` do.
 * @throws {UsageError} for an unknown task. @throws {LatentuneError} for data that cannot be used, and while another command has
 * the folder. @throws {CancelledError}
 */
export async function run(task: Task, folder: string, options: Options = {}): Promise<RunResult> {
  if (!TASKS.includes(task)) throw unknownName("task", task, TASKS);
  const { manifest, resultsDir, report } = await runTask(TASK_DEFINITIONS[task], {
    workspace: resolve(folder),
    ...options,
  });
  return { manifest, resultsDir, report };
}

export interface ClusterOptions {
  /** A name of {@link clusterMethods}; default: `kmeans`. */
  readonly method?: string;
  /** Number of clusters, for the methods that want it; left out: chosen by the silhouette of K-Means with 2 to 12. */
  readonly k?: number;
  /** Default: 42. The same rows and seed give the same clusters. */
  readonly seed?: number;
  /** Give each column mean 0 and deviation 1 first; default: true. */
  readonly standardise?: boolean;
  /** The methods' own, such as `dbscanEps`. */
  readonly settings?: Partial<RunSettings>;
  readonly signal?: AbortSignal;
}

export interface Clusters {
  /** One per row: 0, 1, … in order of first appearance; −1 is noise. */
  readonly labels: Int32Array;
  /** The number of clusters that was asked for or chosen; null for methods that find it themselves. */
  readonly k: number | null;
  /** What a reader of the result should know. */
  readonly note?: string;
}

/** The names of the methods as they stand in metrics tables, with these settings: `kmeans`, `agglomerative_ward`, `dbscan_eps0.5`, … */
export function clusterMethods(settings: Partial<RunSettings> = {}): string[] {
  return describeMethods(completeSettings(settings)).map(({ method }) => method);
}

/**
 * Clusters any numbers.
 * @throws {UsageError} for an unknown method. @throws {LatentuneError} for k outside 1 … rows, rows of different lengths, and
 * values that are no finite numbers or above 10¹⁴⁰. @throws {CancelledError}
 */
export async function cluster(
  rows: Rows,
  { method = "kmeans", k, seed = 42, standardise = true, settings: given = {}, signal }: ClusterOptions = {},
): Promise<Clusters> {
  const settings = completeSettings({ ...given, seed });
  const found = methodNamed(method, settings);
  if (found === undefined) throw unknownName("method", method, clusterMethods(given));
  // Checked before it is standardised, which makes zeros of a column with a value that is not finite.
  const checked = pointsOf(rows);
  const points = standardise ? standardised(checked).matrix : checked;
  const control = signal && { signal };
  const used = k ?? (await chooseK(points, { seed, stream: "library" }, control));
  const { labels, parameters, note } = await found.run({
    matrix: points,
    k: used,
    seed,
    stream: "library",
    ...(control && { control }),
  });
  return { labels, k: parameters.k ?? null, ...(note === undefined ? {} : { note }) };
}

/** A score, or why it is undefined for these clusters. */
export type Score = Measured;
export type ShapeScores = Readonly<Record<ShapeMetric, Score>>;
export type AgreementScores = Readonly<Record<AgreementMetric, Score>>;

/**
 * How well clusters are apart: silhouette, Davies–Bouldin and Caliński–Harabasz index, equal to scikit-learn's; noise (−1) is
 * left out. Of more than 20,000 rows the silhouette is estimated from 10,000.
 * @throws {LatentuneError} if there is not one label per row, for rows of different lengths, and values that are no finite
 * numbers or above 10¹⁴⁰.
 */
export async function measureShape(rows: Rows, labels: ArrayLike<number>): Promise<ShapeScores> {
  const points = pointsOf(rows);
  const partition = partitionOf(points, labels, NOISE);
  const silhouette = await judgedSilhouette(points, partition, createRng(42, "silhouette", "library"));
  const entries = Object.entries(SHAPE).map(([metric, compute]) => [
    metric,
    compute({ points, partition, silhouette }),
  ]);
  return Object.fromEntries(entries) as ShapeScores;
}

/**
 * How clusters agree with known classes: ARI, NMI, AMI, purity, homogeneity, completeness, V-measure, Fowlkes–Mallows, equal
 * to scikit-learn's; noise is a cluster of its own. An empty class is one like any other; where all are empty, there is no
 * score.
 * @throws {LatentuneError} if the lengths differ.
 */
export function measureAgreement(classes: ArrayLike<string | number>, labels: ArrayLike<number>): AgreementScores {
  const scores = agreement(classes, labels);
  const isUnknown = classes.length > 0 && Array.from(classes).every((name) => name === "");
  return isUnknown ? undefinedAgreement("no row has a class") : scores;
}

/** A two-dimensional `.npy` array of numbers, as NumPy writes it. @throws {LatentuneError} if there is none, or if it is another one. */
export async function readArray(file: string): Promise<Matrix> {
  const { shape, data } = await readNpy(file);
  const [rows, cols = 1] = shape;
  if (rows === undefined || shape.length > 2)
    throw new LatentuneError(`Not a table: the array has the shape (${shape.join(", ")}).`, {
      file,
      remedy: "Save an array of two dimensions, one row per song.",
    });
  return matrix(rows, cols, Float64Array.from(data, Number));
}

/**
 * Writes an array that `numpy.load` reads, float64 in C order.
 * @throws {LatentuneError} for rows of different lengths, values that are no numbers, and a file that cannot be written.
 */
export async function writeArray(file: string, rows: Rows): Promise<void> {
  const { rows: count, cols, data } = matrixOf(rows);
  await writeNpy(file, { shape: [count, cols], data });
}

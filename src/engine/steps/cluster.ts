import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Task } from "../../shared/contract/settings.ts";
import { DBSCAN_LIMIT } from "../analysis/clustering/dbscan.ts";
import { WARD_LIMIT } from "../analysis/clustering/ward.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { writeJson } from "../core/files.ts";
import { sha256 } from "../core/hash.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ClusteredRepresentation, MethodResult } from "../analysis/clustering/clustered.ts";
import { clusterings, type Clustering } from "../analysis/clustering/cluster-representation.ts";
import {
  hardRow,
  measureClustering,
  mediumRow,
  type ClusteringMetrics,
  type KnownClasses,
} from "../analysis/metrics/rows.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";
import { fromCache } from "../store/cache.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** Raised whenever clustering or a metric computes something else from the same inputs. */
const VERSION = 1;

/** K-Means starts, as in the reference. */
const STARTS = 20;

export interface ClusterRequest {
  readonly task: Exclude<Task, "easy">;
  readonly representations: readonly Representation[];
  readonly k: number;
  readonly classes: KnownClasses;
}

/** Clusters every representation by every method and measures each partition. */
export async function clusterAll(
  { paths, settings }: Pick<TaskContext, "paths" | "settings">,
  report: StepReporter,
  { task, representations, k, classes }: ClusterRequest,
): Promise<ClusteredRepresentation[]> {
  const { dbscanEps, dbscanMinSamples: minSamples, seed } = settings;
  const clusterSettings = { k, dbscanEps, minSamples, nInit: STARTS, seed };
  const results: ClusteredRepresentation[] = [];
  let reused = 0;
  for (const [index, representation] of representations.entries()) {
    const { name, matrix } = representation;
    report.fraction(index / representations.length, name);
    const cached = await fromCache<MethodResult[]>(paths.cache, {
      step: "cluster",
      version: VERSION,
      settings: { task, name, ...clusterSettings },
      inputs: [hashOf(matrix), sha256(JSON.stringify(classes))],
      make: async (folder) => {
        const made: MethodResult[] = [];
        for (const clustering of clusterings(name, matrix, clusterSettings)) {
          made.push(
            methodResult(task, name, clustering, measureClustering(matrix, clustering.labels, classes), classes),
          );
          report.fraction(
            (index + Math.min(0.9, made.length / 6)) / representations.length,
            `${name}, ${clustering.method}`,
          );
          // Each method is synchronous: let a cancellation arrive between two of them.
          await setImmediate();
          throwIfCancelled(report.signal);
        }
        await writeJson(
          join(folder, "methods.json"),
          made.map(({ labels, ...rest }) => ({ ...rest, labels: [...labels] })),
        );
      },
      read: async (folder) => {
        const kept = JSON.parse(await readFile(join(folder, "methods.json"), "utf8")) as (Omit<
          MethodResult,
          "labels"
        > & { readonly labels: readonly number[] })[];
        return kept.map((method) => ({ ...method, labels: Int32Array.from(method.labels) }));
      },
    });
    if (cached.reused) reused++;
    results.push({ representation, methods: cached.value });
  }
  if (reused === representations.length) report.reused(`${reused} representations`);
  else report.note(`${representations.length} representations${reused > 0 ? `, ${reused} reused` : ""}`);
  return results;
}

/** What a reader of the table must know: notes of the methods, and methods that are left out for their cost. */
export function clusterNotes(clustered: readonly ClusteredRepresentation[]): string[] {
  const songs = clustered[0]?.representation.matrix.rows ?? 0;
  const tooMany = (limit: number, method: string): string[] =>
    songs > limit ? [`${method} is left out above ${limit} songs; there are ${songs}.`] : [];
  const notes = clustered.flatMap(({ representation, methods }) =>
    methods.flatMap(({ method, note }) => (note === undefined ? [] : [`${representation.name}, ${method}: ${note}`])),
  );
  return [...tooMany(WARD_LIMIT, "Ward"), ...tooMany(DBSCAN_LIMIT, "DBSCAN"), ...notes];
}

function methodResult(
  task: Exclude<Task, "easy">,
  rep: string,
  clustering: Clustering,
  metrics: ClusteringMetrics,
  classes: KnownClasses,
): MethodResult {
  const { method, labels, note } = clustering;
  const values =
    task === "medium" ? { ...mediumRow(rep, clustering, metrics) } : { ...hardRow(rep, clustering, metrics) };
  const row = withoutUnknownClasses({ rep, method, values, reasons: reasonsOf(task, metrics) }, classes);
  return { method, labels, silhouettePerRow: metrics.silhouettePerRow, row, ...(note === undefined ? {} : { note }) };
}

/** Why cells are empty, by column. */
function reasonsOf(task: Exclude<Task, "easy">, metrics: ClusteringMetrics): Record<string, string> {
  const { language, languageDropNoise, genre, genreDropNoise } = metrics;
  const agreement = (name: string, suffix: string, { ari, nmi, purity }: ClusteringMetrics["genre"]) =>
    ({ [`ARI_${name}${suffix}`]: ari, [`NMI_${name}${suffix}`]: nmi, [`purity_${name}${suffix}`]: purity }) as const;
  const measured = {
    silhouette: metrics.silhouette,
    davies_bouldin: metrics.daviesBouldin,
    ...(task === "medium"
      ? { ARI: language.ari }
      : {
          ...agreement("language", "", language),
          ...agreement("language", "_dropNoise", languageDropNoise),
          ...agreement("genre", "", genre),
          ...agreement("genre", "_dropNoise", genreDropNoise),
        }),
  };
  return Object.fromEntries(
    Object.entries(measured).flatMap(([column, value]) => (value.value === null ? [[column, value.reason]] : [])),
  );
}

/** Without any known label there is nothing to agree with: those cells are empty, whatever the formula gives. */
function withoutUnknownClasses(row: MetricTableRow, { languages, genres }: KnownClasses): MetricTableRow {
  const unknown = [
    ...(languages.every((label) => label === "") ? ["language"] : []),
    ...(genres.every((label) => label === "") ? ["genre"] : []),
  ];
  const values: Record<string, MetricTableRow["values"][string]> = { ...row.values };
  const reasons: Record<string, string> = { ...row.reasons };
  for (const name of unknown) {
    for (const column of Object.keys(values)) {
      if (!column.includes(`_${name}`) && !(name === "language" && column === "ARI")) continue;
      values[column] = null;
      reasons[column] = `no song has a ${name}`;
    }
  }
  return { ...row, values, reasons };
}

/** The content of a matrix, as a cache key's input. */
export function hashOf({ rows, cols, data }: Matrix): string {
  return sha256(`${rows}x${cols}:${sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`);
}

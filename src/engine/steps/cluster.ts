import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { METRIC_TABLES } from "../../shared/contract/metrics.ts";
import type { Task } from "../../shared/contract/settings.ts";
import { clusterings, describeMethods, leftOutNotes, methodSettings } from "../analysis/clustering/methods.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { writeJson } from "../core/files.ts";
import { sha256 } from "../core/hash.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ClusteredRepresentation, MethodResult } from "../analysis/clustering/clustered.ts";
import { measureClustering, type KnownClasses } from "../analysis/metrics/measure.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { fromCache } from "../store/cache.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** Raised whenever clustering or a metric computes something else from the same inputs. */
const VERSION = 2;

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
  const { seed } = settings;
  const used = methodSettings(settings);
  const methods = describeMethods(used);
  const results: ClusteredRepresentation[] = [];
  let reused = 0;
  for (const [index, representation] of representations.entries()) {
    const { name, matrix } = representation;
    report.fraction(index / representations.length, name);
    const cached = await fromCache<MethodResult[]>(paths.cache, {
      step: "cluster",
      version: VERSION,
      // With another table of metrics or of methods a kept result would lack columns or rows.
      settings: { task, name, k, seed, ...used, methods, columns: METRIC_TABLES[task] },
      inputs: [hashOf(matrix), sha256(JSON.stringify(classes))],
      make: async (folder) => {
        const made: MethodResult[] = [];
        for (const clustering of clusterings({ matrix, k, seed, stream: name }, used)) {
          made.push({ ...clustering, ...measureClustering(task, name, matrix, clustering, classes) });
          const done = Math.min(0.9, made.length / methods.length);
          report.fraction((index + done) / representations.length, `${name}, ${clustering.label}`);
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
  const notes = clustered.flatMap(({ representation, methods }) =>
    methods.flatMap(({ method, note }) => (note === undefined ? [] : [`${representation.name}, ${method}: ${note}`])),
  );
  return [...leftOutNotes(songs), ...notes];
}

/** The content of a matrix, as a cache key's input. */
export function hashOf({ rows, cols, data }: Matrix): string {
  return sha256(`${rows}x${cols}:${sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`);
}

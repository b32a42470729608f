import { CHOSEN_K, mostChosen } from "../../../shared/contract/k-sweep.ts";
import { chooseK } from "../../analysis/clustering/sweep/choose-k.ts";
import { standardise } from "../../analysis/representations/standardise.ts";
import type { Matrix } from "../../core/matrix.ts";
import { jsonFile } from "../../store/entry-files.ts";
import { hashOf } from "../cluster.ts";
import type { StepContext, TaskContext } from "../context.ts";
import { defineStep } from "../define-step.ts";
import { clusterCount } from "../resolve-settings.ts";

const KEPT = jsonFile<number>();

/** The number of clusters of the highest silhouette, where neither a setting nor labels say it. */
export const chooseClusters = defineStep({
  name: "choose-k",
  label: "Choosing the number of clusters",
  version: 1,
  settings: (_data: Matrix, { settings: { seed } }: Pick<StepContext, "paths" | "settings">) => ({ seed, ...CHOSEN_K }),
  inputs: (data) => [hashOf(data)],
  compute: (data, { settings: { seed } }, { signal, fraction }) =>
    chooseK(standardise(data).matrix, { seed, stream: "choose-k" }, { signal, onProgress: fraction }),
  write: (k) => ({ "k.json": KEPT.encode(k) }),
  read: (file) => KEPT.decode(file("k.json")),
  result: ({ value }) => value,
});

/** What says how many clusters there are. */
interface ClusterLabels {
  /** One per song, empty where it has none. */
  readonly labels: readonly string[];
  /** The number where songs have labels; default: that of different labels, at least 2. */
  readonly withLabels?: number;
  /** Asked for without labels: songs × columns, and what they are called in a sentence. */
  readonly data: () =>
    { readonly matrix: Matrix; readonly name: string } | Promise<{ readonly matrix: Matrix; readonly name: string }>;
}

/** The number of clusters, and how it was chosen where nobody said it: `k = 5: highest silhouette of 2…12 (MusiCNN)`. */
export interface ClusterNumber {
  readonly k: number;
  readonly kChosen?: string;
}

/**
 * As set, else of the labels, else chosen by the songs themselves.
 * @throws {UsageError} if there are fewer songs than clusters.
 */
export async function numberOfClusters(
  { steps, settings }: { readonly steps: Pick<TaskContext["steps"], "run"> } & Pick<TaskContext, "settings">,
  { labels, withLabels, data }: ClusterLabels,
): Promise<ClusterNumber> {
  if (settings.k !== null || labels.some((label) => label !== ""))
    return { k: clusterCount(settings, labels, labels.length, withLabels) };
  const { matrix, name } = await data();
  const k = await steps.run(chooseClusters, matrix);
  const tried = Math.max(CHOSEN_K.from, mostChosen(matrix.rows));
  return { k, kChosen: `k = ${k}: highest silhouette of ${CHOSEN_K.from}…${tried} (${name})` };
}

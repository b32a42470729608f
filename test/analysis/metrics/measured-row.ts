import type { Clustering } from "../../../src/engine/analysis/clustering/method.ts";
import { permutedLabels } from "../../../src/engine/analysis/metrics/chance.ts";
import type { KnownClasses } from "../../../src/engine/analysis/metrics/contingency.ts";
import { measureClustering, type MeasuredClustering } from "../../../src/engine/analysis/metrics/measure.ts";
import type { Matrix } from "../../../src/engine/core/matrix.ts";
import type { Task } from "../../../src/shared/contract/settings.ts";

/** A clustering of a matrix as a task measures it, with the permutations of seed 42. */
export function measuredRow(
  task: Task,
  matrix: Matrix,
  clustering: Clustering,
  classes: KnownClasses,
  holdsLabel: "genre" | null = null,
): Promise<MeasuredClustering> {
  const representation = { name: "audio", matrix, holdsLabel };
  return measureClustering(task, representation, clustering, classes, permutedLabels(classes), { seed: 42 });
}

import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { LABELS, type LabelName } from "../../../shared/contract/metrics.ts";
import { runDiagnostic } from "./run-diagnostic.ts";

/** Whether agreement with labels can tell a better clustering from a worse one: not where all songs have the same one, or none. */
export function canJudge(labels: readonly string[]): boolean {
  return new Set(labels).size > 1;
}

/** Labels that no clustering can be judged by: all songs have the same one, or no two songs share one. */
export function labelDoubts(label: LabelName, labels: readonly string[]): Diagnostic[] {
  const name = LABELS[label];
  const kinds = new Set(labels);
  const [only = ""] = kinds;
  // Where no song has a label, its scores are empty and say so themselves.
  if (labels.length < 2 || (kinds.size === 1 && only === "")) return [];
  if (kinds.size === 1) {
    const message = `All songs have the ${name} “${only}”: agreement with it says nothing about the clusters.`;
    const remedy = `Add songs of another ${name}, or leave the scores against it aside.`;
    return [runDiagnostic("label-single", message, remedy)];
  }
  if (kinds.size === labels.length) {
    const message = `No two songs share a ${name}: scores against it are fixed by the number of clusters, up to 1 where each song is one.`;
    const remedy = `Give songs that belong together the same ${name}.`;
    return [runDiagnostic("label-unshared", message, remedy)];
  }
  return [];
}

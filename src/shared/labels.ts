import type { RunManifest } from "./contract/run.ts";

/** What people read for a name in a run's tables: the name itself where the run does not say, as those of earlier versions. */
export function labelIn(labels: RunManifest["labels"], name: string): string {
  return labels?.[name] ?? name;
}

/** `Audio × 0.1 + lyrics, Ward`. */
export function rowLabel(
  labels: RunManifest["labels"],
  { rep, method }: { readonly rep: string; readonly method: string },
): string {
  return `${labelIn(labels, rep)}, ${labelIn(labels, method)}`;
}

import type { RunManifest } from "../../shared/contract/run.ts";
import { KMEANS } from "./clustering/kmeans/method.ts";
import { describeMethods } from "./clustering/methods.ts";
import { describeRepresentations } from "./representations/representations.ts";
import { easyMethod } from "./representations/tables.ts";

/** What people read for the names of representations and methods in the tables of a run with these settings. */
export function nameLabels({ task, settings }: Pick<RunManifest, "task" | "settings">): Record<string, string> {
  const representations = [...describeRepresentations(task, settings).values()];
  const methods =
    task === "easy"
      ? representations.map(({ name }) => ({ method: easyMethod(name), label: KMEANS.label }))
      : describeMethods(settings);
  return Object.fromEntries([
    ...representations.map(({ name, label }) => [name, label] as const),
    ...methods.map(({ method, label }) => [method, label] as const),
  ]);
}

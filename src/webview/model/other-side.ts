import type { ViewManifest } from "../../shared/contract/view.ts";
import type { ComparedWith } from "../panel/state/choices.ts";
import type { RunChoice } from "../protocol.ts";

/** A clustering that is shown. */
interface ShownNames {
  readonly runId: string;
  readonly representation: string;
  readonly method: string;
}

/**
 * What one most likely wants beside a shown clustering: the same of the run of its task before it, else of any other run;
 * where there is no other run, the best of the next representation, else another method. Null where there is nothing else.
 * @param runs newest first
 */
export function otherSide(
  { runId, representation, method }: ShownNames,
  runs: readonly RunChoice[],
  { representations }: Pick<ViewManifest, "representations">,
): ComparedWith | null {
  const place = runs.findIndex((run) => run.runId === runId);
  const task = runs[place]?.task;
  const others = [...runs.slice(place + 1), ...runs.slice(0, Math.max(0, place))];
  const other = others.find((run) => run.task === task) ?? others[0];
  if (other !== undefined) return { runId: other.runId, representation: null, method: null };
  const at = representations.findIndex(({ name }) => name === representation);
  const next = [...representations.slice(at + 1), ...representations.slice(0, Math.max(0, at))][0];
  if (next !== undefined)
    return { runId, representation: next.name, method: next.clusterings.find(({ best }) => best)?.method ?? null };
  const another = representations[at]?.clusterings.find((clustering) => clustering.method !== method);
  return another === undefined ? null : { runId, representation, method: another.method };
}

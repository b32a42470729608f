import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { grownCurve } from "../../shared/figures/grown-curve.ts";
import type { Task } from "../../shared/contract/settings.ts";
import type { EpochPoint } from "../data/history.ts";
import type { HostMessage } from "../protocol.ts";

export interface Progress {
  readonly task: Task;
  readonly event: ProgressEvent | null;
}

/** The curve of a model that is being trained. */
export interface LiveCurve {
  readonly label: string;
  readonly points: readonly EpochPoint[];
}

/** What goes on in the engine: the run's progress, null while none runs, and the curves of its models by their names. */
export interface Live {
  readonly progress: Progress | null;
  readonly curves: ReadonlyMap<string, LiveCurve>;
  /** Whether the curves have the map's place: from the start of a run, until the user goes back to the map or it ends. */
  readonly watched: boolean;
  /** How the last run ended, where that needs words, until the user has read it or the next one starts. */
  readonly ended: string | null;
}

export const NOTHING_LIVE: Live = { progress: null, curves: new Map(), watched: false, ended: null };

export function withProgress(
  { progress, curves, watched, ended: before }: Live,
  { task, event, ended }: Extract<HostMessage, { readonly type: "progress" }>,
): Live {
  const starts = task !== null && progress === null;
  const ends = task === null && progress !== null;
  return {
    progress: task === null ? null : { task, event },
    // The curves of the run before stay until the next one starts.
    curves: starts ? new Map() : curves,
    watched: starts || (task !== null && watched),
    ended: task !== null ? null : ends ? ended : before,
  };
}

/** Models that are trained at once, in the order in which a run lists them, whichever tells of an epoch first; others come before. */
const ORDER = ["beta-vae", "ae", "contrastive"];

export function withEpoch(
  { curves, ...live }: Live,
  { model, label, reports }: Extract<HostMessage, { readonly type: "epoch" }>,
): Live {
  const points = grownCurve<EpochPoint>(curves.get(model)?.points ?? [], reports);
  const grown = new Map(curves).set(model, { label, points });
  return { ...live, curves: new Map([...grown].toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))) };
}

import type { ProgressEvent } from "../../shared/contract/progress.ts";
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
}

export const NOTHING_LIVE: Live = { progress: null, curves: new Map() };

export function withProgress(
  { progress, curves }: Live,
  { task, event }: Extract<HostMessage, { readonly type: "progress" }>,
): Live {
  return {
    progress: task === null ? null : { task, event },
    // The curves of the run before stay until the next one starts.
    curves: task !== null && progress === null ? new Map() : curves,
  };
}

export function withEpoch(
  { progress, curves }: Live,
  { model, label, report }: Extract<HostMessage, { readonly type: "epoch" }>,
): Live {
  // Epochs come again when a training is resumed from an earlier checkpoint.
  const points = (curves.get(model)?.points ?? []).filter(({ epoch }) => epoch < report.epoch);
  return { progress, curves: new Map(curves).set(model, { label, points: [...points, report] }) };
}

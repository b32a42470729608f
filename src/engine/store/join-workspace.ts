import { setTimeout as wait } from "node:timers/promises";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { thisHost } from "../core/processes.ts";
import { enterWorkspace } from "./enter-workspace.ts";
import { BusyError } from "./lock.ts";
import type { WorkspacePaths } from "./paths.ts";

export interface JoinOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (event: ProgressEvent) => void;
  /** What needs no lock: done once, where another command has it. Tells its done part, 0 … 1, and what is being done. */
  readonly meanwhile?: (tell: (done: number, detail?: string) => void) => Promise<void>;
}

const LOOK_MS = 1_000;

/**
 * As {@link enterWorkspace}, but waits for the command that has the workspace, and says for which.
 * @throws {CancelledError}; what {@link enterWorkspace} throws, but for a workspace that is busy.
 */
export async function joinWorkspace(
  paths: WorkspacePaths,
  what: string,
  { signal, onProgress, meanwhile }: JoinOptions,
): Promise<() => Promise<void>> {
  let left = meanwhile;
  for (;;) {
    throwIfCancelled(signal);
    const entered = await enterWorkspace(paths, what).catch((error: unknown) => {
      if (error instanceof BusyError) return error;
      throw error;
    });
    if (!(entered instanceof BusyError)) return entered;
    const tell = (done: number, detail?: string): void => {
      const waited = { step: "wait", label: "Waiting for another command", stepNumber: 1, stepCount: 1 };
      const text = [holderText(entered, paths), ...(detail === undefined ? [] : [detail])].join("; ");
      onProgress({ ...waited, stepFraction: done, fraction: 0, secondsLeft: null, detail: text });
    };
    tell(0);
    const work = left;
    left = undefined;
    if (work !== undefined) await work(tell);
    else await wait(LOOK_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

/** `Hard task runs in process 12 on host since 2026-…`; whether a process of another machine still runs cannot be asked. */
function holderText({ holder, runs }: BusyError, { lock }: WorkspacePaths): string {
  return holder.space === thisHost() ? runs : `${runs} (if it is gone, delete ${lock})`;
}

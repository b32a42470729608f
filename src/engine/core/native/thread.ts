import { setTimeout as wait } from "node:timers/promises";
import { Worker, workerData, type ResourceLimits } from "node:worker_threads";
import { CancelledError } from "../errors.ts";
import { isMarkingAtOnceAllowed } from "./mark-at-once.ts";

/** What a thread and its starter share: how many native calls the thread is in, and whether it is to begin no other. */
type Gate = Int32Array<SharedArrayBuffer>;

const CALLS = 0;
const CLOSED = 1;
const PAUSE_MS = 5;

/** What {@link startThread} gives each thread. */
interface ThreadData {
  readonly gate: Gate;
  /** Whether the process is one of our programs. */
  readonly mayMarkAtOnce: boolean;
}

/** A thread, and how it ends. */
export interface Thread {
  readonly worker: Worker;
  /** Ends the thread: at once, or when the native call that it is in is over. */
  readonly end: () => Promise<void>;
}

/** Starts a thread whose native calls go through {@link nativeCall}. */
export function startThread(url: URL, resourceLimits: ResourceLimits = {}): Thread {
  const gate: Gate = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(url, {
    workerData: { gate, mayMarkAtOnce: isMarkingAtOnceAllowed() } satisfies ThreadData,
    resourceLimits,
  });
  let hasEnded = false;
  worker.once("exit", () => {
    hasEnded = true;
  });
  return {
    worker,
    async end() {
      Atomics.store(gate, CLOSED, 1);
      // A thread that died within a call does not come back from it.
      while (!hasEnded && Atomics.load(gate, CALLS) > 0) await wait(PAUSE_MS);
      await worker.terminate();
    },
  };
}

/**
 * A call into machine code that makes values of JavaScript when it comes back, as the runtime's does. A thread that is
 * stopped within one ends the whole process; within this, its end waits for the call. On the main thread it is the call alone.
 */
export async function nativeCall<Result>(call: () => Promise<Result>): Promise<Result> {
  const gate = dataOfThread()?.gate;
  if (gate === undefined) return call();
  Atomics.add(gate, CALLS, 1);
  try {
    if (Atomics.load(gate, CLOSED) === 1) throw new CancelledError();
    return await call();
  } finally {
    Atomics.sub(gate, CALLS, 1);
  }
}

/** Whether this thread belongs to a program that allows it. */
export function mayThreadMarkAtOnce(): boolean {
  return dataOfThread()?.mayMarkAtOnce === true;
}

function dataOfThread(): ThreadData | undefined {
  return (workerData as ThreadData | null) ?? undefined;
}

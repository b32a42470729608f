import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { throwIfCancelled } from "../../../src/engine/core/errors.ts";
import type { QueueKind } from "../../../src/engine/queue/kind.ts";

/** What a test asks of a worker. */
export interface TestJob {
  readonly value: number;
  readonly do?: "crash" | "poison" | "throw" | "refuse";
  readonly ms?: number;
  /** Gets a line for each time that a job is done: `value pid`. */
  readonly log: string;
}

export async function runTestJob({ value, do: what, ms = 0, log }: TestJob, signal: AbortSignal): Promise<number> {
  appendFileSync(log, `start ${value} ${process.pid}\n`);
  for (let waited = 0; waited < ms; waited += 20) {
    await sleep(Math.min(20, ms));
    throwIfCancelled(signal);
  }
  // The thread, the process.
  if (what === "crash") process.exit(7);
  if (what === "poison") process.kill(process.pid, "SIGKILL");
  if (what === "throw") throw new Error("It is broken.");
  appendFileSync(log, `done ${value} ${process.pid}\n`);
  return value ** 2;
}

/** @param url the bundle of the thread that does the jobs */
export function testKind(url: URL, { version = 1, rangeSize = 1, threads = 16 } = {}): QueueKind<TestJob, number> {
  return {
    name: "test",
    versions: { test: version },
    rangeSize,
    pack: (job) => Promise.resolve(job),
    unpack: (packed) => Promise.resolve(packed as TestJob),
    pool: { url, workers: threads, timeoutSeconds: 60 },
    refusal: (result) => (result === 9 ? "The disk is full." : undefined),
  };
}

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { LatentuneError } from "../../core/errors.ts";
import { createInlineExecutor, type Executor } from "../../core/executor.ts";
import { WorkerPool } from "../../core/executor-pool.ts";
import type { Report } from "../model/report.ts";
import type { Plot } from "../plots/index.ts";
import { runReportJob, type ReportJob } from "./report-jobs.ts";

/** Draws pictures and sets papers beside this thread. Has one owner, who closes it. */
export interface ReportThreads {
  /** A picture's PNG. Those asked for at the same time are drawn together. @throws {LatentuneError} {CancelledError} */
  readonly draw: (plot: Plot, signal?: AbortSignal) => Promise<Uint8Array>;
  /** `REPORT.pdf`. @param date of the document @throws {LatentuneError} {CancelledError} */
  readonly setPaper: (report: Report, date: Date, signal?: AbortSignal) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Each holds CanvasKit, its fonts and the charts: more threads would take more memory than they save time. */
const MOST_THREADS = 3;

/** Pictures of a job: while one is compressed, the next is drawn. */
const TOGETHER = 3;

/** Pictures to ask for at the same time, so that no thread waits. */
export const PICTURES_AT_ONCE = 2 * TOGETHER * MOST_THREADS;

interface Asked {
  readonly plot: Plot;
  readonly signal: AbortSignal | undefined;
  readonly settle: (picture: Promise<Uint8Array>) => void;
}

/**
 * Starts threads when first asked for something, and leaves a core to this one. With one core, and where the worker's bundle
 * does not lie beside the caller's (tests and benchmarks run the sources), this thread does everything.
 * @param url of the worker's bundle
 */
export function createReportThreads(url = new URL("./report-worker.js", import.meta.url)): ReportThreads {
  const workers = Math.min(availableParallelism() - 1, MOST_THREADS);
  const executor: Executor<ReportJob, Uint8Array[]> =
    workers > 0 && existsSync(url) ? new WorkerPool({ url, workers }) : createInlineExecutor(runReportJob);
  let asked: Asked[] = [];

  async function make(job: ReportJob, signal: AbortSignal | undefined): Promise<Uint8Array[]> {
    const [outcome] = await executor.run([job], { signal });
    if (outcome!.ok) return outcome!.value;
    throw new LatentuneError(outcome!.error.message);
  }

  function drawAsked(): void {
    const all = asked;
    asked = [];
    for (let at = 0; at < all.length; at += TOGETHER) {
      const some = all.slice(at, at + TOGETHER);
      const pictures = make({ kind: "pictures", plots: some.map(({ plot }) => plot) }, some[0]!.signal);
      for (const [index, { settle }] of some.entries()) settle(pictures.then((made) => made[index]!));
    }
  }

  return {
    draw: (plot, signal) =>
      new Promise((resolve) => {
        if (asked.length === 0) setImmediate(drawAsked);
        asked.push({ plot, signal, settle: resolve });
      }),
    setPaper: async (report, date, signal) => (await make({ kind: "paper", report, date }, signal))[0]!,
    close: () => executor.close(),
  };
}

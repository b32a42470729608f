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
  /** Pictures are going to be asked for: loads what draws them, beside what this thread does until then. */
  readonly load: () => void;
  /** A picture's PNG. @throws {LatentuneError} {CancelledError} */
  readonly draw: (plot: Plot, signal?: AbortSignal) => Promise<Uint8Array>;
  /** From now on this thread draws too: it has nothing else to do than to wait for the pictures. */
  readonly join: () => void;
  /** `REPORT.pdf`. @param date of the document @throws {LatentuneError} {CancelledError} */
  readonly setPaper: (report: Report, date: Date, signal?: AbortSignal) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Each holds Skia, its fonts and the charts, a hundred megabytes. */
const MOST_THREADS = 2;

/** Pictures that a thread is given at once: it does not wait for this one after each. */
const TOGETHER = 3;

/** Pictures to ask for at the same time, so that no thread waits. */
export const PICTURES_AT_ONCE = 2 * TOGETHER * MOST_THREADS;

type Jobs = Executor<ReportJob, Uint8Array[]>;

/** A thread that can draw. */
interface Hand {
  readonly jobs: Jobs;
  readonly together: number;
}

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
  const workers = existsSync(url) ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
  const here: Jobs = createInlineExecutor(runReportJob);
  const pool: Jobs = workers > 0 ? new WorkerPool({ url, workers }) : here;
  const idle = Array.from({ length: Math.max(1, workers) }, (): Hand => ({ jobs: pool, together: TOGETHER }));
  const waiting: Asked[] = [];

  function dispatch(): void {
    while (waiting.length > 0 && idle.length > 0) {
      const hand = idle.shift()!;
      const some = waiting.splice(0, hand.together);
      const pictures = make(hand.jobs, { kind: "pictures", plots: some.map(({ plot }) => plot) }, some[0]!.signal);
      for (const [index, { settle }] of some.entries()) settle(pictures.then((made) => made[index]!));
      const next = (): void => {
        idle.push(hand);
        // This thread looks up between two pictures.
        setImmediate(dispatch);
      };
      pictures.then(next, next);
    }
  }

  return {
    load() {
      // What keeps it from drawing is told when there is something to draw.
      for (const jobs of [here, ...idle.map((hand) => hand.jobs)]) jobs.run([{ kind: "load" }]).catch(() => undefined);
    },
    draw: (plot, signal) =>
      new Promise((resolve) => {
        // Those that are asked for at the same time are drawn together.
        if (waiting.length === 0) setImmediate(dispatch);
        waiting.push({ plot, signal, settle: resolve });
      }),
    join() {
      if (pool === here) return;
      idle.push({ jobs: here, together: 1 });
      dispatch();
    },
    setPaper: async (report, date, signal) => (await make(pool, { kind: "paper", report, date }, signal))[0]!,
    close: () => pool.close(),
  };
}

async function make(jobs: Jobs, job: ReportJob, signal: AbortSignal | undefined): Promise<Uint8Array[]> {
  const [outcome] = await jobs.run([job], { signal });
  if (outcome!.ok) return outcome!.value;
  throw new LatentuneError(outcome!.error.message);
}

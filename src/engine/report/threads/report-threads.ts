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
  /** Begins with a picture that is going to be asked for under this key, where there is a thread that draws meanwhile. */
  readonly begin: (key: string, plot: Plot, signal?: AbortSignal) => void;
  /** A picture's PNG: the one that was begun under the key, if one was. @throws {LatentuneError} {CancelledError} */
  readonly draw: (plot: Plot, signal?: AbortSignal, key?: string) => Promise<Uint8Array>;
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

/** What is drawn leaves many small objects, which a young generation that fills up soon lets go of soon. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 6 };

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
  const jobs: Jobs =
    workers > 0
      ? new WorkerPool({ url, workers, resourceLimits: RESOURCE_LIMITS })
      : createInlineExecutor(runReportJob);
  const waiting: Asked[] = [];
  const begun = new Map<string, Promise<Uint8Array>>();
  let idle = jobs.parallelism;

  function dispatch(): void {
    while (waiting.length > 0 && idle > 0) {
      idle--;
      const some = waiting.splice(0, TOGETHER);
      const pictures = make(jobs, { kind: "pictures", plots: some.map(({ plot }) => plot) }, some[0]!.signal);
      for (const [index, { settle }] of some.entries()) settle(pictures.then((made) => made[index]!));
      const next = (): void => {
        idle++;
        // Where this thread draws, it looks up between two.
        setImmediate(dispatch);
      };
      pictures.then(next, next);
    }
  }

  const ask = (plot: Plot, signal: AbortSignal | undefined): Promise<Uint8Array> =>
    new Promise((resolve) => {
      // Those that are asked for at the same time are drawn together.
      if (waiting.length === 0) setImmediate(dispatch);
      waiting.push({ plot, signal, settle: resolve });
    });

  return {
    load() {
      // What keeps it from drawing is told when there is something to draw.
      for (let thread = 0; thread < jobs.parallelism; thread++) jobs.run([{ kind: "load" }]).catch(() => undefined);
    },
    begin(key, plot, signal) {
      if (workers === 0 || begun.has(key)) return;
      const picture = ask(plot, signal);
      // Whoever asks for it is told what became of it.
      picture.catch(() => undefined);
      begun.set(key, picture);
    },
    draw(plot, signal, key = "") {
      const picture = begun.get(key);
      begun.delete(key);
      return picture ?? ask(plot, signal);
    },
    setPaper: async (report, date, signal) => (await make(jobs, { kind: "paper", report, date }, signal))[0]!,
    close: () => jobs.close(),
  };
}

async function make(jobs: Jobs, job: ReportJob, signal: AbortSignal | undefined): Promise<Uint8Array[]> {
  const [outcome] = await jobs.run([job], { signal });
  if (outcome!.ok) return outcome!.value;
  throw new LatentuneError(outcome!.error.message);
}

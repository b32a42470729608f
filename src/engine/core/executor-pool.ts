import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { ResourceLimits, Worker } from "node:worker_threads";
import { CancelledError, LatentuneError } from "./errors.ts";
import type { Executor, JobFailure, JobOutcome, RunJobsOptions } from "./executor.ts";
import type { FromWorker, ToWorker } from "./executor-worker.ts";
import { explainLoadError } from "./native/load-error.ts";
import { startThread, type Thread } from "./native/thread.ts";

export interface PoolOptions {
  /** The worker's entry: a module that calls `serveJobs`. */
  readonly url: URL;
  /** Worker threads at most; default: one per core, at most 16. */
  readonly workers?: number | undefined;
  /** A job that takes longer is stopped with its worker. Default 300. */
  readonly timeoutSeconds?: number | undefined;
  /** Of each worker's heap: one that needs more ends, and its job is reported. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** More threads than this only wait for the disk. */
const MAX_WORKERS = 16;

/** How long a cancelled job may take to clean up before its worker is ended. */
const GRACE_MS = 1_000;

/** The jobs of one call of `run`. */
interface Batch<Job, Result> {
  readonly jobs: readonly Job[];
  /** The first job that no worker was given. */
  next: number;
  readonly settle: (index: number, outcome: JobOutcome<Result>) => void;
  /** None of its jobs can be done. */
  readonly refuse: (error: LatentuneError) => void;
}

interface Task<Job, Result> {
  readonly batch: Batch<Job, Result>;
  readonly index: number;
}

interface PoolWorker<Job, Result> {
  readonly thread: Worker;
  readonly stop: Thread["end"];
  task: Task<Job, Result> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Runs jobs on worker threads, started when first needed. A worker that dies is replaced and its job reported; idle
 * workers do not keep the process alive. Where the first workers cannot even load their modules, as in a damaged
 * installation, no job is to blame: `run` rejects once, with a LatentuneError that says why and what helps.
 */
export class WorkerPool<Job, Result> implements Executor<Job, Result> {
  readonly parallelism: number;
  private readonly url: URL;
  private readonly timeoutMs: number;
  private readonly resourceLimits: ResourceLimits;
  private readonly workers = new Set<PoolWorker<Job, Result>>();
  /** Those with jobs that no worker was given, the oldest first. */
  private readonly waiting = new Set<Batch<Job, Result>>();
  /** Whether a worker of this pool has loaded its modules. */
  private hasStarted = false;

  constructor({ url, workers = availableParallelism(), timeoutSeconds = 300, resourceLimits = {} }: PoolOptions) {
    this.url = url;
    this.parallelism = Math.max(1, Math.min(workers, MAX_WORKERS));
    this.timeoutMs = timeoutSeconds * 1000;
    this.resourceLimits = resourceLimits;
  }

  run(
    jobs: readonly Job[],
    { signal, onProgress, onOutcome }: RunJobsOptions<Job, Result> = {},
  ): Promise<JobOutcome<Result>[]> {
    if (signal?.aborted === true) return Promise.reject(new CancelledError());
    if (jobs.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const outcomes = new Array<JobOutcome<Result>>(jobs.length);
      let done = 0;
      const batch: Batch<Job, Result> = {
        jobs,
        next: 0,
        settle: (index, outcome) => {
          outcomes[index] = outcome;
          done += 1;
          if (signal?.aborted === true) return;
          onOutcome?.(outcome, index);
          onProgress?.(done, jobs.length);
          if (done < jobs.length) return;
          signal?.removeEventListener("abort", cancel);
          resolve(outcomes);
        },
        refuse: (error) => {
          signal?.removeEventListener("abort", cancel);
          reject(error);
        },
      };
      const cancel = (): void => {
        void this.cancel(batch).then(() => {
          reject(new CancelledError());
        });
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.waiting.add(batch);
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const batch of waiting) {
      for (let index = batch.next; index < batch.jobs.length; index++)
        batch.settle(index, { ok: false, error: CLOSED });
    }
    await Promise.all([...this.workers].map((worker) => this.end(worker, CLOSED)));
  }

  /** Gives waiting jobs to idle workers, and starts workers while there are fewer than allowed. */
  private dispatch(): void {
    for (const batch of this.waiting) {
      while (batch.next < batch.jobs.length) {
        const worker = this.idle() ?? this.hire();
        if (worker === undefined) return;
        this.assign(worker, { batch, index: batch.next++ });
      }
      this.waiting.delete(batch);
    }
  }

  private idle(): PoolWorker<Job, Result> | undefined {
    for (const worker of this.workers) if (worker.task === undefined) return worker;
    return undefined;
  }

  private hire(): PoolWorker<Job, Result> | undefined {
    if (this.workers.size >= this.parallelism) return undefined;
    const { worker: thread, end: stop } = startThread(this.url, this.resourceLimits);
    const worker: PoolWorker<Job, Result> = { thread, stop, task: undefined, timer: undefined };
    this.workers.add(worker);
    worker.thread.on("message", (message: FromWorker<Result>) => {
      this.hasStarted = true;
      if (message.type === "ready") return;
      this.release(worker, message.outcome);
      this.dispatch();
    });
    worker.thread.on("error", (error: Error) => {
      this.lose(worker, error);
    });
    worker.thread.on("exit", (code) => {
      this.lose(worker, new Error(`Its worker ended with exit code ${code}.`));
    });
    return worker;
  }

  /** A worker ended by itself: its job's doing, or that of the installation. */
  private lose(worker: PoolWorker<Job, Result>, error: Error): void {
    const judge = (): void => {
      if (!this.hasStarted && this.workers.has(worker)) this.refuseAll(error);
      void this.end(worker, { reason: "crashed", message: error.message });
    };
    // That it was ready comes another way, and may come a little after its end.
    if (this.hasStarted) judge();
    else setImmediate(judge);
  }

  /** No worker can start: what waits for one is refused. */
  private refuseAll(error: Error): void {
    const { reason, remedy } = explainLoadError(error);
    const file = fileURLToPath(this.url);
    const refusal = new LatentuneError(`Worker threads cannot be started: ${reason}`, { file, remedy });
    const given = [...this.workers].flatMap(({ task }) => task?.batch ?? []);
    for (const batch of new Set([...given, ...this.waiting])) batch.refuse(refusal);
    this.waiting.clear();
  }

  private assign(worker: PoolWorker<Job, Result>, task: Task<Job, Result>): void {
    worker.task = task;
    worker.thread.ref();
    worker.timer = setTimeout(() => {
      const message = `It took longer than ${this.timeoutMs / 1000} seconds and was stopped.`;
      void this.end(worker, { reason: "timed-out", message });
    }, this.timeoutMs);
    worker.thread.postMessage({ type: "job", job: task.batch.jobs[task.index]! } satisfies ToWorker<Job>);
  }

  /** Frees a worker and reports its job. */
  private release(worker: PoolWorker<Job, Result>, outcome: JobOutcome<Result>): void {
    clearTimeout(worker.timer);
    worker.thread.unref();
    const { task } = worker;
    worker.task = undefined;
    task?.batch.settle(task.index, outcome);
  }

  /** Ends a worker for good and reports its job; the next waiting job gets a new one. */
  private async end(worker: PoolWorker<Job, Result>, error: JobFailure): Promise<void> {
    if (!this.workers.delete(worker)) return;
    this.release(worker, { ok: false, error });
    this.dispatch();
    await worker.stop();
  }

  /** Drops waiting jobs, asks workers to stop theirs, and ends those that do not within the grace time. */
  private async cancel(batch: Batch<Job, Result>): Promise<void> {
    this.waiting.delete(batch);
    const busy = [...this.workers].filter(({ task }) => task?.batch === batch);
    await Promise.all(
      busy.map(async (worker) => {
        const grace = AbortSignal.timeout(GRACE_MS);
        worker.thread.postMessage({ type: "cancel" } satisfies ToWorker<Job>);
        // The first message of a worker that has just been started says only that it is ready.
        while (worker.task?.batch === batch && !grace.aborted)
          await once(worker.thread, "message", { signal: grace }).catch(() => undefined);
        if (worker.task?.batch === batch) await this.end(worker, CANCELLED);
      }),
    );
  }
}

const CLOSED: JobFailure = { reason: "crashed", message: "The executor was closed." };
const CANCELLED: JobFailure = { reason: "threw", message: "Cancelled." };

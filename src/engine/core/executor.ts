import { CancelledError, messageOf, throwIfCancelled } from "./errors.ts";

/** Why a job has no result. A job's own failure is a value; only cancellation rejects. */
export interface JobFailure {
  /** `threw`: the job's own error. `crashed`: its worker died. `timed-out`: it was stopped after the time limit. */
  readonly reason: "threw" | "crashed" | "timed-out";
  readonly message: string;
}

export type JobOutcome<Result> =
  { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: JobFailure };

/** Does one job. It must be harmless to run twice, and stop soon after `signal` is aborted. */
export type JobHandler<Job, Result> = (job: Job, signal: AbortSignal) => Promise<Result>;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after every finished job. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called with what the executor waits for, for people; null when it has come. */
  readonly onState?: ((text: string | null) => void) | undefined;
}

/** Options for the jobs of one run. */
export interface RunJobsOptions<Job, Result> extends RunOptions {
  /** Called with each outcome as soon as it is there, and its job's place. */
  readonly onOutcome?: ((outcome: JobOutcome<Result>, index: number) => void) | undefined;
  /**
   * The list that the jobs are taken from, themselves in it: an executor that groups jobs groups those of the list, so that
   * two runs that have different jobs left group alike. Default: the jobs.
   */
  readonly among?: readonly Job[] | undefined;
}

/**
 * Runs jobs somewhere: in this thread, on worker threads, or on other machines. Jobs and results are plain JSON and
 * meet only through files, so no implementation may promise an order or shared memory, and no job may rely on them.
 */
export interface Executor<Job, Result> {
  /** How many jobs run at the same time. */
  readonly parallelism: number;
  /**
   * Runs all jobs; outcomes are in the order of the jobs.
   * @throws {CancelledError} if the signal is aborted; jobs under way are stopped.
   */
  run(jobs: readonly Job[], options?: RunJobsOptions<Job, Result>): Promise<JobOutcome<Result>[]>;
  /** Removes what the executor keeps of the outcomes so that a killed run can go on: they are now kept elsewhere. */
  forget?(): Promise<void>;
  /** Ends workers and connections. Jobs under way fail. */
  close(): Promise<void>;
}

/** Runs jobs one after the other in this thread: for one core and for tests. It cannot enforce a time limit. */
export function createInlineExecutor<Job, Result>(handler: JobHandler<Job, Result>): Executor<Job, Result> {
  return {
    parallelism: 1,
    async run(jobs, { signal, onProgress, onOutcome } = {}) {
      const outcomes: JobOutcome<Result>[] = [];
      for (const job of jobs) {
        throwIfCancelled(signal);
        outcomes.push(await outcomeOf(handler, job, signal ?? NEVER));
        throwIfCancelled(signal);
        onOutcome?.(outcomes.at(-1)!, outcomes.length - 1);
        onProgress?.(outcomes.length, jobs.length);
      }
      return outcomes;
    },
    close: () => Promise.resolve(),
  };
}

const NEVER = new AbortController().signal;

/** The outcome of one job: what it throws becomes a value. */
export async function outcomeOf<Job, Result>(
  handler: JobHandler<Job, Result>,
  job: Job,
  signal: AbortSignal,
): Promise<JobOutcome<Result>> {
  try {
    return { ok: true, value: await handler(job, signal) };
  } catch (error) {
    const message = error instanceof CancelledError ? "Cancelled." : messageOf(error);
    return { ok: false, error: { reason: "threw", message } };
  }
}

import { WorkerPool, type PoolOptions } from "../core/executor-pool.ts";
import type { JobOutcome } from "../core/executor.ts";

/** What a suspect's process is asked: one job. Ends with the process that asks. */
export interface ChildRequest {
  readonly pool: Omit<PoolOptions, "url" | "workers"> & { readonly url: string };
  readonly job: unknown;
}

/** Its answer. */
export interface ChildAnswer {
  readonly outcome: JobOutcome<unknown>;
}

// The job's thread is the same as in any other process, so that a job comes out the same.
let executor: WorkerPool<unknown, unknown> | undefined;
process.on("message", ({ pool: { url, ...options }, job }: ChildRequest) => {
  executor ??= new WorkerPool({ ...options, url: new URL(url), workers: 1 });
  void executor.run([job]).then(([outcome]) => process.send?.({ outcome: outcome! } satisfies ChildAnswer));
});
process.on("disconnect", () => {
  process.exit(0);
});

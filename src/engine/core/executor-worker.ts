import { parentPort } from "node:worker_threads";
import { outcomeOf, type JobHandler, type JobOutcome } from "./executor.ts";

/** To a worker: one job at a time, or a request to stop the job that runs. */
export type ToWorker<Job> = { readonly type: "job"; readonly job: Job } | { readonly type: "cancel" };

/** From a worker: its modules are loaded, once, and then the outcome of each job. */
export type FromWorker<Result> =
  { readonly type: "ready" } | { readonly type: "outcome"; readonly outcome: JobOutcome<Result> };

/** Serves jobs from the pool that started this thread, and answers each with its `JobOutcome`. A worker entry is this one call over a pure handler. */
export function serveJobs<Job, Result>(handler: JobHandler<Job, Result>): void {
  if (parentPort === null) throw new Error("serveJobs runs in a worker thread.");
  const port = parentPort;
  let current: AbortController | undefined;
  const serve = async (job: Job): Promise<void> => {
    current = new AbortController();
    const outcome = await outcomeOf(handler, job, current.signal);
    current = undefined;
    port.postMessage({ type: "outcome", outcome } satisfies FromWorker<Result>);
  };
  port.on("message", (message: ToWorker<Job>) => {
    if (message.type === "cancel") current?.abort();
    else void serve(message.job);
  });
  port.postMessage({ type: "ready" } satisfies FromWorker<Result>);
}

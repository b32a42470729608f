import { setTimeout as sleep } from "node:timers/promises";
import { LatentuneError, throwIfCancelled } from "../../src/engine/core/errors.ts";

/** What a test asks of an executor. */
export type TestJob =
  | { readonly do: "square"; readonly value: number }
  | { readonly do: "throw" }
  | { readonly do: "die" }
  | { readonly do: "hang" }
  | { readonly do: "wait"; readonly ms: number };

export async function runTestJob(job: TestJob, signal: AbortSignal): Promise<number> {
  switch (job.do) {
    case "square":
      return job.value ** 2;
    case "throw":
      throw new LatentuneError("The file is broken.", { remedy: "Replace it." });
    case "die":
      return process.exit(7);
    case "hang":
      // Never gives the event loop a turn: only ending the worker helps.
      for (;;);
    case "wait":
      for (let waited = 0; waited < job.ms; waited += 5) {
        await sleep(5);
        throwIfCancelled(signal);
      }
      return job.ms;
  }
}

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { readJsonIfPresent, writeJson } from "../core/files.ts";
import { throwIfCancelled } from "../core/errors.ts";
import type { PoolOptions } from "../core/executor-pool.ts";
import type { JobOutcome } from "../core/executor.ts";
import { QUEUE_VARIABLE } from "./address.ts";
import type { ChildAnswer, ChildRequest } from "./child.ts";

/** A job that has ended its process so often, with nothing beside it, is left out. */
export const LONE_DEATHS = 3;

export interface AloneOptions {
  readonly pool: PoolOptions;
  /** The child's bundle. */
  readonly childUrl: URL;
  /** How often each job of the range has ended its process, by its place; survives ours. */
  readonly deathsFile: string;
  readonly signal: AbortSignal;
}

/**
 * Does the jobs of a range whose worker has died, one after the other in a process of their own: what ends that process is
 * one job's doing. Called when nothing else runs here.
 */
export async function runAlone(
  jobs: readonly unknown[],
  { pool, childUrl, deathsFile, signal }: AloneOptions,
): Promise<JobOutcome<unknown>[]> {
  const deaths = deathsOf(await readJsonIfPresent(deathsFile));
  const outcomes: JobOutcome<unknown>[] = [];
  let child: ChildProcess | undefined;
  const isStopped = (): boolean => signal.aborted;
  const kill = (): void => void child?.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  try {
    for (const [place, job] of jobs.entries()) {
      let outcome: JobOutcome<unknown> | undefined;
      while (outcome === undefined && !isStopped() && (deaths[place] ?? 0) < LONE_DEATHS) {
        // Counted before, for the machine may end us together with it.
        deaths[place] = (deaths[place] ?? 0) + 1;
        await writeJson(deathsFile, deaths);
        child ??= startChild(childUrl);
        outcome = await ask(child, { pool: { ...pool, url: pool.url.href }, job });
        if (outcome === undefined) child = undefined;
        if (outcome !== undefined || isStopped()) deaths[place] -= 1;
      }
      if (isStopped()) await writeJson(deathsFile, deaths);
      throwIfCancelled(signal);
      outcomes.push(outcome ?? { ok: false, error: { reason: "crashed", message: POISON } });
    }
    return outcomes;
  } finally {
    signal.removeEventListener("abort", kill);
    child?.kill("SIGKILL");
  }
}

const POISON = `It ended the process that worked on it, ${LONE_DEATHS} times out of ${LONE_DEATHS}.`;

function startChild(url: URL): ChildProcess {
  const env = { ...process.env };
  // Who does songs needs no queue.
  // oxlint-disable-next-line typescript/no-dynamic-delete -- the variable's name is a constant.
  delete env[QUEUE_VARIABLE];
  return fork(fileURLToPath(url), [], { env, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
}

/** The outcome of a job; undefined if the process has died of it. */
function ask(child: ChildProcess, request: ChildRequest): Promise<JobOutcome<unknown> | undefined> {
  return new Promise((resolve) => {
    const settle = (answer?: ChildAnswer): void => {
      child.off("message", settle).off("exit", died).off("error", died);
      resolve(answer?.outcome);
    };
    const died = (): void => {
      settle();
    };
    // A process that cannot be started, or whose channel is closed, is one that has died.
    child.on("message", settle).on("exit", died).on("error", died);
    child.send(request, (error) => {
      if (error !== null) died();
    });
  });
}

function deathsOf(value: unknown): Record<number, number> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

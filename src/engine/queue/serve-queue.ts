import { hostname } from "node:os";
import type { Job as QueueJob } from "bullmq";
import { countOf, formatSeconds } from "../../shared/format.ts";
import { CancelledError, messageOf } from "../core/errors.ts";
import { WorkerPool } from "../core/executor-pool.ts";
import type { QueueAddress } from "./address.ts";
import { connectQueue } from "./connection.ts";
import type { AnyKind } from "./kind.ts";
import type { Machine } from "./machine.ts";
import { announce } from "./presence.ts";
import { countDone } from "./rates.ts";
import { rangeFiles, readJobs, readPart, versionsOf, writePart, type RangeData } from "./ranges.ts";
import { RefusedJob } from "./refused-job.ts";
import { runAlone } from "./run-alone.ts";
import { queueName } from "./session.ts";
import { createTurns } from "./turns.ts";
import { workspaceId } from "./workspace-id.ts";

export interface WorkerOptions {
  readonly address: QueueAddress;
  readonly machine: Machine;
  /** The workspace's `.latentune`. */
  readonly state: string;
  readonly kinds: readonly AnyKind[];
  /** Ranges, and songs, at the same time. */
  readonly concurrency: number;
  /** The bundle of `child.ts`. */
  readonly childUrl: URL;
  /** Ends the worker: ranges under way are given back. */
  readonly signal: AbortSignal;
  /** Says what happens, a line each. */
  readonly say: (line: string) => void;
  readonly patienceSeconds?: number;
  /** A worker that says nothing for so long is taken for dead. Default 30,000. */
  readonly lockMs?: number;
}

/**
 * Does the ranges of a workspace's queue until `signal` is aborted. Songs run in threads: what crashes there is one song's
 * outcome, and this thread goes on saying that the worker is alive. A range whose worker died is done alone, song by song.
 * @throws {LatentuneError} if Redis cannot be reached, or for long not any more.
 */
export async function serveQueue(options: WorkerOptions): Promise<void> {
  const { address, machine, state, kinds, concurrency, childUrl, signal, say, lockMs = 30_000 } = options;
  const connection = await connectQueue(address, {
    ...(options.patienceSeconds === undefined ? {} : { patienceSeconds: options.patienceSeconds }),
    onState: (text) => {
      say(text === null ? "Redis is there again." : `${text}.`);
    },
  });
  const { UnrecoverableError, WaitingError, Worker } = await import("bullmq");
  const name = queueName(await workspaceId(state));
  const pools = new Map<string, WorkerPool<unknown, unknown>>();
  const turns = createTurns(concurrency);
  const underWay = new Map<string, number>();
  let songs = 0;

  const threadsOf = ({ pool }: AnyKind): number => Math.min(concurrency, pool.workers ?? concurrency);

  function poolOf(kind: AnyKind): WorkerPool<unknown, unknown> {
    const running =
      pools.get(kind.name) ?? new WorkerPool<unknown, unknown>({ ...kind.pool, workers: threadsOf(kind) });
    pools.set(kind.name, running);
    return running;
  }

  /** Does a range, unless that is done already. @returns how many songs were done */
  async function work(data: RangeData, isSuspect: boolean): Promise<number> {
    const kind = kindOf(kinds, data);
    const files = rangeFiles(machine.cache, data);
    if ((await readPart(files.part)) !== undefined) return 0;
    const jobs = await readJobs(kind, data.key, machine);
    const outcomes = isSuspect
      ? await runAlone(jobs, { pool: kind.pool, childUrl, deathsFile: files.deaths, signal })
      : await poolOf(kind).run(jobs, { signal });
    for (const outcome of outcomes) {
      const refusal = outcome.ok ? kind.refusal?.(outcome.value) : undefined;
      if (refusal !== undefined) throw new RefusedJob(refusal);
    }
    await writePart(machine.cache, data, outcomes);
    return jobs.length;
  }

  /** Ranges that would only wait for a thread here are left to other workers: a network has one thread on all cores. */
  async function serve(job: QueueJob<RangeData>, token: string | undefined): Promise<void> {
    const kind = kinds.find((known) => known.name === job.data.kind);
    const most = kind === undefined ? concurrency : threadsOf(kind);
    // What it asks for next: mostly the queue holds ranges of one kind.
    worker.concurrency = most;
    const busy = underWay.get(job.data.kind) ?? 0;
    if (busy >= most) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    underWay.set(job.data.kind, busy + 1);
    try {
      await serveRange(job, token, kind?.unit);
    } finally {
      underWay.set(job.data.kind, underWay.get(job.data.kind)! - 1);
    }
  }

  async function serveRange(
    job: QueueJob<RangeData>,
    token: string | undefined,
    unit: AnyKind["unit"] = SONGS,
  ): Promise<void> {
    const started = performance.now();
    // Who shared a process with it when that died is no less a suspect than it: both are done alone.
    const isSuspect = job.stalledCounter > 0;
    try {
      const done = await turns.take(isSuspect ? concurrency : 1, async () => {
        if (signal.aborted) throw new CancelledError();
        if (isSuspect) say(`${nameOf(job.data)}: its worker died; once more, alone.`);
        return work(job.data, isSuspect);
      });
      if (unit === SONGS) songs += done;
      await countDone(connection.redis, name, { count: done, what: unit.many });
      const seconds = (performance.now() - started) / 1000;
      const what = `${done} ${done === 1 ? unit.one : unit.many}`;
      say(`${nameOf(job.data)}: ${what} in ${formatSeconds(seconds)}; ${countOf(songs, "song")} so far.`);
    } catch (error) {
      if (error instanceof CancelledError) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      const reason = messageOf(error);
      say(`${nameOf(job.data)}: refused. ${reason}`);
      throw new UnrecoverableError(`${WORKER}: ${reason}`);
    }
  }

  const worker = new Worker<RangeData>(name, serve, {
    connection: connection.redis,
    name: WORKER,
    concurrency,
    skipVersionCheck: true,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    // How often a range may stall is decided here, song by song.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  // What happens to the connection is said above; what happens to a job, where it happens.
  worker.on("error", () => undefined);
  let isLost = false;
  const leave = await announce(connection.redis, name, "workers", WORKER);
  try {
    await worker.waitUntilReady();
    say(`Ready: ${countOf(concurrency, "song")} at a time.`);
    await Promise.race([aborted(signal), connection.lost]);
  } catch (error) {
    isLost = true;
    throw error;
  } finally {
    await leave(isLost);
    // What waits for a Redis that is gone would wait for ever.
    if (isLost) await connection.close();
    // Otherwise ranges under way are given back now.
    await worker.close(isLost);
    await Promise.all([...pools.values()].map((pool) => pool.close()));
    await connection.close();
  }
}

/** What jobs are where their kind does not say. */
const SONGS = { one: "song", many: "songs" };

/** Names this worker for people. */
const WORKER = `${hostname()}, process ${process.pid}`;

function kindOf(kinds: readonly AnyKind[], { kind: name, versions }: RangeData): AnyKind {
  const kind = kinds.find((known) => known.name === name);
  if (kind === undefined) throw new RefusedJob(`This worker does not know jobs of the kind “${name}”.`);
  const own = versionsOf(kind);
  const names = [...new Set([...Object.keys(own), ...Object.keys(versions)])];
  const different = names.filter((part) => own[part] !== versions[part]);
  if (different.length > 0) {
    const list = different.map((part) => `${part} ${own[part] ?? "none"} instead of ${versions[part] ?? "none"}`);
    throw new RefusedJob(`This worker has ${list.join(", ")}: install the same version everywhere.`);
  }
  return kind;
}

/** `features 1a2b3c4d`. */
function nameOf({ kind, key }: RangeData): string {
  return `${kind} ${key.slice(0, 8)}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener(
      "abort",
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { countOf } from "../../shared/format.ts";
import { groupBy } from "../../shared/group-by.ts";
import { CancelledError, LatentuneError, throwIfCancelled } from "../core/errors.ts";
import type { Executor, JobOutcome } from "../core/executor.ts";
import type { QueueAddress } from "./address.ts";
import type { QueueKind } from "./kind.ts";
import type { Machine } from "./machine.ts";
import { presentOf } from "./presence.ts";
import { rangeFiles, rangesOf, readPart, versionsOf, writeJobs, type Range } from "./ranges.ts";
import {
  absentRanges,
  addRanges,
  failedRanges,
  joinSession,
  removeRanges,
  type CoordinatorSession,
  type QueueSession,
} from "./session.ts";

export interface QueueExecutorOptions {
  readonly address: QueueAddress;
  readonly machine: Machine;
  /** The workspace's `.latentune`. */
  readonly state: string;
  /** See {@link ConnectionOptions}. */
  readonly patienceSeconds?: number;
  /** Least time between two looks at the queue. */
  readonly pollMs?: number;
}

/** Part files that are read at the same time. */
const AT_ONCE = 32;

/** How long a cancelled run may take to take its ranges out of the queue. */
const GRACE_MS = 500;

/**
 * Runs jobs on the workers of a queue: ranges of jobs, each with one part file of outcomes in the workspace's cache. What has
 * its part file is done; a range that waits or is being done already is joined. Jobs must be harmless to run twice.
 *
 * `run` also rejects with a LatentuneError if Redis cannot be reached for long, or if a worker refuses a range.
 */
export function createQueueExecutor<Job, Result>(
  kind: QueueKind<Job, Result>,
  { address, machine, state, patienceSeconds = 600, pollMs = 100 }: QueueExecutorOptions,
): Executor<Job, Result> {
  let session: Promise<CoordinatorSession> | undefined;
  let tell: (text: string | null) => void = () => undefined;
  const versions = versionsOf(kind);
  const taken = new Set<string>();
  const partOf = ({ key }: Range<Job>): string => rangeFiles(machine.cache, { kind: kind.name, key }).part;

  async function add(queue: QueueSession, ranges: readonly Range<Job>[], signal: AbortSignal): Promise<void> {
    for (const { key, packed } of ranges) {
      throwIfCancelled(signal);
      await writeJobs(rangeFiles(machine.cache, { kind: kind.name, key }).jobs, packed);
    }
    await addRanges(
      queue,
      ranges.map(({ key }) => ({ kind: kind.name, key, versions })),
    );
  }

  /** Takes the parts of all open ranges as workers write them, until none is left open. */
  async function collect(
    queue: QueueSession,
    open: Map<string, Range<Job>>,
    take: (range: Range<Job>) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    // What an earlier run could not do is tried again.
    const before = await failedRanges(queue, new Set(open.keys()));
    await removeRanges(
      queue,
      before.map(({ key }) => key),
    );
    await add(queue, [...open.values()], signal);
    while (open.size > 0) {
      await wait(Math.max(pollMs, open.size / 10), undefined, { signal });
      const lost: Range<Job>[] = [];
      for (const key of await absentRanges(queue, [...open.keys()])) {
        const range = open.get(key)!;
        if (await take(range)) open.delete(key);
        else lost.push(range);
      }
      // A Redis that has lost its memory, or a folder whose news have not come here yet: doing it again is harmless.
      await add(queue, lost, signal);
      const [failed] = await failedRanges(queue, new Set(open.keys()));
      if (failed !== undefined) throw refused(failed.reason);
      const workers = await presentOf(queue.redis, queue.queue.name, "workers");
      tell(
        workers.length === 0
          ? "waiting for a worker: start `latentune worker` with the same --queue and --workspace"
          : countOf(workers.length, "worker"),
      );
    }
  }

  return {
    parallelism: 1,
    async run(jobs, { signal, onProgress, onState, onOutcome, among = jobs } = {}) {
      throwIfCancelled(signal);
      tell = onState ?? tell;
      const places = new Map(jobs.map((job, index) => [job, index]));
      const outcomes = new Array<JobOutcome<Result>>(jobs.length);
      let done = 0;
      const failures: Range<Job>[] = [];

      async function take(range: Range<Job>): Promise<boolean> {
        const part = await readPart<Result>(partOf(range));
        if (part === undefined) return false;
        if (part.some(({ ok }) => !ok)) failures.push(range);
        taken.add(partOf(range));
        for (const [at, job] of twins.get(range.key)!.flatMap(({ jobs }) => [...jobs.entries()])) {
          const index = places.get(job);
          if (index === undefined) continue;
          outcomes[index] = part[at]!;
          done += 1;
          onOutcome?.(part[at]!, index);
        }
        onProgress?.(done, jobs.length);
        return true;
      }

      /** What crashed or took too long may be the machine's doing: the next run tries it again, as without a queue. */
      const again = async (): Promise<void> => {
        await Promise.all(failures.map((range) => rm(partOf(range), { force: true })));
      };

      // 1. What is done already.
      const all = await rangesOf(kind, among, machine, signal);
      const ranges = all.filter((range) => range.jobs.some((job) => places.has(job)));
      // Ranges of equal jobs are one.
      const twins = groupBy(ranges, ({ key }) => key);
      const different = [...twins.values()].map(([first]) => first!);
      const open = new Map<string, Range<Job>>();
      for (let from = 0; from < different.length; from += AT_ONCE) {
        throwIfCancelled(signal);
        const some = different.slice(from, from + AT_ONCE);
        const taken = await Promise.all(some.map(take));
        for (const [at, range] of some.entries()) if (!taken[at]!) open.set(range.key, range);
      }

      // 2. The rest.
      if (open.size > 0) {
        session ??= joinSession(address, state, {
          patienceSeconds,
          onState: (text) => {
            tell(text);
          },
        });
        const queue = await session;
        const stop = new AbortController();
        const collecting = collect(queue, open, take, stop.signal);
        try {
          await Promise.race([collecting, queue.lost, aborted(signal)]);
        } catch (error) {
          await again();
          stop.abort();
          const removed = collecting.catch(() => undefined).then(() => removeRanges(queue, [...open.keys()]));
          await Promise.race([removed.catch(() => undefined), wait(GRACE_MS)]);
          throw signal?.aborted === true ? new CancelledError() : error;
        }
      }

      await again();
      return outcomes;
    },
    forget: async () => {
      // The last of those that wait for the same outcomes removes them.
      if ((await (await session)?.leave()) === true) return;
      for (const part of taken) await rm(part, { force: true });
      taken.clear();
    },
    close: async () => {
      await (await session?.catch(() => undefined))?.close();
      session = undefined;
    },
  };
}

function refused(reason: string): LatentuneError {
  return new LatentuneError(`A worker could not do its songs. ${reason}`, {
    remedy: "Put that right, then run again: what is done stays done.",
  });
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener(
      "abort",
      () => {
        reject(new CancelledError());
      },
      { once: true },
    );
  });
}

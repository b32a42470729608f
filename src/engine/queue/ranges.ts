import { rm } from "node:fs/promises";
import { join } from "node:path";
import { checkedJson, type OnDamaged } from "../core/checked-file.ts";
import { throwIfCancelled } from "../core/errors.ts";
import type { JobOutcome } from "../core/executor.ts";
import { readJsonIfPresent, writeJson } from "../core/files.ts";
import { keyOf } from "../core/hash.ts";
import { packageVersion } from "../store/versions.ts";
import type { QueueKind } from "./kind.ts";
import type { Machine } from "./machine.ts";
import { RefusedJob } from "./refused-job.ts";

/** Jobs that are done together, and the key of all that decides how they come out. */
export interface Range<Job> {
  readonly key: string;
  readonly jobs: readonly Job[];
  readonly packed: readonly unknown[];
}

/** All that the queue itself holds of a range: its jobs lie in the workspace. */
export interface RangeData {
  readonly kind: string;
  readonly key: string;
  readonly versions: Versions;
}

export type Versions = Readonly<Record<string, string | number>>;

/** Ranges that a small set of jobs is cut into at least, so that several machines have something to do. */
const FEWEST_RANGES = 256;

/** The versions of all that decides how a job of a kind comes out. */
export function versionsOf({ versions }: Pick<QueueKind<never, never>, "versions">): Versions {
  return { latentune: packageVersion(), ...versions };
}

/** Cuts jobs into ranges; the same jobs give the same ranges on every machine. @throws what `kind.pack` throws */
export async function rangesOf<Job, Result>(
  kind: QueueKind<Job, Result>,
  jobs: readonly Job[],
  machine: Machine,
  signal: AbortSignal | undefined,
): Promise<Range<Job>[]> {
  const size = Math.max(1, Math.min(kind.rangeSize, Math.ceil(jobs.length / FEWEST_RANGES)));
  const ranges: Range<Job>[] = [];
  for (let from = 0; from < jobs.length; from += size) {
    throwIfCancelled(signal);
    const own = jobs.slice(from, from + size);
    const packed = await Promise.all(own.map((job) => kind.pack(job, machine)));
    ranges.push({ key: keyOfRange(kind, packed), jobs: own, packed });
  }
  return ranges;
}

function keyOfRange(kind: Pick<QueueKind<never, never>, "name" | "versions">, packed: readonly unknown[]): string {
  return keyOf({ kind: kind.name, versions: versionsOf(kind), packed });
}

/** The files of a range in the workspace's cache; at most 256 folders of a kind. */
export function rangeFiles(
  cache: string,
  { kind, key }: Pick<RangeData, "kind" | "key">,
): { readonly jobs: string; readonly part: string; readonly deaths: string } {
  const path = join(cache, "queue", kind, key.slice(0, 2), key);
  return { jobs: `${path}.jobs.json`, part: `${path}.json`, deaths: `${path}.deaths.json` };
}

/** Writes the jobs of a range for whoever takes it. */
export async function writeJobs(file: string, packed: readonly unknown[]): Promise<void> {
  await writeJson(file, packed);
}

/** The jobs that the key of a range stands for. @throws {RefusedJob} if they are not there, or are others. */
export async function readJobs<Job, Result>(
  kind: QueueKind<Job, Result>,
  key: string,
  machine: Machine,
): Promise<Job[]> {
  const packed = await readJsonIfPresent(rangeFiles(machine.cache, { kind: kind.name, key }).jobs);
  if (!Array.isArray(packed))
    throw new RefusedJob(
      "Its list of songs is not in the workspace: do all machines have the same folder as --workspace?",
    );
  if (keyOfRange(kind, packed) !== key) throw new RefusedJob("Its list of songs has been changed.");
  return Promise.all(packed.map((job: unknown) => kind.unpack(job, machine)));
}

/** The part files: the outcomes of a range, in the order of its jobs. They are the truth; the queue is only the way there. */
export async function readPart<Result>(
  file: string,
  onDamaged: OnDamaged = () => undefined,
): Promise<readonly JobOutcome<Result>[] | undefined> {
  return checkedJson<readonly JobOutcome<Result>[]>().read(file, onDamaged);
}

/** Writes a part file and then removes what was needed to make it. */
export async function writePart<Result>(
  cache: string,
  range: Pick<RangeData, "kind" | "key">,
  outcomes: readonly JobOutcome<Result>[],
): Promise<void> {
  const { part, jobs, deaths } = rangeFiles(cache, range);
  await checkedJson<readonly JobOutcome<Result>[]>().write(part, outcomes);
  await Promise.all([jobs, deaths].map((file) => rm(file, { force: true })));
}

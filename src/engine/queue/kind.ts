import type { PoolOptions } from "../core/executor-pool.ts";
import type { Machine } from "./machine.ts";

/** A kind of jobs that go through a queue: how they are said without the paths of one machine, and which threads do them. */
export interface QueueKind<Job, Result> {
  /** Letters and `-`. */
  readonly name: string;
  /** Whatever decides how a job comes out beside the job itself: versions of our own code. */
  readonly versions: Readonly<Record<string, string | number>>;
  /** What a job is, for people. Left out: a song. */
  readonly unit?: { readonly one: string; readonly many: string };
  /** Jobs of one range at most. */
  readonly rangeSize: number;
  /** Plain JSON, which differs wherever the job may come out differently. @throws {LatentuneError} if others cannot do it */
  pack(job: Job, machine: Machine): Promise<unknown>;
  /** What {@link pack} made, here or on another machine. @throws {RefusedJob} */
  unpack(packed: unknown, machine: Machine): Promise<Job>;
  /** The threads that do these jobs; `workers` are those of one machine at most. */
  readonly pool: PoolOptions;
  /** What the machine has refused to write: no outcome of the job. */
  refusal?(result: Result): string | undefined;
}

/** A kind, whatever its jobs are: a worker hands them on as they come. */
export type AnyKind = QueueKind<unknown, unknown>;

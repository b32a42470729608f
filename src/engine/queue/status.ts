import type { QueueAddress } from "./address.ts";
import { presentOf } from "./presence.ts";
import { readRate, type Rate } from "./rates.ts";
import { openSession } from "./session.ts";

/** What the queue of a workspace is doing, for all coordinators and workers together. */
export interface QueueStatus extends Rate {
  readonly waiting: number;
  readonly active: number;
  /** Ranges that workers have refused. */
  readonly failed: number;
  readonly workers: readonly string[];
  /** At the rate of the last minutes; null where nothing is left, or nothing was done lately. */
  readonly secondsLeft: number | null;
}

/** @param state the workspace's `.latentune`. @throws {LatentuneError} if Redis cannot be reached */
export async function queueStatus(address: QueueAddress, state: string): Promise<QueueStatus> {
  const session = await openSession(address, state);
  const { queue, redis } = session;
  try {
    const { waiting = 0, active = 0, failed = 0 } = await queue.getJobCounts("waiting", "active", "failed");
    const rate = await readRate(redis, queue.name);
    const left = waiting + active;
    return {
      waiting,
      active,
      failed,
      ...rate,
      workers: await presentOf(redis, queue.name, "workers"),
      secondsLeft: left === 0 || rate.rangesPerMinute === 0 ? null : (60 * left) / rate.rangesPerMinute,
    };
  } finally {
    await session.close();
  }
}

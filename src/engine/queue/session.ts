import { randomBytes } from "node:crypto";
import type { Queue } from "bullmq";
import type { QueueAddress } from "./address.ts";
import { connectQueue, type ConnectionOptions, type QueueConnection } from "./connection.ts";
import { announce, presentOf } from "./presence.ts";
import type { RangeData } from "./ranges.ts";
import { workspaceId } from "./workspace-id.ts";

/** The queue of a workspace, seen by a coordinator. */
export interface QueueSession extends QueueConnection {
  readonly queue: Queue<RangeData>;
}

/** That of a coordinator, which others see. */
export interface CoordinatorSession extends QueueSession {
  /** Leaves, and says whether other coordinators are there: of two that leave at a time, the later one is told of none. */
  leave(): Promise<boolean>;
}

/** Ids of whole numbers are BullMQ's own. */
export function jobId(key: string): string {
  return `r-${key}`;
}

export function queueName(id: string): string {
  return `latentune-${id}`;
}

/** Events that the queue keeps: nobody counts them. */
const EVENTS = 100;

/** @param state the workspace's `.latentune`. @throws {LatentuneError} as {@link connectQueue} */
export async function openSession(
  address: QueueAddress,
  state: string,
  options: ConnectionOptions = {},
): Promise<QueueSession> {
  const connection = await connectQueue(address, options);
  const { Queue } = await import("bullmq");
  const queue = new Queue<RangeData>(queueName(await workspaceId(state)), {
    connection: connection.redis,
    skipVersionCheck: true,
    streams: { events: { maxLen: EVENTS } },
  });
  // The connection's own listeners say what has happened to it.
  queue.on("error", () => undefined);
  return {
    ...connection,
    queue,
    close: async () => {
      await queue.close();
      await connection.close();
    },
  };
}

/** As {@link openSession}, and says that a coordinator is there. */
export async function joinSession(...args: Parameters<typeof openSession>): Promise<CoordinatorSession> {
  const session = await openSession(...args);
  const { redis, queue } = session;
  const name = randomBytes(8).toString("hex");
  const leave = await announce(redis, queue.name, "coordinators", name);
  return {
    ...session,
    leave: async () => {
      await leave(false);
      return (await presentOf(redis, queue.name, "coordinators")).length > 0;
    },
    close: async () => {
      await leave(redis.status !== "ready");
      await session.close();
    },
  };
}

/** Jobs that are added at once. */
const BULK = 500;

/** Lets ranges wait for a worker; one that waits or is being done already is joined. */
export async function addRanges({ queue }: QueueSession, ranges: readonly RangeData[]): Promise<void> {
  for (let from = 0; from < ranges.length; from += BULK) {
    await queue.addBulk(
      ranges
        .slice(from, from + BULK)
        .map((data) => ({
          name: data.kind,
          data,
          opts: { jobId: jobId(data.key), attempts: 1, removeOnComplete: true, removeOnFail: false },
        })),
    );
  }
}

/** Those of the ranges that the queue does not hold: they are done, or lost. */
export async function absentRanges({ redis, queue }: QueueSession, keys: readonly string[]): Promise<string[]> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.exists(queue.toKey(jobId(key)));
  const answers = (await pipeline.exec()) ?? [];
  return keys.filter((_, index) => answers[index]?.[1] === 0);
}

/** Ranges that workers could not do, with what they said. */
export async function failedRanges(
  { redis, queue }: QueueSession,
  keys: ReadonlySet<string>,
): Promise<{ readonly key: string; readonly reason: string }[]> {
  const ids = await redis.zrange(queue.toKey("failed"), "0", "-1");
  const own = ids.map((id) => id.replace(/^r-/, "")).filter((key) => keys.has(key));
  return Promise.all(
    own.map(async (key) => ({ key, reason: (await redis.hget(queue.toKey(jobId(key)), "failedReason")) ?? "" })),
  );
}

/** Takes ranges out of the queue, but for those that a worker is doing. */
export async function removeRanges({ queue }: QueueSession, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += BULK) {
    await Promise.all(
      keys.slice(from, from + BULK).map((key) =>
        // One that is being done cannot be taken out.
        queue.remove(jobId(key)).catch(() => undefined),
      ),
    );
  }
}

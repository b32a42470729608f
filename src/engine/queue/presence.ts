import type { Redis } from "ioredis";

/** How often a worker says that it is there, and how long that counts. */
const EVERY_MS = 10_000;
const COUNTS_MS = 30_000;

/**
 * Says that a worker serves the queue, again and again.
 * @returns ends that, at once where Redis is lost
 */
export async function announceWorker(
  redis: Redis,
  queue: string,
  worker: string,
): Promise<(isLost: boolean) => Promise<void>> {
  const say = async (): Promise<void> => {
    const now = Date.now();
    await redis
      .multi()
      .zadd(keyOf(queue), now, worker)
      .zremrangebyscore(keyOf(queue), "-inf", now - COUNTS_MS)
      .exec();
  };
  await say();
  const timer = setInterval(() => {
    // A Redis that is away learns of it when it comes back.
    say().catch(() => undefined);
  }, EVERY_MS);
  return async (isLost) => {
    clearInterval(timer);
    if (!isLost) await redis.zrem(keyOf(queue), worker);
  };
}

/** The workers that were there a moment ago, sorted. */
export async function workersOf(redis: Redis, queue: string, now = Date.now()): Promise<readonly string[]> {
  return (await redis.zrangebyscore(keyOf(queue), now - COUNTS_MS, "+inf")).sort();
}

function keyOf(queue: string): string {
  return `latentune:workers:${queue}`;
}

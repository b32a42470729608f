import type { Redis } from "ioredis";

/** Who takes part in a queue. */
export type Part = "workers" | "coordinators";

/** How often somebody says that they are there, and how long that counts. */
const EVERY_MS = 10_000;
const COUNTS_MS = 30_000;

/**
 * Says that somebody takes part in the queue, again and again.
 * @param name of theirs alone
 * @returns ends that, at once where Redis is lost
 */
export async function announce(
  redis: Redis,
  queue: string,
  part: Part,
  name: string,
): Promise<(isLost: boolean) => Promise<void>> {
  const say = async (): Promise<void> => {
    const now = Date.now();
    await redis
      .multi()
      .zadd(keyOf(queue, part), now, name)
      .zremrangebyscore(keyOf(queue, part), "-inf", now - COUNTS_MS)
      .exec();
  };
  await say();
  const timer = setInterval(() => {
    // A Redis that is away learns of it when it comes back.
    say().catch(() => undefined);
  }, EVERY_MS);
  return async (isLost) => {
    clearInterval(timer);
    if (!isLost) await redis.zrem(keyOf(queue, part), name);
  };
}

/** The names of those who were there a moment ago, sorted. */
export async function presentOf(redis: Redis, queue: string, part: Part, now = Date.now()): Promise<readonly string[]> {
  return (await redis.zrangebyscore(keyOf(queue, part), now - COUNTS_MS, "+inf")).sort();
}

function keyOf(queue: string, part: Part): string {
  return `latentune:${part}:${queue}`;
}

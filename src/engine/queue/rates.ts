import type { Redis } from "ioredis";

/** Minutes that a rate is the mean of. */
const MINUTES = 5;
const MINUTE_MS = 60_000;

/** What all workers of a queue did in a minute lately. */
export interface Rate {
  readonly rangesPerMinute: number;
  /** Jobs by what they are, such as `songs`. */
  readonly perMinute: Readonly<Record<string, number>>;
}

/** The field of the ranges; the others are what jobs are, in the plural. */
const RANGES = "ranges";

/** Counts a range that is done, with its jobs. @param what they are, in the plural */
export async function countDone(
  redis: Redis,
  queue: string,
  { count, what }: { readonly count: number; readonly what: string },
  now = Date.now(),
): Promise<void> {
  const key = keyOf(queue, Math.floor(now / MINUTE_MS));
  await redis
    .multi()
    .hincrby(key, RANGES, 1)
    .hincrby(key, what, count)
    .expire(key, 2 * MINUTES * 60)
    .exec();
}

/** The mean of the last minutes, as far as there are any with work. */
export async function readRate(redis: Redis, queue: string, now = Date.now()): Promise<Rate> {
  const minute = Math.floor(now / MINUTE_MS);
  const counts = await Promise.all(
    Array.from({ length: MINUTES }, (_, back) => redis.hgetall(keyOf(queue, minute - back))),
  );
  const first = counts.findLastIndex(({ [RANGES]: ranges }) => ranges !== undefined);
  if (first < 0) return { rangesPerMinute: 0, perMinute: {} };
  // The minute that is going on counts by its part.
  const minutes = Math.max(0.1, first + (now % MINUTE_MS) / MINUTE_MS);
  const rateOf = (what: string): number =>
    counts.reduce((total, counted) => total + Number(counted[what] ?? 0), 0) / minutes;
  const done = new Set(counts.flatMap((counted) => Object.keys(counted)).filter((what) => what !== RANGES));
  return {
    rangesPerMinute: rateOf(RANGES),
    perMinute: Object.fromEntries([...done].sort().map((what) => [what, rateOf(what)])),
  };
}

function keyOf(queue: string, minute: number): string {
  return `latentune:done:${queue}:${minute}`;
}

import type { Redis } from "ioredis";

/** Minutes that a rate is the mean of. */
const MINUTES = 5;
const MINUTE_MS = 60_000;

/** What all workers of a queue did in a minute lately. */
export interface Rate {
  readonly rangesPerMinute: number;
  readonly songsPerMinute: number;
}

/** Counts a range that is done, with its songs. */
export async function countDone(redis: Redis, queue: string, songs: number, now = Date.now()): Promise<void> {
  const key = keyOf(queue, Math.floor(now / MINUTE_MS));
  await redis
    .multi()
    .hincrby(key, "ranges", 1)
    .hincrby(key, "songs", songs)
    .expire(key, 2 * MINUTES * 60)
    .exec();
}

/** The mean of the last minutes, as far as there are any with work. */
export async function readRate(redis: Redis, queue: string, now = Date.now()): Promise<Rate> {
  const minute = Math.floor(now / MINUTE_MS);
  const counts = await Promise.all(
    Array.from({ length: MINUTES }, (_, back) => redis.hgetall(keyOf(queue, minute - back))),
  );
  const worked = counts.map(({ ranges = "0", songs = "0" }) => ({ ranges: Number(ranges), songs: Number(songs) }));
  const first = worked.findLastIndex(({ ranges }) => ranges > 0);
  // The minute that is going on counts by its part.
  const minutes = Math.max(0.1, first + (now % MINUTE_MS) / MINUTE_MS);
  const sum = (of: "ranges" | "songs"): number => worked.reduce((total, counted) => total + counted[of], 0);
  return first < 0
    ? { rangesPerMinute: 0, songsPerMinute: 0 }
    : { rangesPerMinute: sum("ranges") / minutes, songsPerMinute: sum("songs") / minutes };
}

function keyOf(queue: string, minute: number): string {
  return `latentune:done:${queue}:${minute}`;
}

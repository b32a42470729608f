import { seedWords } from "../core/rng.ts";

/**
 * Draws `count` songs by the seed. Each has a lot of its own, made of its content and the seed alone: songs that are added
 * take the place of few others, and those that are drawn from do not depend on their order. Copies come after all songs that
 * are no copy, second copies after those.
 * @param contents equal for equal songs, such as their hashes
 * @returns indices, ascending; all where there are no more
 */
export function drawSample(contents: readonly string[], count: number, seed: number): Uint32Array {
  const times = new Map<string, number>();
  const copies = new Uint32Array(contents.length);
  const lots = new Float64Array(contents.length);
  for (const [index, content] of contents.entries()) {
    copies[index] = times.get(content) ?? 0;
    times.set(content, copies[index] + 1);
    const [high, low] = seedWords(seed, ["sample", content]);
    lots[index] = (high >>> 0) * 2 ** 21 + (low >>> 11);
  }
  const order = Uint32Array.from(contents.keys());
  // The index decides between copies only: lots of different songs are as good as never equal.
  order.sort((a, b) => copies[a]! - copies[b]! || lots[a]! - lots[b]! || a - b);
  return order.subarray(0, count).slice().sort();
}

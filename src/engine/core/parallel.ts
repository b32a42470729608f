import { throwIfCancelled } from "./errors.ts";

/** Operations on files that wait at the same time: enough to hide the latency of a disk or a network. */
export const FILES_AT_ONCE = 16;

/**
 * What `run` gives for each item, in the order of the items, at most `limit` of them at a time.
 * @throws what the first that fails throws, once those that were started have ended; {CancelledError}
 */
export async function mapParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item, index: number) => Promise<Result>,
  { limit = FILES_AT_ONCE, signal }: { readonly limit?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    try {
      while (next < items.length && !failed) {
        throwIfCancelled(signal);
        const index = next++;
        results[index] = await run(items[index]!, index);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  return results;
}

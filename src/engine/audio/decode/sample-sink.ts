/**
 * Leaves out the first samples and collects the next ones up to a limit, growing as they come: a short file costs no more than its
 * own length.
 */
export interface SampleSink {
  add(samples: Float32Array): void;
  /** Whether more samples came than the limit allows. */
  overflowed(): boolean;
  /** How many samples were left out. */
  skipped(): number;
  /** What was collected, on memory of the sink's own; ends its use. */
  take(): Float32Array;
}

/** Half a minute at either feature's rate fits without growing. Memory that is never written to costs nothing. */
const FIRST_CAPACITY = 2 ** 20;

/** @param skip samples to leave out before the first that is collected */
export function createSampleSink(limit: number, skip = 0): SampleSink {
  let held = new Float32Array(Math.min(limit, FIRST_CAPACITY));
  let filled = 0;
  let skipped = 0;
  let over = false;
  return {
    add(given) {
      const samples = given.subarray(skip - skipped);
      skipped += given.length - samples.length;
      const room = limit - filled;
      if (samples.length > room) over = true;
      const taken = samples.length > room ? samples.subarray(0, room) : samples;
      const needed = filled + taken.length;
      if (needed > held.length) {
        const larger = new Float32Array(Math.min(limit, Math.max(needed, 2 * held.length)));
        larger.set(held.subarray(0, filled));
        held = larger;
      }
      held.set(taken, filled);
      filled = needed;
    },
    overflowed: () => over,
    skipped: () => skipped,
    take: () => held.subarray(0, filled),
  };
}

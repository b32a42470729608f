/** Collects samples up to a limit, growing as they come: a short file costs no more than its own length. */
export interface SampleSink {
  add(samples: Float32Array): void;
  /** Whether more samples came than the limit allows. */
  overflowed(): boolean;
  take(): Float32Array;
}

/** About half a minute at 16 kHz: most of what is asked for fits without growing. */
const FIRST_CAPACITY = 2 ** 19;

export function createSampleSink(limit: number): SampleSink {
  let held = new Float32Array(Math.min(limit, FIRST_CAPACITY));
  let filled = 0;
  let over = false;
  return {
    add(samples) {
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
    take: () => (filled === held.length ? held : held.slice(0, filled)),
  };
}

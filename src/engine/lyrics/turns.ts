import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../core/errors.ts";

/** Milliseconds of computation between two looks at the event loop, through which a cancellation arrives. */
const SLICE_MS = 50;

/** A long computation that can be left between two of its turns; each tells the fraction done, 0 to 1. */
export type Turns<Value> = Generator<number, Value, undefined>;

/** Runs it to its end without a pause. */
export function runThrough<Value>(turns: Turns<Value>): Value {
  for (;;) {
    const { done, value } = turns.next();
    if (done === true) return value;
  }
}

/** Runs it to its end, and lets the event loop run now and then. @throws {CancelledError} */
export async function inTurns<Value>(
  turns: Turns<Value>,
  signal?: AbortSignal,
  onProgress?: (fraction: number) => void,
): Promise<Value> {
  let last = performance.now();
  for (;;) {
    const { done, value } = turns.next();
    if (done === true) return value;
    if (performance.now() - last < SLICE_MS) continue;
    onProgress?.(value);
    await setImmediate();
    throwIfCancelled(signal);
    last = performance.now();
  }
}

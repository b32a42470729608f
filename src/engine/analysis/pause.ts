import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../core/errors.ts";

/** How a long computation is watched and stopped by whoever started it. */
export interface Control {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the fraction done, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Waits while something more urgent goes on: for work in the background. */
  readonly turn?: (() => Promise<void>) | undefined;
}

/** Milliseconds of computation between two looks at the event loop, through which a cancellation arrives. */
const SLICE_MS = 50;

/**
 * A function to call in every turn of a long loop: once a slice of time is used up it lets the event loop run, reports
 * progress and throws if the user has cancelled. The clock decides only when this happens, never what is computed.
 */
export function createPause({ signal, onProgress, turn }: Control): (fraction: number) => Promise<void> {
  throwIfCancelled(signal);
  let last = performance.now();
  return async (fraction) => {
    if (performance.now() - last < SLICE_MS) return;
    onProgress?.(fraction);
    await setImmediate();
    await turn?.();
    throwIfCancelled(signal);
    last = performance.now();
  };
}

/** The control of a part of the work, whose progress goes from one fraction of the whole to another. */
export function partOf({ onProgress, ...control }: Control, from: number, to: number): Control {
  return { ...control, onProgress: (fraction) => onProgress?.(from + (to - from) * fraction) };
}

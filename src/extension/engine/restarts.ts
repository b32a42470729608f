/** So many ends of the process in so short a time mean that the next one ends as well. */
const MOST = 3;
const WINDOW_MS = 5 * 60_000;

/** Remembers how often the engine's process ended by itself, so that it is not started again and again for nothing. */
export interface Restarts {
  /** How the process ended last, once it ended too often; undefined while it may be started. */
  readonly stopped: string | undefined;
  /** @param how it ended, such as `was ended by SIGKILL` */
  ended(how: string): void;
  /** The user asks: it may be started as often as at first. */
  forgive(): void;
}

/** @param now milliseconds of a clock that only goes forward */
export function createRestarts(now: () => number = () => performance.now()): Restarts {
  let ends: number[] = [];
  let stopped: string | undefined;
  return {
    get stopped() {
      return stopped;
    },
    ended(how) {
      ends = [...ends.filter((at) => now() - at < WINDOW_MS), now()];
      if (ends.length >= MOST) stopped = how;
    },
    forgive() {
      ends = [];
      stopped = undefined;
    },
  };
}

// Node and browsers both have timers; neither's types are known here.
declare function setTimeout(handler: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;

export interface Throttled<T> {
  (value: T): void;
  /** Hands over what waits, now. */
  flush(): void;
  /** Forgets what waits. */
  dispose(): void;
}

/** Hands over at most one value per `milliseconds`: the first at once, later ones (the latest wins) when the time is over. */
export function throttle<T>(milliseconds: number, handle: (value: T) => void): Throttled<T> {
  let timer: unknown;
  let waiting: { readonly value: T } | undefined;
  const pass = (): void => {
    timer = undefined;
    if (waiting === undefined) return;
    const { value } = waiting;
    waiting = undefined;
    timer = setTimeout(pass, milliseconds);
    handle(value);
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const push = (value: T): void => {
    waiting = { value };
    if (timer === undefined) pass();
  };
  return Object.assign(push, {
    flush() {
      if (waiting === undefined) return;
      stop();
      pass();
    },
    dispose() {
      stop();
      waiting = undefined;
    },
  });
}

export interface Debounced {
  (): void;
  /** Forgets a call that waits. */
  dispose(): void;
}

/** Calls `handle` when `milliseconds` have passed without another call. */
export function debounce(milliseconds: number, handle: () => void): Debounced {
  let timer: unknown;
  const dispose = (): void => {
    clearTimeout(timer);
  };
  const call = (): void => {
    dispose();
    timer = setTimeout(handle, milliseconds);
  };
  return Object.assign(call, { dispose });
}

import type { Disposable } from "./disposable.ts";

export interface Throttled<T> extends Disposable {
  (value: T): void;
  /** Hands over what waits, now. */
  flush(): void;
}

/** Hands over at most one value per `milliseconds`: the first at once, later ones (the latest wins) when the time is over. */
export function throttle<T>(milliseconds: number, handle: (value: T) => void): Throttled<T> {
  let timer: NodeJS.Timeout | undefined;
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
      stop();
      pass();
    },
    dispose() {
      stop();
      waiting = undefined;
    },
  });
}

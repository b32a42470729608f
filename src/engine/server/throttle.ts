/** Lets values through at a pace. */
export interface Throttle<Value> {
  /** Passes the value on now, or later unless another one replaces it. */
  push(value: Value): void;
  /** Passes on what waits. Called when nothing more comes, so that the last value is never lost. */
  flush(): void;
}

/** At most one value per `milliseconds`: the first at once, then the latest of each span. */
export function createThrottle<Value>(milliseconds: number, pass: (value: Value) => void): Throttle<Value> {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: { readonly value: Value } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === undefined) return;
    const { value } = waiting;
    waiting = undefined;
    last = performance.now();
    pass(value);
  }

  return {
    push(value) {
      waiting = { value };
      const left = last + milliseconds - performance.now();
      if (left <= 0) flush();
      else timer ??= setTimeout(flush, left);
    },
    flush,
  };
}

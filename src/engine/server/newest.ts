/** Work of which only the newest counts: what is asked for anew cancels what was asked for before. */
export interface Newest {
  run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Resolves when nothing of it goes on. */
  idle(): Promise<void>;
}

export function createNewest(): Newest {
  let current: { readonly abort: AbortController; readonly work: Promise<unknown> } | undefined;
  return {
    async run(signal, work) {
      current?.abort.abort();
      const abort = new AbortController();
      const mine = work(AbortSignal.any([signal, abort.signal]));
      const own = { abort, work: mine };
      current = own;
      try {
        return await mine;
      } finally {
        if (current === own) current = undefined;
      }
    },
    async idle() {
      while (current !== undefined) await current.work.catch(() => undefined);
    },
  };
}

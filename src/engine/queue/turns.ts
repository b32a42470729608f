/** Lets so many work at a time, in the order in which they came; one that needs all turns works alone. */
export interface Turns {
  /** @param count turns that the work takes, at most all */
  take<Value>(count: number, work: () => Promise<Value>): Promise<Value>;
}

export function createTurns(total: number): Turns {
  let free = total;
  const waiting: { readonly count: number; readonly start: () => void }[] = [];

  function next(): void {
    // Whoever came first is first, also when others behind it would fit: who needs all would wait for ever.
    while (waiting.length > 0 && waiting[0]!.count <= free) {
      const { count, start } = waiting.shift()!;
      free -= count;
      start();
    }
  }

  return {
    async take(count, work) {
      const needed = Math.min(count, total);
      await new Promise<void>((resolve) => {
        waiting.push({ count: needed, start: resolve });
        next();
      });
      try {
        return await work();
      } finally {
        free += needed;
        next();
      }
    },
  };
}

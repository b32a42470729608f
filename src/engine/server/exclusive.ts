/** Lets one task at a time work on the same thing, such as a run's view, in the order of asking. */
export interface Exclusive {
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
}

export function createExclusive(): Exclusive {
  const last = new Map<string, Promise<unknown>>();
  return {
    async run(key, task) {
      const before = last.get(key);
      const mine = (async () => {
        // Its failure is its caller's.
        await before?.catch(() => undefined);
        return task();
      })();
      last.set(key, mine);
      try {
        return await mine;
      } finally {
        if (last.get(key) === mine) last.delete(key);
      }
    },
  };
}

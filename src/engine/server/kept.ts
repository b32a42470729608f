interface Disposable {
  dispose(): Promise<void>;
}

/** Something that is slow to load and large: kept for a while after it was used last, and one of its kind at a time. */
export interface Kept<Value extends Disposable> {
  /** Uses what is kept under the key, loading it first where it is not. @throws what `load` and `use` throw */
  use<Result>(key: string, load: () => Promise<Value>, use: (value: Value) => Promise<Result>): Promise<Result>;
}

interface Held<Value> {
  readonly key: string;
  readonly value: Promise<Value>;
  users: number;
}

/** @param forMs how long something stays without being used */
export function createKept<Value extends Disposable>(forMs: number): Kept<Value> {
  let held: Held<Value> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What is in use goes when its last user is done. */
  function letGo(old: Held<Value> | undefined): void {
    if (old === undefined || old.users > 0 || old === held) return;
    void old.value.then((value) => value.dispose()).catch(() => undefined);
  }
  function drop(): void {
    const old = held;
    held = undefined;
    letGo(old);
  }

  function rest(): void {
    if (held === undefined || held.users > 0) return;
    clearTimeout(timer);
    timer = setTimeout(drop, forMs);
    timer.unref();
  }

  return {
    async use(key, load, use) {
      clearTimeout(timer);
      if (held?.key !== key) {
        drop();
        held = { key, value: load(), users: 0 };
      }
      const mine = held;
      mine.users++;
      try {
        return await use(await mine.value);
      } catch (error) {
        // One that could not be loaded is tried again.
        if (held === mine) await mine.value.catch(() => (held = undefined));
        throw error;
      } finally {
        mine.users--;
        letGo(mine);
        rest();
      }
    },
  };
}

/** Steps that run at the same time, as one of them sees it. */
export interface StepGroup {
  /**
   * Waits until each of the others computes too, or has ended: what is kept costs nothing.
   * @returns how many compute, this one among them, and share the cores
   */
  readonly meet: () => Promise<number>;
  /** Waits until those planned before it have ended: what steps collect is in the plan's order whoever is done first. */
  readonly turn: () => Promise<void>;
  /** It has ended, or failed. */
  readonly end: () => void;
}

/** A group of so many steps, in their order. */
export function createGroup(size: number): StepGroup[] {
  const ended = Array.from({ length: size }, () => signalOnce());
  const allMet = signalOnce();
  const open = new Set(ended.keys());
  let computing = 0;
  const check = (): void => {
    if (open.size === 0) allMet.give();
  };
  return ended.map(({ give }, index): StepGroup => ({
    async meet() {
      if (open.delete(index)) computing++;
      check();
      await allMet.given;
      return computing;
    },
    async turn() {
      // What came from the cache has not met the others: they would wait for it, and it for them.
      open.delete(index);
      check();
      await Promise.all(ended.slice(0, index).map(({ given }) => given));
    },
    end() {
      open.delete(index);
      check();
      give();
    },
  }));
}

function signalOnce(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

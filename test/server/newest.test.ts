import { describe, expect, it } from "vitest";
import { createNewest } from "../../src/engine/server/newest.ts";

const never = new AbortController().signal;

describe("work of which only the newest counts", () => {
  it("cancels the older when a newer comes, and lets the newest end", async () => {
    const newest = createNewest();
    const signals: AbortSignal[] = [];
    const ends: (() => void)[] = [];
    const ask = (value: number) =>
      newest.run(never, async (signal) => {
        signals.push(signal);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (signal.aborted) throw new Error("cancelled");
        return value;
      });
    const [first, second] = [ask(1), ask(2)];
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    for (const end of ends) end();
    await expect(first).rejects.toThrow("cancelled");
    await expect(second).resolves.toBe(2);
  });

  it("says when nothing goes on", async () => {
    const newest = createNewest();
    let done = false;
    let end = (): void => undefined;
    const work = newest.run(never, async () => {
      await new Promise<void>((resolve) => (end = resolve));
      done = true;
    });
    const idle = newest.idle().then(() => done);
    end();
    await work;
    expect(await idle).toBe(true);
    await newest.idle();
  });
});

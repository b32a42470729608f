import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createKept } from "../../src/engine/server/kept.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function counting() {
  const events: string[] = [];
  const load = (name: string) => () => {
    events.push(`load ${name}`);
    return Promise.resolve({
      name,
      dispose: () => {
        events.push(`dispose ${name}`);
        return Promise.resolve();
      },
    });
  };
  return { events, load };
}

it("stays loaded for a while after its last use, then goes", async () => {
  const { events, load } = counting();
  const kept = createKept<Awaited<ReturnType<ReturnType<typeof load>>>>(1000);
  expect(await kept.use("a", load("a"), ({ name }) => Promise.resolve(name))).toBe("a");
  await vi.advanceTimersByTimeAsync(900);
  await kept.use("a", load("a"), () => Promise.resolve());
  await vi.advanceTimersByTimeAsync(900);
  expect(events).toEqual(["load a"]);
  await vi.advanceTimersByTimeAsync(200);
  expect(events).toEqual(["load a", "dispose a"]);
  await kept.use("a", load("a"), () => Promise.resolve());
  expect(events.at(-1)).toBe("load a");
});

it("gives way to another, but not while it is in use", async () => {
  const { events, load } = counting();
  const kept = createKept<Awaited<ReturnType<ReturnType<typeof load>>>>(1000);
  let end = (): void => undefined;
  const long = kept.use("a", load("a"), () => new Promise<void>((resolve) => (end = resolve)));
  await vi.advanceTimersByTimeAsync(0);
  await kept.use("b", load("b"), () => Promise.resolve());
  await vi.advanceTimersByTimeAsync(2000);
  expect(events).toEqual(["load a", "load b", "dispose b"]);
  end();
  await long;
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual(["load a", "load b", "dispose b", "dispose a"]);
});

it("loads again what could not be loaded", async () => {
  const { events, load } = counting();
  const kept = createKept<Awaited<ReturnType<ReturnType<typeof load>>>>(1000);
  await expect(
    kept.use(
      "a",
      () => Promise.reject(new Error("broken")),
      () => Promise.resolve(),
    ),
  ).rejects.toThrow("broken");
  await kept.use("a", load("a"), () => Promise.resolve());
  expect(events).toEqual(["load a"]);
});

import { expect, it } from "vitest";
import { createTurns } from "../../src/engine/queue/turns.ts";

it("lets so many work at a time; who needs all turns works alone, and is not overtaken", async () => {
  const turns = createTurns(2);
  const running = new Set<string>();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    running.add(name);
    seen.push([...running].join("+"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.delete(name);
    if (name === "b") throw new Error("It failed.");
    return name;
  };
  const all = await Promise.allSettled([
    turns.take(1, work("a")),
    turns.take(1, work("b")),
    turns.take(5, work("alone")),
    turns.take(1, work("c")),
    turns.take(1, work("d")),
  ]);
  expect(all.map((end) => (end.status === "fulfilled" ? end.value : "failed"))).toEqual([
    "a",
    "failed",
    "alone",
    "c",
    "d",
  ]);
  expect(seen).toEqual(["a", "a+b", "alone", "c", "c+d"]);
});

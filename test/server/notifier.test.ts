import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createExclusive } from "../../src/engine/server/exclusive.ts";
import { createNotifier } from "../../src/engine/server/notifier.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a notifier thins the epochs of each model by itself, tells past ones together, and each step's last progress", () => {
  const told: string[] = [];
  const notifier = createNotifier(
    {
      notify: (_, params) => {
        if ("reports" in params) told.push(`${params.model} ${params.reports.map(({ epoch }) => epoch).join(", ")}`);
        else if ("event" in params) told.push(`${params.event.step} ${params.event.stepFraction}`);
      },
    },
    "t",
  );
  const progress = (step: string, stepFraction: number): void => {
    notifier.onProgress({
      step,
      label: step,
      stepNumber: 1,
      stepCount: 2,
      stepFraction,
      fraction: 0,
      secondsLeft: null,
    });
  };
  const epoch = (model: string, ...numbers: number[]): void => {
    const reports = numbers.map((number) => ({
      epoch: number,
      epochs: 9,
      reconstruction: 1,
      kl: 0,
      total: 1,
      beta: 0,
      learningRate: 1,
      secondsLeft: 0,
    }));
    notifier.onEpoch({ model, label: model, reports, past: reports.length > 1 });
  };
  epoch("a", 1, 2, 3);
  for (const number of [4, 5, 6]) epoch("a", number);
  epoch("b", 1);
  progress("one", 0);
  progress("one", 0.5);
  progress("one", 1);
  progress("two", 0);
  notifier.flush();
  expect(told).toEqual(["a 1, 2, 3", "a 4", "b 1", "one 0", "one 1", "two 0", "a 6"]);
});

it("tasks of one key take turns, whatever became of the one before; others do not wait", async () => {
  vi.useRealTimers();
  const turns = createExclusive();
  const order: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = turns.run("a", async () => {
    await gate;
    order.push("first");
    throw new Error("no");
  });
  const second = turns.run("a", () => Promise.resolve(void order.push("second")));
  await turns.run("b", () => Promise.resolve(void order.push("other")));
  open();
  await expect(first).rejects.toThrow("no");
  await second;
  expect(order).toEqual(["other", "first", "second"]);
});

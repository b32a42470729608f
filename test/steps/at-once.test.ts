import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { defineUncachedStep } from "../../src/engine/steps/define-step.ts";
import { createGroup } from "../../src/engine/steps/step-group.ts";
import { createStepRunner } from "../../src/engine/steps/step-runner.ts";
import type { StepReporter } from "../../src/engine/steps/step.ts";

/** What each step does, by its name. */
type Bodies = Readonly<Record<string, (report: StepReporter) => Promise<string>>>;

const act = (name: string) =>
  defineUncachedStep({
    name,
    label: name.toUpperCase(),
    run: (bodies: Bodies, _context: object, report) => bodies[name]!(report),
  });
const [before, first, second, after] = ["before", "first", "second", "after"].map(act) as [
  ReturnType<typeof act>,
  ReturnType<typeof act>,
  ReturnType<typeof act>,
  ReturnType<typeof act>,
];

function runner(signal?: AbortSignal) {
  const events: ProgressEvent[] = [];
  let seconds = 0;
  const steps = createStepRunner(
    [before, first, second, after].map((step) => ({ step, weight: 1 })),
    { signal },
    (event) => events.push(event),
    () => seconds,
  );
  const pass = (time: number): void => {
    seconds += time;
  };
  return { steps, events, pass };
}

const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe("steps at once", () => {
  it("do not wait for one that was kept and waits for its turn", async () => {
    const { steps } = runner();
    const outputs = await steps.runAtOnce([first, second], {
      first: async (report) => `${await report.group!.meet()} computes`,
      second: async (report) => {
        await report.group!.turn();
        return "kept";
      },
    });
    expect(outputs).toEqual(["1 computes", "kept"]);
  });

  it("are one progress: the first that is not done, and how far all are", async () => {
    const { steps, events, pass } = runner();
    const outputs = await steps.runAtOnce([first, second], {
      first: async (report) => {
        pass(2);
        report.fraction(0.5, "half");
        await aMoment();
        return "one";
      },
      second: async (report) => {
        report.fraction(0.5);
        await aMoment();
        await aMoment();
        pass(2);
        report.fraction(1, "whole");
        return "two";
      },
    });
    expect(outputs).toEqual(["one", "two"]);
    expect(events.map(({ step, fraction }) => [step, fraction])).toEqual([
      ["first", 0.25],
      ["first", 0.375],
      ["second", 0.75],
    ]);
    // Two seconds for half of one of four; what is before them was left out.
    expect(events[1]!.secondsLeft).toBe(10);
    expect(steps.records.map(({ name }) => name)).toEqual(["first", "second"]);
    // Both took the same four seconds.
    await steps.run(after, { after: () => Promise.resolve("three") });
    expect(events.slice(-2).map(({ fraction, secondsLeft }) => [fraction, secondsLeft])).toEqual([
      [0.75, 2],
      [1, 0],
    ]);
  });

  it("fail with the reason of the one that failed, when the others have stopped", async () => {
    const { steps } = runner();
    let stopped = false;
    const running = steps.runAtOnce([first, second], {
      first: async ({ signal }) => {
        while (!signal!.aborted) await aMoment();
        stopped = true;
        throw new CancelledError();
      },
      second: () => Promise.reject(new Error("diverged")),
    });
    await expect(running).rejects.toThrow("diverged");
    expect(stopped).toBe(true);
  });

  it("are cancelled together", async () => {
    const controller = new AbortController();
    const { steps, events } = runner(controller.signal);
    const wait = async ({ signal, fraction }: StepReporter): Promise<string> => {
      await aMoment();
      controller.abort();
      while (!signal!.aborted) await aMoment();
      fraction(0.5);
      throw new CancelledError();
    };
    await expect(steps.runAtOnce([first, second], { first: wait, second: wait })).rejects.toThrow(CancelledError);
    // Where it was cancelled is where the first of them stands.
    expect(new Set(events.map(({ step }) => step))).toEqual(new Set(["first"]));
  });
});

describe("a group", () => {
  it("counts those that compute: what ends before is kept", async () => {
    const [a, b, c] = createGroup(3);
    const [met, other] = [a!.meet(), c!.meet()];
    b!.end();
    expect(await Promise.all([met, other])).toEqual([2, 2]);
    const [alone, kept] = createGroup(2);
    kept!.end();
    expect(await alone!.meet()).toBe(1);
  });

  it("lets results come in the order of the plan", async () => {
    const [a, b] = createGroup(2);
    const order: string[] = [];
    const later = b!.turn().then(() => order.push("b"));
    await a!.turn();
    order.push("a");
    a!.end();
    await later;
    expect(order).toEqual(["a", "b"]);
  });
});

describe("a started step", () => {
  const nothing = (name: string) =>
    defineUncachedStep({
      name,
      label: name.toUpperCase(),
      run: async (body: (report: StepReporter) => Promise<unknown>, _context: object, report) => {
        await body(report);
      },
    });
  const [drawn, written] = ["drawn", "written"].map(nothing) as [
    ReturnType<typeof nothing>,
    ReturnType<typeof nothing>,
  ];
  const started = (signal?: AbortSignal) => {
    const events: ProgressEvent[] = [];
    const plan = [drawn, written].map((step) => ({ step, weight: 1 }));
    const steps = createStepRunner(plan, { signal }, (event) => events.push(event));
    return { steps, events };
  };

  it("goes on beside those behind it, has its place in the record, and is the one that progress tells of", async () => {
    const { steps, events } = started();
    const order: string[] = [];
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    steps.start(drawn, async ({ fraction }) => {
      fraction(0.5);
      await held;
      order.push("drawn");
    });
    await steps.run(written, async ({ fraction }) => {
      fraction(0.5);
      finish();
      await aMoment();
      fraction(0.8);
      order.push("written");
    });
    await steps.ended();
    expect(order).toEqual(["drawn", "written"]);
    expect(steps.records.map(({ name }) => name)).toEqual(["drawn", "written"]);
    expect(events.map(({ step, fraction }) => [step, fraction])).toEqual([
      ["drawn", 0],
      ["drawn", 0.25],
      ["written", 0.9],
      ["written", 1],
    ]);
  });

  it("counts as done what ended beside it, and says so when it ends", async () => {
    const { steps, events } = started();
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    steps.start(drawn, async ({ fraction }) => {
      fraction(0.5);
      await held;
      fraction(0.8);
    });
    await steps.run(written, () => Promise.resolve());
    finish();
    await steps.ended();
    expect(events.map(({ fraction }) => fraction)).toEqual([0, 0.25, 0.9, 1]);

    const untold = started();
    const waits = new Promise<void>((resolve) => (finish = resolve));
    untold.steps.start(drawn, () => waits);
    await untold.steps.run(written, () => Promise.resolve());
    finish();
    await untold.steps.ended();
    expect(untold.events.map(({ step, fraction }) => [step, fraction])).toEqual([
      ["drawn", 0],
      ["drawn", 1],
    ]);
  });

  it("tells why it failed when its end is waited for", async () => {
    const { steps } = started();
    steps.start(drawn, () => Promise.reject(new Error("no ink")));
    await steps.run(written, () => Promise.resolve());
    await expect(steps.ended()).rejects.toThrow("no ink");
  });

  it("has stopped when those behind it failed", async () => {
    const { steps } = started();
    let stopped = false;
    steps.start(drawn, async ({ signal }) => {
      while (!signal!.aborted) await aMoment();
      await aMoment();
      stopped = true;
      throw new CancelledError();
    });
    await expect(steps.run(written, () => Promise.reject(new Error("disk full")))).rejects.toThrow("disk full");
    await steps.stop();
    expect(stopped).toBe(true);
  });
});

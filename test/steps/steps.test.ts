import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { createStepRunner } from "../../src/engine/steps/step-runner.ts";

const plan = [
  { name: "a", label: "First", weight: 1 },
  { name: "b", label: "Second", weight: 3 },
];

describe("createStepRunner", () => {
  it("turns steps into one fraction and a remaining time by weight", async () => {
    let clock = 0;
    const events: ProgressEvent[] = [];
    const runner = createStepRunner(
      plan,
      (event) => events.push(event),
      undefined,
      () => clock,
    );
    await runner.run("a", (report) => {
      clock = 5;
      report.fraction(0.5, "half");
      clock = 10;
    });
    await runner.run("b", () => {
      clock = 40;
    });
    expect(events[1]).toMatchObject({ step: "a", fraction: 0.125, detail: "half", secondsLeft: 35 });
    expect(events[2]).toMatchObject({ step: "b", stepNumber: 2, stepCount: 2, fraction: 0.25, secondsLeft: 30 });
    expect(runner.records.map(({ name, seconds, reused }) => [name, seconds, reused])).toEqual([
      ["a", 10, false],
      ["b", 30, false],
    ]);
  });

  it("does not take a reused step for a measure of speed", async () => {
    let clock = 0;
    const events: ProgressEvent[] = [];
    const runner = createStepRunner(
      plan,
      (event) => events.push(event),
      undefined,
      () => clock,
    );
    await runner.run("a", (report) => {
      report.reused("from the cache");
    });
    await runner.run("b", (report) => {
      clock = 10;
      report.fraction(0.5);
    });
    expect(events.map(({ secondsLeft }) => secondsLeft)).toEqual([null, null, 10]);
    expect(runner.records[0]).toMatchObject({ reused: true, detail: "from the cache" });
  });

  it("stops before the next step when cancelled", async () => {
    const controller = new AbortController();
    const runner = createStepRunner(plan, () => undefined, controller.signal);
    await expect(
      runner.run("a", () => {
        controller.abort();
      }),
    ).rejects.toBeInstanceOf(CancelledError);
    await expect(runner.run("b", () => 1)).rejects.toBeInstanceOf(CancelledError);
  });
});

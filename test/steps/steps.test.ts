import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SIZES } from "../../src/shared/contract/scale/sizes.ts";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { defineItemsStep, defineStep, defineUncachedStep } from "../../src/engine/steps/define-step.ts";
import { growing } from "../../src/engine/steps/step-weight.ts";
import { createStepRunner } from "../../src/engine/steps/step-runner.ts";
import type { PlannedStep, StepReporter } from "../../src/engine/steps/step.ts";

let clock = 0;
let events: ProgressEvent[] = [];
let root: string;
beforeEach(async () => {
  clock = 0;
  events = [];
  root = await mkdtemp(join(tmpdir(), "latentune-steps-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const act = (name: string, label: string) =>
  defineUncachedStep({
    name,
    label,
    run: (body: (report: StepReporter) => void, _context: object, report) => {
      body(report);
    },
  });
const first = act("a", "First");
const second = act("b", "Second");
const plan = [
  { step: first, weight: 1 },
  { step: second, weight: 3 },
];

const contextOf = (signal?: AbortSignal, settings = { factor: 2 }) => ({ signal, settings, paths: { cache: root } });
type RunContext = ReturnType<typeof contextOf>;

function runnerOf(planned: readonly PlannedStep[], signal?: AbortSignal, settings = { factor: 2 }) {
  return createStepRunner(
    planned,
    contextOf(signal, settings),
    (event) => events.push(event),
    () => clock,
  );
}

describe("createStepRunner", () => {
  it("turns steps into one fraction and a remaining time by weight", async () => {
    const runner = runnerOf(plan);
    await runner.run(first, (report) => {
      clock = 5;
      report.fraction(0.5, "half");
      clock = 10;
    });
    await runner.run(second, () => {
      clock = 40;
    });
    expect(events[1]).toMatchObject({ step: "a", fraction: 0.125, detail: "half", secondsLeft: 35 });
    expect(events[2]).toMatchObject({ step: "b", stepNumber: 2, stepCount: 2, fraction: 0.25, secondsLeft: 30 });
    expect(runner.records.map(({ name, seconds, reused }) => [name, seconds, reused])).toEqual([
      ["a", 10, false],
      ["b", 30, false],
    ]);
  });

  it("scales the time left by the number of songs, each step by the part that grows, and never goes back", async () => {
    const runner = runnerOf([
      { step: first, weight: () => 1 },
      { step: second, weight: (songs) => 1 + songs / 30 },
    ]);
    await runner.run(first, (report) => {
      clock = 2;
      report.fraction(0.5);
      // Ten times as many as the weights were measured on: the second step takes 1 + 10.
      report.songs(300);
      clock = 4;
      report.fraction(1);
    });
    await runner.run(second, (report) => {
      clock = 15;
      report.fraction(0.25);
    });
    expect(events.map(({ fraction }) => fraction)).toEqual([0, 1 / 6, 1 / 6, 1 / 6, 3.75 / 12, 1]);
    // 4 seconds for a weight of 1, of 12; then 15 for 3.75.
    expect(events.slice(2).map(({ secondsLeft }) => secondsLeft)).toEqual([44, 44, 33, 0]);
  });

  it("grows a weight that is a number with the songs", async () => {
    await runnerOf([
      { step: first, weight: 1 },
      { step: second, weight: () => 2 },
    ]).run(first, (report) => {
      report.songs(300);
      report.fraction(1);
    });
    expect(events.at(-1)!.fraction).toBe(10 / 12);
  });

  it("lets a part of a weight grow with the pairs of songs, up to the limit of exact methods", () => {
    const weight = growing({ once: 1, each: 2, pair: 3 });
    expect([0, 1, 10].map(weight)).toEqual([1, 6, 321]);
    const { exactRows } = SIZES;
    expect(weight(exactRows + 5)).toBe(1 + 2 * (exactRows + 5) + 3 * exactRows ** 2);
    expect(growing({ once: 1, each: 2 })(10)).toBe(21);
  });

  it("takes the part of a step that was made for a measure of speed", async () => {
    const runner = runnerOf(plan);
    await runner.run(first, (report) => {
      report.made(0.1);
      clock = 3;
    });
    await runner.run(second, (report) => {
      report.fraction(0);
    });
    // 3 seconds for a tenth of a weight of 1; the other one weighs 3.
    expect(events.at(-2)!.secondsLeft).toBeCloseTo(90, 9);
    expect(events.at(-2)!.fraction).toBe(0.25);
    const begun = runnerOf([
      { step: first, weight: (songs) => 1 + songs / 30 },
      { step: second, weight: () => 3 },
    ]);
    clock = 0;
    await begun.run(first, (report) => {
      report.made(0.5);
      clock = 3;
    });
    await begun.run(second, (report) => {
      report.fraction(0);
    });
    // What does not grow was paid for in full: 3 seconds for 1.5.
    expect(events.at(-2)!.secondsLeft).toBeCloseTo(6, 9);
  });

  it("does not take a reused step for a measure of speed", async () => {
    const runner = runnerOf(plan);
    await runner.run(first, (report) => {
      report.reused("from the cache");
    });
    await runner.run(second, (report) => {
      clock = 10;
      report.fraction(0.5);
    });
    expect(events.map(({ secondsLeft }) => secondsLeft)).toEqual([null, null, 10, 0]);
    expect(runner.records[0]).toMatchObject({ reused: true, detail: "from the cache" });
  });

  it("runs steps again in a round with its own context, as one record that counts its own times", async () => {
    const settingOf = defineUncachedStep({
      name: "s",
      label: "Setting",
      run: (
        { seconds, reused }: { readonly seconds: number; readonly reused: boolean },
        context: RunContext,
        report,
      ) => {
        clock += seconds;
        if (reused) report.reused();
        return context.settings.factor;
      },
    });
    const round = { name: "round-2", label: "Round 2" };
    const runner = runnerOf([
      { step: settingOf, weight: 1 },
      { step: first, weight: 1 },
      { step: settingOf, weight: 1, round },
      { step: first, weight: 1, round },
    ]);
    const again = runner.round(round, { signal: undefined, settings: { factor: 3 }, paths: { cache: root } });
    expect(await runner.run(settingOf, { seconds: 1, reused: false })).toBe(2);
    await runner.run(first, () => undefined);
    expect(await again.run(settingOf, { seconds: 5, reused: true })).toBe(3);
    await again.run(first, () => (clock += 2));
    expect(events.map(({ label, stepNumber, fraction }) => [label, stepNumber, fraction])).toEqual([
      ["Setting", 1, 0],
      ["First", 2, 0.25],
      ["Round 2: Setting", 3, 0.5],
      ["Round 2: First", 4, 0.75],
      ["Round 2: First", 4, 1],
    ]);
    expect(runner.records.map(({ name, label, seconds, reused }) => [name, label, seconds, reused])).toEqual([
      ["s", "Setting", 1, false],
      ["a", "First", 0, false],
      ["round-2", "Round 2", 7, false],
    ]);
    await expect(runner.round({ name: "round-3", label: "" }, contextOf()).run(first, () => undefined)).rejects.toThrow(
      "Step a is not planned",
    );
  });

  it("tells of the end of the last step", async () => {
    await runnerOf(plan).run(second, () => undefined);
    expect(events.map(({ fraction }) => fraction)).toEqual([0.25, 1]);
  });

  it("does not take for speed what a step says before it is known to be reused", async () => {
    const runner = runnerOf(plan);
    await runner.run(first, (report) => {
      clock = 1;
      report.fraction(1);
      report.reused();
      report.fraction(1);
    });
    expect(events.at(-1)!.secondsLeft).toBe(null);
  });

  it("stops before the next step when cancelled", async () => {
    const controller = new AbortController();
    const runner = runnerOf(plan, controller.signal);
    const abort = (): void => {
      controller.abort();
    };
    await expect(runner.run(first, abort)).rejects.toBeInstanceOf(CancelledError);
    await expect(runner.run(second, abort)).rejects.toBeInstanceOf(CancelledError);
  });

  it("runs no step that is not planned", async () => {
    await expect(runnerOf([]).run(first, () => undefined)).rejects.toThrow("Step a is not planned.");
  });

  it("counts the damaged files of a step, also those that a later step finds, and tells them once", async () => {
    const runner = runnerOf(plan);
    const later: (() => void)[] = [];
    await runner.run(first, (report) => {
      report.note("2 songs");
      report.damaged("x");
      later.push(() => {
        report.damaged("y");
      });
    });
    expect(runner.records[0]!.detail).toBe("2 songs, 1 damaged file made again");
    await runner.run(second, () => {
      later[0]!();
    });
    expect(runner.records.map(({ detail }) => detail)).toEqual(["2 songs, 2 damaged files made again", undefined]);
    expect(runner.diagnostics).toMatchObject([
      {
        code: "cache-damaged",
        severity: "warning",
        message: "The cache was not as it was written: 2 damaged files made again (First).",
      },
    ]);
  });
});

interface Context {
  readonly settings: { readonly factor: number };
  readonly paths: { readonly cache: string };
}

const text = (value: number) => ({ "value.txt": Buffer.from(String(value)) });

describe("defineStep", () => {
  it("keeps a value by version, settings and inputs, and gives the task what it makes of it", async () => {
    let computed = 0;
    const declare = (version: number) =>
      defineStep({
        name: "times",
        label: "Multiplying",
        version,
        settings: (_input: number, { settings }: Context) => settings,
        inputs: (input) => [String(input)],
        compute: (input, { settings }) => {
          computed++;
          return input * settings.factor;
        },
        write: text,
        read: (file) => Number(Buffer.from(file("value.txt")).toString()),
        result: ({ value, reused }, input) => `${input}: ${value}${reused ? ", reused" : ""}`,
      });
    const [old, raised] = [declare(1), declare(2)];
    const run = async (step: typeof old, input: number, factor = 2): Promise<[string, boolean]> => {
      const runner = runnerOf([{ step, weight: 1 }], undefined, { factor });
      const output = await runner.run(step, input);
      return [output, runner.records[0]!.reused];
    };
    expect(await run(old, 3)).toEqual(["3: 6", false]);
    expect(await run(old, 3)).toEqual(["3: 6, reused", true]);
    expect(await run(old, 4)).toEqual(["4: 8", false]);
    expect(await run(old, 3, 5)).toEqual(["3: 15", false]);
    expect(await run(raised, 3)).toEqual(["3: 6", false]);
    expect(computed).toBe(4);
  });
});

describe("defineItemsStep", () => {
  const squares = (fail?: number) =>
    defineItemsStep({
      name: "square",
      label: "Squaring",
      version: 1,
      noun: "numbers",
      atOnce: 2,
      items: (input: readonly number[]) => input,
      itemName: String,
      settings: (_item: number, { settings }: Context) => settings,
      inputs: (item) => [String(item)],
      compute: (item) => {
        if (item === fail) throw new Error(`no ${item}`);
        return item ** 2;
      },
      write: text,
      read: (file) => Number(Buffer.from(file("value.txt")).toString()),
      result: (values) => values,
    });

  it("keeps each item by itself and notes how many were reused", async () => {
    const run = async (input: readonly number[]) => {
      const step = squares();
      const runner = runnerOf([{ step, weight: 1 }]);
      return [await runner.run(step, input), runner.records[0]!.reused, runner.records[0]!.detail];
    };
    expect(await run([1, 2, 3])).toEqual([[1, 4, 9], false, "3 numbers"]);
    expect(await run([3, 4, 1])).toEqual([[9, 16, 1], false, "3 numbers, 2 reused"]);
    expect(await run([4, 1])).toEqual([[16, 1], true, "2 numbers"]);
    expect(events.at(-1)).toMatchObject({ fraction: 1, detail: expect.stringMatching(/^[14]$/) as string });
    expect(await run([])).toEqual([[], false, "0 numbers"]);
  });

  it("tells of each item that was there that it is no work", async () => {
    const step = squares();
    await runnerOf([{ step, weight: 1 }]).run(step, [1, 2, 3]);
    const made: number[] = [];
    const watched = defineUncachedStep<readonly number[], readonly number[], RunContext>({
      ...step,
      run: (input, context, report) => step.run(input, context, { ...report, made: (part) => made.push(part) }),
    });
    await runnerOf([{ step: watched, weight: 1 }]).run(watched, [1, 2, 3, 4]);
    expect(made).toEqual([0.75, 0.5, 0.25]);
  });

  it("passes a failure on", async () => {
    const step = squares(2);
    await expect(runnerOf([{ step, weight: 1 }]).run(step, [1, 2, 3])).rejects.toThrow("no 2");
  });
});

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { NamedApproximation } from "../../shared/contract/scale/approximation.ts";
import type { ModelRecord, StepRecord } from "../../shared/contract/run.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { moveFile } from "../core/files.ts";
import { inWorkspace, outputFolder, type CommandNames, type TaskRequest } from "./task-request.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import type { PlannedStep } from "../steps/step.ts";
import type { TaskContext } from "../steps/context.ts";

/** A command that runs single steps of a task and writes straight into its results folder, or into a folder of its own. */
export interface StepCommand<Value> extends CommandNames {
  readonly plan: readonly PlannedStep[];
  run(context: TaskContext): Promise<Value>;
}

export interface StepCommandResult<Value> {
  readonly value: Value;
  readonly resultsDir: string;
  readonly seconds: number;
  readonly steps: readonly StepRecord[];
  readonly models: readonly ModelRecord[];
  readonly approximations: readonly NamedApproximation[];
  readonly warnings: readonly Diagnostic[];
}

/** Runs such a command with the workspace's lock held. Every file appears whole; there is no kept run. */
export function runSteps<Value>(command: StepCommand<Value>, request: TaskRequest): Promise<StepCommandResult<Value>> {
  const names = { ahead: () => command.plan, ...command };
  return inWorkspace(request, names, async (paths, { context: common, warnings, models, approximations, bulk }) => {
    const started = performance.now();
    const resultsDir = outputFolder(paths, command);
    const context = { ...common, out: resultsDir };
    const steps = createStepRunner(command.plan, context, request.onProgress ?? (() => undefined));
    try {
      const value = await command.run({ ...context, steps });
      for (const [target, source] of bulk) await moveFile(source, join(resultsDir, target));
      bulk.clear();
      const seconds = (performance.now() - started) / 1000;
      return {
        value,
        resultsDir,
        seconds,
        steps: steps.records,
        models,
        approximations,
        warnings: [...warnings, ...steps.diagnostics],
      };
    } finally {
      for (const source of bulk.values()) await rm(source, { force: true });
    }
  });
}

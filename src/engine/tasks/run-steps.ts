import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ModelRecord, StepRecord } from "../../shared/contract/run.ts";
import type { Task } from "../../shared/contract/settings.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { moveFile } from "../core/files.ts";
import { requireProvider } from "../nn/session.ts";
import { enterWorkspace } from "../store/enter-workspace.ts";
import { workspacePaths } from "../store/paths.ts";
import { completeSettings } from "../steps/resolve-settings.ts";
import type { TaskRequest } from "./run-task.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import type { PlannedStep } from "../steps/step.ts";
import type { StepContext, TaskContext } from "../steps/context.ts";

/** A command that runs single steps of a task and writes straight into its results folder, as the reference's scripts do. */
export interface StepCommand<Value> {
  /** Into whose results it writes. */
  readonly task: Task;
  readonly label: string;
  readonly plan: readonly PlannedStep[];
  run(context: TaskContext): Promise<Value>;
}

export interface StepCommandResult<Value> {
  readonly value: Value;
  readonly resultsDir: string;
  readonly seconds: number;
  readonly steps: readonly StepRecord[];
  readonly models: readonly ModelRecord[];
  readonly warnings: readonly Diagnostic[];
}

/** Runs such a command with the workspace's lock held. Every file appears whole; there is no kept run. */
export async function runSteps<Value>(
  command: StepCommand<Value>,
  {
    workspace,
    settings: given = {},
    signal,
    allowDownload = false,
    onProgress = () => undefined,
    onEpoch = () => undefined,
  }: TaskRequest,
): Promise<StepCommandResult<Value>> {
  const settings = completeSettings(given);
  requireProvider(settings.executionProvider);
  const paths = workspacePaths(workspace, settings.dataDir);
  const release = await enterWorkspace(paths, command.label);
  const started = performance.now();
  const bulk = new Map<string, string>();
  try {
    const resultsDir = paths.results(command.task);
    const warnings: Diagnostic[] = [];
    const models: ModelRecord[] = [];
    const context: StepContext = {
      paths,
      settings,
      signal,
      allowDownload,
      out: resultsDir,
      warn: (...diagnostics) => warnings.push(...diagnostics),
      addModel: (model) => models.push(model),
      onEpoch,
      addBulkFile: (target, source) => bulk.set(target, source),
    };
    const steps = createStepRunner(command.plan, context, onProgress);
    const value = await command.run({ ...context, steps });
    for (const [target, source] of bulk) await moveFile(source, join(resultsDir, target));
    bulk.clear();
    warnings.push(...steps.diagnostics);
    return { value, resultsDir, seconds: (performance.now() - started) / 1000, steps: steps.records, models, warnings };
  } finally {
    for (const source of bulk.values()) await rm(source, { force: true });
    await release();
  }
}

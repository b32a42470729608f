import { join } from "node:path";
import { BETA_SWEEP } from "../../../shared/contract/result-files.ts";
import { betaSweepCommand, SWEEP_BETAS } from "../../tasks/beta-sweep.ts";
import { runSteps } from "../../tasks/run-steps.ts";
import { runTask as runPipelineTask } from "../../tasks/run-task.ts";
import { TASK_DEFINITIONS } from "../../tasks/tasks.ts";
import type { Handler } from "../request-context.ts";
import { createNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const runTask: Handler<"runTask"> = async (params, context) => {
  const notifier = createNotifier(context, params.token);
  try {
    const request = { ...taskRequestOf(params), ...notifier, signal: context.signal };
    const { manifest, resultsDir, report } = await runPipelineTask(TASK_DEFINITIONS[params.task], request);
    return { manifest, resultsDir, report, runDir: join(pathsOf(params).runs, manifest.runId) };
  } finally {
    notifier.flush();
  }
};

export const betaSweep: Handler<"betaSweep"> = async (params, context) => {
  const notifier = createNotifier(context, params.token);
  try {
    const request = { ...taskRequestOf(params), ...notifier, signal: context.signal };
    const { resultsDir } = await runSteps(betaSweepCommand(SWEEP_BETAS), request);
    return { resultsDir: join(resultsDir, BETA_SWEEP.folder), report: null };
  } finally {
    notifier.flush();
  }
};

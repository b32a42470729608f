import { join } from "node:path";
import { BETA_SWEEP, K_SWEEP } from "../../../shared/contract/result-files.ts";
import { SWEEP_BETAS } from "../../../shared/settings/groups.ts";
import { betaSweepCommand } from "../../tasks/beta-sweep.ts";
import { kSweepCommand } from "../../tasks/k-sweep.ts";
import { runSteps } from "../../tasks/run-steps.ts";
import { runTask } from "../../tasks/run-task.ts";
import { TASK_DEFINITIONS } from "../../tasks/tasks.ts";
import type { Handlers } from "../request-context.ts";
import { withNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const taskRequests = {
  runTask: (params, context) =>
    withNotifier(context, params, async (news) => {
      const request = { ...taskRequestOf(params), ...news };
      const { manifest, resultsDir, report } = await runTask(TASK_DEFINITIONS[params.task], request);
      return { manifest, resultsDir, report, runDir: join(pathsOf(params).runs, manifest.runId) };
    }),

  betaSweep: (params, context) =>
    withNotifier(context, params, async (news) => {
      const { resultsDir } = await runSteps(betaSweepCommand(SWEEP_BETAS), { ...taskRequestOf(params), ...news });
      const folder = join(resultsDir, BETA_SWEEP.folder);
      return { resultsDir: folder, report: join(folder, BETA_SWEEP.report) };
    }),

  kSweep: (params, context) =>
    withNotifier(context, params, async (news) => {
      const request = { ...taskRequestOf({ ...params, settings: {} }), ...news };
      const { resultsDir, value } = await runSteps(kSweepCommand({ task: params.task }), request);
      const sweeps = value.sweeps.map(({ representation, label, best }) => ({ representation, label, best }));
      return { resultsDir: join(resultsDir, K_SWEEP.folder), sweeps };
    }),
} satisfies Partial<Handlers>;

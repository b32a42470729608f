import { formatSeconds } from "../../../shared/format.ts";
import { resolve } from "node:path";
import type { Command } from "commander";
import { runSteps, type StepCommand, type StepCommandResult } from "../../tasks/run-steps.ts";
import { diagnosticLine } from "../diagnostic-line.ts";
import {
  addCommonOptions,
  addSettingOptions,
  settingsFromOptions,
  type CommonOptions,
  type SettingName,
} from "../options.ts";
import { runCommand } from "../run-command.ts";

export interface StepCommandFlags {
  readonly seeded: boolean;
  readonly settings: readonly SettingName[];
}

/** A command of one step, with the flags of the settings that it looks at. */
export function stepCommand(
  program: Command,
  name: string,
  description: string,
  { seeded, settings }: StepCommandFlags,
): Command {
  return addSettingOptions(addCommonOptions(program.command(name).description(description), { seeded }), settings);
}

/**
 * Runs a step and tells what came of it.
 * @param create makes the step from what was given; called where its complaints are reported as any other error
 */
export async function executeStep<Value>(
  options: CommonOptions,
  create: () => StepCommand<Value>,
  describe: (result: StepCommandResult<Value>) => { readonly text: string; readonly json: object },
): Promise<void> {
  await runCommand(options.json, async ({ signal, onProgress, print }) => {
    const step = create();
    const settings = settingsFromOptions({ ...options });
    const { allowDownload = false } = options;
    const result = await runSteps(step, {
      workspace: resolve(options.workspace),
      settings,
      allowDownload,
      signal,
      onProgress,
    });
    const { text, json } = describe(result);
    const { resultsDir, seconds, steps, warnings } = result;
    for (const warning of warnings.filter(({ severity }) => severity !== "info")) print(diagnosticLine(warning));
    print(text);
    const reused = steps.filter((record) => record.reused).map(({ label }) => label);
    print(`${formatSeconds(seconds)}${reused.length === 0 ? "" : `, reused: ${reused.join(", ")}`}`);
    // A single step is no run: nothing is kept that an id could name.
    return { task: step.task, resultsDir, seconds, steps, warnings, ...json };
  });
}

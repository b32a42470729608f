import { formatSeconds } from "../../../shared/format.ts";
import { join } from "node:path";
import type { Command } from "commander";
import { filesBelow } from "../../store/publish.ts";
import type { StepCommand, StepCommandResult } from "../../tasks/run-steps.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { queueOf, type CommonOptions } from "../options.ts";
import { setAction, type CommandContext } from "../run-command.ts";

/**
 * Has a command run a step and tell what came of it.
 * @param create makes the step from what was given; called where its complaints are reported as any other error
 */
export function setStepAction<Value, Options extends CommonOptions>(
  command: Command,
  create: (context: CommandContext<Options>) => Promise<StepCommand<Value>>,
  describe: (result: StepCommandResult<Value>) => { readonly text: string; readonly json: object },
): void {
  const takesQueue = command.options.some(({ long }) => long === "--queue");
  setAction<Options>(command, async (context) => {
    const step = await create(context);
    const { runSteps } = await import("../../tasks/run-steps.ts");
    const { options, workspace, settings, signal, onProgress, print } = context;
    const { allowDownload = false } = options;
    const queue = takesQueue ? queueOf(options) : undefined;
    const result = await runSteps(step, { workspace, settings, allowDownload, queue, signal, onProgress });
    const { text, json } = describe(result);
    const { resultsDir, seconds, steps, warnings } = result;
    for (const line of diagnosticLines(warnings.filter(({ severity }) => severity !== "info"))) print(line);
    print(text);
    // A folder of its own holds nothing else.
    const files = step.folder === undefined ? [] : await filesBelow(resultsDir);
    if (files.length > 0) print(["Written:", ...files.map((file) => `  ${step.folder}/${file}`)].join("\n"));
    const reused = steps.filter((record) => record.reused).map(({ label }) => label);
    print(`${formatSeconds(seconds)}${reused.length === 0 ? "" : `, reused: ${reused.join(", ")}`}`);
    // A single step is no run: nothing is kept that an id could name.
    const written = files.length === 0 ? {} : { files: files.map((file) => join(resultsDir, file)) };
    return { task: step.task, resultsDir, seconds, steps, warnings, ...written, ...json };
  });
}

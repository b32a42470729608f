import { Command, CommanderError } from "commander";
import { packageVersion } from "../store/versions.ts";
import { addCompareCommand } from "./commands/compare.ts";
import { addDataCommands } from "./commands/data.ts";
import { addExportCommand } from "./commands/export.ts";
import { addInitCommand } from "./commands/init.ts";
import { addModelCommands } from "./commands/models.ts";
import { addQueueCommands } from "./commands/queue.ts";
import { addReportCommand } from "./commands/report.ts";
import { addRunCommands } from "./commands/runs.ts";
import { addSearchCommand } from "./commands/search.ts";
import { addStepCommands } from "./commands/steps.ts";
import { addTaskCommands } from "./commands/tasks.ts";
import { addExportLrcCommand, addTranscribeCommand } from "./commands/transcribe.ts";
import { EXIT, failWith, reportError } from "./run-command.ts";

/**
 * Runs the command that the arguments name, to its end. Never throws: what goes wrong is reported on stderr, with `--json` as
 * the last line of stdout too, and becomes the process's exit code.
 * @param args without the program and the script
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  // Flags that cannot be parsed leave no options: whoever asked for JSON gets its error as JSON all the same.
  const json = args.includes("--json");
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) reportError(error, { json });
    // Commander has printed its message; --help and --version are no errors.
    else if (error.exitCode === 0) process.exitCode = EXIT.done;
    else failWith(error.message.replace(/^error: /, ""), { json, exitCode: EXIT.usage });
  }
}

function createProgram(): Command {
  const program = new Command("latentune")
    .description("Clusters the songs of a folder without supervision, from VAE representations, lyrics and genre.")
    .version(packageVersion())
    .showHelpAfterError("(--help lists the flags)")
    .exitOverride();
  addTaskCommands(program);
  addStepCommands(program);
  addInitCommand(program);
  addDataCommands(program);
  addTranscribeCommand(program);
  addExportLrcCommand(program);
  addModelCommands(program);
  addRunCommands(program);
  addSearchCommand(program);
  addReportCommand(program);
  addExportCommand(program);
  addCompareCommand(program);
  addQueueCommands(program);
  return program;
}

#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { packageVersion } from "../pipeline/versions.ts";
import { addDataCommands } from "./commands/data.ts";
import { addRunCommands } from "./commands/runs.ts";
import { addStepCommands } from "./commands/steps.ts";
import { addTaskCommands } from "./commands/tasks.ts";
import { EXIT } from "./run-command.ts";

const program = new Command("latentune")
  .description("Clusters the songs of a folder without supervision, from VAE representations, lyrics and genre.")
  .version(packageVersion())
  .showHelpAfterError("(--help lists the flags)")
  .exitOverride();

addTaskCommands(program);
addStepCommands(program);
addDataCommands(program);
addRunCommands(program);

// `latentune runs | head` closes our stdout early; that is the reader's right, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed its message; --help and --version are no errors.
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}

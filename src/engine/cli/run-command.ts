import { resolve } from "node:path";
import type { Command } from "commander";
import { CancelledError, LatentuneError, messageOf, UsageError } from "../core/errors.ts";
import { withSystemErrors } from "../core/system-error.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { StepRecord } from "../../shared/contract/run.ts";
import type { RunSettings, Task } from "../../shared/contract/settings.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { removeUnfinished } from "../core/files.ts";
import { releaseAllLocks } from "../store/lock.ts";
import { requireFolder } from "../store/require-folder.ts";
import { settingsFromOptions, type CommonOptions } from "./options.ts";
import { createProgressLine } from "./progress-line.ts";
import { shownFile } from "./shown-path.ts";
import { jsonLine, visible } from "./visible.ts";

/** How long a cancelled command may take to clean up before it is ended. */
const GRACE_MS = 900;

export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** What the JSON line of every command holds, whatever else it says. */
export interface CommandJson {
  /** The run that was made or is spoken of; null where there is none or several. */
  readonly runId: string | null;
  readonly task: Task | null;
  /** Where the results lie, absolute; null where the command writes none. */
  readonly resultsDir: string | null;
  readonly seconds: number;
  readonly steps: readonly StepRecord[];
  readonly warnings: readonly Diagnostic[];
}

/** What a command's body gets. */
export interface CommandContext<Options extends CommonOptions> {
  readonly options: Options;
  /** The values of the command's arguments. */
  readonly args: readonly string[];
  /** Absolute. */
  readonly workspace: string;
  /** Those that were given as flags. */
  readonly settings: Partial<RunSettings>;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** Prints for people; goes to stdout, before the JSON line. */
  readonly print: (text: string) => void;
  /** Says something beside the result, on stderr. */
  readonly note: (text: string) => void;
  /** Ends the command with exit code 1 although it has a result. */
  readonly fail: () => void;
}

/**
 * Has a command run its body: progress on stderr, Ctrl-C cancels (twice: at once), errors become a message and an exit
 * code. What does not stop within a second is ended. With `--json` the last line of stdout is one JSON object: the {@link CommandJson} with the body's value over it, or
 * with `error` and `exitCode`.
 */
export function setAction<Options extends CommonOptions>(
  command: Command,
  body: (context: CommandContext<Options>) => Promise<Partial<CommandJson> & object>,
): void {
  command.action(() => runCommand(command, body));
}

async function runCommand<Options extends CommonOptions>(
  command: Command,
  body: (context: CommandContext<Options>) => Promise<Partial<CommandJson> & object>,
): Promise<void> {
  const options = command.optsWithGlobals<Options>();
  const controller = new AbortController();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const line = createProgressLine(process.stderr);
  const leave = (signal: NodeJS.Signals): void => {
    void releaseAllLocks().finally(() => {
      removeUnfinished();
      reportError(new CancelledError(), { json: options.json, seconds: seconds() });
      endBy(signal);
    });
  };
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      leave(signal);
      return;
    }
    line.end();
    process.stderr.write("Cancelling; press Ctrl-C again to stop at once.\n");
    controller.abort();
    setTimeout(leave, GRACE_MS, signal).unref();
  };
  const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of signals) process.on(name, stop);
  process.exitCode = EXIT.done;
  try {
    const workspace = resolve(options.workspace);
    await requireFolder(workspace);
    const value = await body({
      options,
      args: command.args,
      workspace,
      settings: settingsFromOptions(options),
      signal: controller.signal,
      onProgress: (event) => {
        line.update(event);
      },
      print: (text) => {
        line.end();
        process.stdout.write(`${visible(text)}\n`);
      },
      note: (text) => {
        line.end();
        process.stderr.write(`${visible(text)}\n`);
      },
      fail: () => {
        process.exitCode = EXIT.failed;
      },
    });
    line.end();
    if (options.json) process.stdout.write(`${jsonLine(commandJson(seconds(), value))}\n`);
  } catch (error) {
    line.end();
    reportError(error, { json: options.json, seconds: seconds() });
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

/**
 * Ends this process at once, as the signal would have. An ordinary exit waits for the native calls of all threads, and those
 * that come back to a stopped thread abort the process.
 */
function endBy(signal: NodeJS.Signals): void {
  // Windows ends programs by exit codes, not by signals.
  if (process.platform === "win32") process.exit();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Tells what went wrong, on stderr and as JSON, and sets the exit code. */
export function reportError(
  thrown: unknown,
  { json, seconds = 0 }: { readonly json: boolean; readonly seconds?: number },
): void {
  const error = withSystemErrors(thrown);
  process.stderr.write(`${visible(explain(error))}\n`);
  failWith(messageOf(error), { json, seconds, exitCode: exitCodeOf(error) });
}

/** Sets the exit code of an error that is reported already, and says it as JSON. */
export function failWith(
  error: string,
  { json, seconds = 0, exitCode }: { readonly json: boolean; readonly seconds?: number; readonly exitCode: number },
): void {
  process.exitCode = exitCode;
  if (json) process.stdout.write(`${jsonLine(commandJson(seconds, { error, exitCode }))}\n`);
}

function commandJson<Value extends Partial<CommandJson> & object>(seconds: number, value: Value): CommandJson & Value {
  return { runId: null, task: null, resultsDir: null, seconds, steps: [], warnings: [], ...value };
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return EXIT.cancelled;
  if (error instanceof UsageError) return EXIT.usage;
  return EXIT.failed;
}

/** Errors of the data or the machine are reported as they are; anything else is a defect and shows where it happened. */
function explain(error: unknown): string {
  if (error instanceof CancelledError) return "Cancelled. The next run goes on from the last checkpoint.";
  if (error instanceof LatentuneError) return `Error: ${error.describe(shownFile)}`;
  return `Unexpected error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

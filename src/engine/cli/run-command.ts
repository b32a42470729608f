import { CancelledError, LatentuneError, messageOf, UsageError } from "../core/errors.ts";
import type { ProgressEvent } from "../contract/progress.ts";
import { createProgressLine } from "./progress-line.ts";

export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** What a command's body gets. */
export interface CommandContext {
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** Prints for people; goes to stdout, before the JSON line. */
  readonly print: (text: string) => void;
}

/**
 * Runs a command's body: progress on stderr, Ctrl-C cancels (twice: at once), errors become a message and an exit code.
 * With `json` the last line of stdout is one JSON object: the body's value, or `{"error": …}`.
 */
export async function runCommand(
  json: boolean,
  body: (context: CommandContext) => Promise<object>,
): Promise<void> {
  const controller = new AbortController();
  const line = createProgressLine(process.stderr);
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.cancelled);
    line.end();
    process.stderr.write("Cancelling; press Ctrl-C again to stop at once.\n");
    controller.abort();
  };
  const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of signals) process.on(name, stop);
  try {
    const value = await body({
      signal: controller.signal,
      onProgress: (event) => {
        line.update(event);
      },
      print: (text) => {
        line.end();
        process.stdout.write(`${text}\n`);
      },
    });
    line.end();
    if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    process.exitCode = EXIT.done;
  } catch (error) {
    line.end();
    process.exitCode = exitCodeOf(error);
    process.stderr.write(`${explain(error)}\n`);
    if (json) process.stdout.write(`${JSON.stringify({ error: messageOf(error), exitCode: process.exitCode })}\n`);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return EXIT.cancelled;
  if (error instanceof UsageError) return EXIT.usage;
  return EXIT.failed;
}

/** Errors of the data or the machine are told as they are; anything else is a defect and shows where it happened. */
function explain(error: unknown): string {
  if (error instanceof CancelledError) return "Cancelled. The next run goes on from the last checkpoint.";
  if (error instanceof LatentuneError) return `Error: ${error.describe()}`;
  return `Unexpected error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

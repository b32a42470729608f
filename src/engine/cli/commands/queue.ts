import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
import { InvalidArgumentError, Option, type Command } from "commander";
import { countOf, formatNumber, formatSecondsLeft } from "../../../shared/format.ts";
import { LatentuneError, UsageError } from "../../core/errors.ts";
import { parseQueueAddress, QUEUE_VARIABLE, type QueueAddress } from "../../queue/address.ts";
import type { QueueStatus } from "../../queue/status.ts";
import { completeSettings } from "../../steps/resolve-settings.ts";
import { workspacePaths } from "../../store/paths.ts";
import { addCommand, parseNumber, queueOf, queueOption, type CommonOptions } from "../options.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { visibleLine } from "../visible.ts";

/** More threads than this only wait for the disk. */
const MOST_AT_ONCE = 16;

interface WorkerOptions extends CommonOptions {
  readonly concurrency: number;
  readonly lock: number;
}

export function addQueueCommands(program: Command): void {
  const worker = addCommand(program, "worker", "work on the songs of a queue, for commands on other machines", {
    seedNote: "the command that gives out the songs draws",
    settings: ["dataDir", "audioRoots", "ffmpegPath", "modelsDir"],
  })
    .addOption(queueOption())
    .addOption(
      new Option("--concurrency <n>", "songs at the same time")
        .argParser(parseConcurrency)
        .default(Math.min(MOST_AT_ONCE, availableParallelism()), "one per core"),
    )
    .addOption(
      new Option("--lock <n>", "seconds without a sign of life after which others do what a worker was doing")
        .argParser(parseLock)
        .default(30),
    )
    .addHelpText("after", "\nRuns until it is told to end (Ctrl-C, SIGTERM); what it is doing then, others do again.");
  setAction(worker, async ({ options, workspace, settings: given, signal, print }: CommandContext<WorkerOptions>) => {
    const address = requireQueue(options);
    const [{ serveQueue }, { KINDS }, { machineOf }, { requireWritableFolder }] = await Promise.all([
      import("../../queue/serve-queue.ts"),
      import("../../steps/queue/kinds.ts"),
      import("../../steps/queue/machine-of.ts"),
      import("../../store/writable.ts"),
    ]);
    const settings = completeSettings(given);
    const paths = workspacePaths(workspace, settings.dataDir, settings.audioRoots);
    await requireWritableFolder(paths.cache, "Features");
    await serveQueue({
      address,
      machine: await machineOf({ paths, settings }),
      state: paths.state,
      kinds: KINDS,
      concurrency: options.concurrency,
      lockMs: 1_000 * options.lock,
      childUrl: childUrl(),
      signal,
      say: (line) => {
        print(`${new Date().toISOString().slice(11, 19)} ${visibleLine(line)}`);
      },
    });
    return {};
  });

  const queue = program.command("queue").description("the queue of a workspace");
  setAction(
    addCommand(queue, "status", "what waits, what is being done, by whom, and how long it will take").addOption(
      queueOption(),
    ),
    async ({ options, workspace, print }: CommandContext<CommonOptions>) => {
      const { queueStatus } = await import("../../queue/status.ts");
      const status = await queueStatus(requireQueue(options), workspacePaths(workspace).state);
      print(statusText(status));
      return { ...status };
    },
  );
}

/** @throws {UsageError} where no address is given, or one that must not be used */
function requireQueue(options: CommonOptions): QueueAddress {
  const text = queueOf(options);
  if (text !== undefined && text !== "") return parseQueueAddress(text);
  throw new UsageError("Which queue? There is no address.", {
    remedy: `Give --queue redis://…, or set ${QUEUE_VARIABLE}.`,
  });
}

/** Lies beside the bundle; the sources, as tests run them, use the built one. */
function childUrl(): URL {
  const here = import.meta.url;
  const url = new URL(here.endsWith(".ts") ? "../../../../dist/queue-child.js" : "./queue-child.js", here);
  if (existsSync(url)) return url;
  throw new LatentuneError("The worker's bundle is missing.", {
    file: fileURLToPath(url),
    remedy: "Run `npm run build`.",
  });
}

function statusText(status: QueueStatus): string {
  const { waiting, active, failed, workers, perMinute, secondsLeft } = status;
  const rates = Object.entries(perMinute).filter(([, count]) => count > 0);
  const rate = rates.map(([what, count]) => `, ${formatNumber(count)} ${what} a minute`).join("");
  const left = secondsLeft === null ? "" : `, ${formatSecondsLeft(secondsLeft)}`;
  return [
    `${countOf(waiting, "range")} waiting, ${active} being done, ${failed} refused${rate}${left}.`,
    workers.length === 0
      ? "No worker."
      : `${countOf(workers.length, "worker")}: ${workers.map(visibleLine).join("; ")}`,
  ].join("\n");
}

function parseConcurrency(text: string): number {
  return parseWhole(text, MOST_AT_ONCE);
}

function parseLock(text: string): number {
  return parseWhole(text, 3_600);
}

function parseWhole(text: string, most: number): number {
  const count = parseNumber(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
}

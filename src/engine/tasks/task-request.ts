import { join } from "node:path";
import type { NamedApproximation } from "../../shared/contract/scale/approximation.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { ModelRecord } from "../../shared/contract/run.ts";
import type { RunSettings, Task } from "../../shared/contract/settings.ts";
import { requireNetworks } from "../nn/session.ts";
import type { EpochEvent, StepContext } from "../steps/context.ts";
import { optionalQueue } from "../queue/address.ts";
import { completeSettings } from "../steps/resolve-settings.ts";
import { workAhead } from "../steps/queue/work-ahead.ts";
import type { PlannedStep } from "../steps/step.ts";
import { enterWorkspace } from "../store/enter-workspace.ts";
import { joinWorkspace } from "../store/join-workspace.ts";
import { requireWritableResults } from "../store/writable.ts";
import { workspacePaths, type WorkspacePaths } from "../store/paths.ts";

export interface TaskRequest {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  readonly settings?: Partial<RunSettings>;
  /** The user has agreed to the download of a model that is missing. Without it nothing touches the network. */
  readonly allowDownload?: boolean;
  /** The address of a queue whose workers work on the songs; left out: this machine does. */
  readonly queue?: string | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  readonly onEpoch?: (event: EpochEvent) => void;
}

/** What the steps of a command work with, and what they collect there. */
export interface Collected {
  readonly context: Omit<StepContext, "out">;
  readonly warnings: readonly Diagnostic[];
  readonly models: readonly ModelRecord[];
  readonly approximations: readonly NamedApproximation[];
  /** Files to move when all is done: their source by their target. */
  readonly bulk: Map<string, string>;
}

/** What is known of a command before it begins. */
export interface CommandNames {
  /** Into whose results it writes, unless it has a folder. */
  readonly task: Task;
  /** The folder of its own that it writes into, relative to the workspace. */
  readonly folder?: string;
  /** For the lock, and for whoever waits for it. */
  readonly label: string;
  /** Whether it cannot do without networks: said before anything long begins. */
  readonly networks: boolean;
  /** The steps whose songs a queue's workers can be given while another command has the workspace; left out: none. */
  readonly ahead?: (settings: RunSettings) => readonly PlannedStep[];
}

/**
 * Does a command's work while the workspace is locked for it. With a queue it waits for another command that has the
 * workspace, its own songs being worked on meanwhile: two equal commands wait for the same jobs.
 * @throws {UsageError} for settings out of range; {NativeModuleError} where it needs networks and there are none;
 * {LatentuneError} for a workspace in which another run is going on (without a queue), and for results that cannot be written.
 */
export async function inWorkspace<Result>(
  { workspace, settings: given = {}, signal, allowDownload = false, queue: address, ...events }: TaskRequest,
  { task, folder, label, networks, ahead = () => [] }: CommandNames,
  work: (paths: WorkspacePaths, collected: Collected) => Promise<Result>,
): Promise<Result> {
  const settings = completeSettings(given);
  if (networks) await requireNetworks(settings.executionProvider);
  const paths = workspacePaths(workspace, settings.dataDir, settings.audioRoots);
  const { onEpoch = () => undefined, onProgress = () => undefined } = events;
  const queue = optionalQueue(address);
  const collected = collect({ paths, settings, signal, allowDownload, onEpoch, queue });
  await requireWritableResults(outputFolder(paths, { task, folder }));
  const meanwhile = (tell: (done: number, detail?: string) => void): Promise<void> =>
    workAhead(ahead(settings), collected.context, tell);
  const release =
    queue === undefined
      ? await enterWorkspace(paths, label)
      : await joinWorkspace(paths, label, { signal, onProgress, meanwhile });
  try {
    return await work(paths, collected);
  } finally {
    await release();
  }
}

/** Where a command writes, absolute. */
export function outputFolder(
  paths: WorkspacePaths,
  { task, folder }: { readonly task: Task; readonly folder?: string | undefined },
): string {
  return folder === undefined ? paths.results(task) : join(paths.workspace, folder);
}

/** A context, and beside it what its steps report. */
export function collect(
  given: Omit<StepContext, "out" | "warn" | "addModel" | "approximate" | "addBulkFile">,
): Collected {
  const warnings: Diagnostic[] = [];
  const models: ModelRecord[] = [];
  const approximations: NamedApproximation[] = [];
  const bulk = new Map<string, string>();
  const context: Collected["context"] = {
    ...given,
    // What a quick fix would do belongs to the table, not to the record of a run.
    warn: (diagnostics) => {
      for (const { fixes, ...diagnostic } of diagnostics) warnings.push(diagnostic);
    },
    addModel: (model) => models.push(model),
    approximate: (of, found) => {
      for (const approximation of found) approximations.push({ of, ...approximation });
    },
    addBulkFile: (target, source) => bulk.set(target, source),
  };
  return { context, warnings, models, approximations, bulk };
}

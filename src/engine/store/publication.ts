import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { RunManifest } from "../../shared/contract/run.ts";
import { TASKS, type Task } from "../../shared/contract/settings.ts";
import { writeFileAtomic } from "../core/files.ts";
import { FILE_LIMITS, ifPresent, readGivenFile } from "../core/given-file.ts";
import { readManifest } from "./manifest.ts";
import type { WorkspacePaths } from "./paths.ts";
import { isInside, isPlainName } from "../../shared/safe-paths.ts";

/** What is about to happen to a results folder: written before the first file there changes, deleted after the last. */
export interface Publication {
  readonly runId: string;
  readonly task: Task;
  /** What the run before left there: relative paths with forward slashes. */
  readonly previous: readonly string[];
  /** Files too large to keep twice, which move: name in the folder of runs by relative target. */
  readonly bulk: Readonly<Record<string, string>>;
}

/**
 * Notes that a run is going to be published, so that a later process can finish it.
 * @param bulk absolute source, directly in the folder of runs, by relative target.
 * @param staying what the run before left there and this one has as well, though not in its own folder.
 */
export async function announcePublication(
  paths: WorkspacePaths,
  { runId, task }: Pick<RunManifest, "runId" | "task">,
  bulk: ReadonlyMap<string, string> = new Map(),
  staying: ReadonlySet<string> = new Set(),
): Promise<Publication> {
  for (const [target, source] of bulk) {
    if (dirname(source) !== paths.runs) throw new Error(`${target} waits in ${source}, not in ${paths.runs}.`);
  }
  const before = await readManifest(paths.results(task));
  const publication: Publication = {
    runId,
    task,
    previous: (before?.files ?? []).filter((file) => !staying.has(file)),
    bulk: Object.fromEntries([...bulk].map(([target, source]) => [target, basename(source)])),
  };
  await writeFileAtomic(paths.publishing, `${JSON.stringify(publication, null, 2)}\n`, { durable: true });
  return publication;
}

/** The publication that was announced and not finished; undefined if there is none that can be understood. */
export async function announcedPublication({ publishing }: WorkspacePaths): Promise<Publication | undefined> {
  const bytes = await ifPresent(readGivenFile(publishing, "The note of a publication", FILE_LIMITS.json));
  if (bytes === undefined) return undefined;
  try {
    const value = JSON.parse(bytes.toString()) as Partial<Publication> | null;
    return value !== null && isPublication(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export async function closePublication({ publishing }: WorkspacePaths): Promise<void> {
  await rm(publishing, { force: true });
}

/** The file may have been edited: nothing in it may lead out of the workspace's own folders. */
function isPublication(value: Partial<Publication>): value is Publication {
  const { runId, task, previous, bulk } = value;
  return (
    typeof runId === "string" &&
    isPlainName(runId) &&
    TASKS.some((known) => known === task) &&
    Array.isArray(previous) &&
    previous.every((file) => typeof file === "string") &&
    typeof bulk === "object" &&
    Object.entries(bulk).every(
      ([target, source]) => isInside(target) && typeof source === "string" && isPlainName(source),
    )
  );
}

import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunManifest } from "../../shared/contract/run.ts";
import type { Task } from "../../shared/contract/settings.ts";
import { renameOver } from "../core/files.ts";
import { randomDigits } from "../core/hash.ts";
import { LatentuneError } from "../core/errors.ts";
import { readManifest, requireManifest } from "./manifest.ts";
import type { WorkspacePaths } from "./paths.ts";
import { announcedPublication } from "./publication.ts";
import { requireFolder } from "./require-folder.ts";
import { isPlainName } from "../../shared/safe-paths.ts";

/** An id that sorts by time and reads well: `20261122-114003-hard-3fa9`. */
export function newRunId(task: Task, at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${task}-${randomDigits(2)}`;
}

/** What lies in the folder of kept runs. */
export interface KeptFolders {
  /** Newest first. */
  readonly runs: readonly RunManifest[];
  /** Why the others cannot be used, by the names of their folders. */
  readonly broken: ReadonlyMap<string, LatentuneError>;
}

/** The kept runs of a workspace, and the folders of runs whose record was edited, cut off or deleted. @throws {LatentuneError} if there is no such workspace. */
export async function keptFolders(runsFolder: string): Promise<KeptFolders> {
  const entries = await readdir(runsFolder, { withFileTypes: true }).catch(() => []);
  if (entries.length === 0) await requireFolder(dirname(dirname(runsFolder)));
  const runs: RunManifest[] = [];
  const broken = new Map<string, LatentuneError>();
  for (const { name } of entries.filter((entry) => !entry.isFile() && !entry.name.endsWith(".tmp"))) {
    try {
      runs.push(await requireManifest(join(runsFolder, name), name));
    } catch (error) {
      if (!(error instanceof LatentuneError)) throw error;
      broken.set(name, error);
    }
  }
  runs.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
  return { runs, broken };
}

/** The kept runs of a workspace that can be used, newest first. */
export async function listRuns(runsFolder: string): Promise<readonly RunManifest[]> {
  return (await keptFolders(runsFolder)).runs;
}

/** @returns the run of exactly this id. @throws {LatentuneError} if there is none (any more), or its record is broken. */
export async function requireRun(runsFolder: string, id: string): Promise<RunManifest> {
  const folder = join(runsFolder, id);
  if (isPlainName(id) && existsSync(folder)) return requireManifest(folder, id);
  throw new LatentuneError(`There is no run “${id}”.`, { remedy: "It was deleted: choose another one." });
}

/**
 * The run of an id or of its unambiguous beginning or end.
 * @throws {LatentuneError} if there is none, or several; the message lists them; or if its record is broken.
 */
export async function findRun(runsFolder: string, id: string): Promise<RunManifest> {
  const { runs, broken } = await keptFolders(runsFolder);
  const names = [...runs.map(({ runId }) => runId), ...broken.keys()];
  const fitting = names.filter((name) => id !== "" && (name.startsWith(id) || name.endsWith(id)));
  const matches = names.includes(id) ? [id] : fitting;
  const [only] = matches;
  if (matches.length > 1) throw new LatentuneError(`“${id}” fits several runs: ${matches.join(", ")}.`);
  const found = runs.find(({ runId }) => runId === only);
  if (found !== undefined) return found;
  throw (
    broken.get(only ?? "") ??
    new LatentuneError(`There is no run “${id}”.`, {
      remedy:
        runs.length === 0
          ? "No run has finished in this workspace yet."
          : `Kept runs: ${runs.map(({ runId }) => runId).join(", ")}.`,
    })
  );
}

/**
 * The run that began last; undefined before there is any.
 * @throws {LatentuneError} if its record is broken: an older one would be taken for it
 */
export async function latestRun(runsFolder: string): Promise<RunManifest | undefined> {
  const { runs, broken } = await keptFolders(runsFolder);
  const [latest] = runs;
  // Ids begin with the time; folders of other names, such as copies, say nothing of when.
  const later = [...broken.keys()].filter((name) => /^\d{8}-\d{6}-/.test(name) && name > (latest?.runId ?? ""));
  const last = later.sort().at(-1);
  if (last !== undefined) throw broken.get(last)!;
  return latest;
}

/**
 * Deletes a kept run. The latest results in `results_<task>/` stay.
 * @throws {LatentuneError} if there is no such run, or if its results are not complete without it.
 */
export async function deleteRun(paths: WorkspacePaths, id: string): Promise<RunManifest> {
  const run = await deletableRun(paths, id);
  await rm(join(paths.runs, run.runId), { recursive: true, force: true });
  return run;
}

/** A run that is set aside has a name that the collection of garbage takes: the next command of the workspace removes it. */
const ASIDE = ".deleted.tmp";

/** Sets a kept run aside, for {@link restoreRun}. @throws {LatentuneError} as {@link deleteRun} does. */
export async function setRunAside(paths: WorkspacePaths, id: string): Promise<RunManifest> {
  const run = await deletableRun(paths, id);
  const folder = join(paths.runs, run.runId);
  await renameOver(folder, `${folder}${ASIDE}`);
  return run;
}

/** Brings back a run that was set aside. @throws {LatentuneError} if it is gone, or its id is no plain name. */
export async function restoreRun(runsFolder: string, id: string): Promise<RunManifest> {
  const folder = join(runsFolder, id);
  const aside = isPlainName(id) ? await readManifest(`${folder}${ASIDE}`) : undefined;
  if (aside?.runId !== id) {
    throw new LatentuneError(`Run ${id} cannot be restored any more.`, {
      remedy: "A deleted run is removed for good when the next command of the folder begins.",
    });
  }
  await renameOver(`${folder}${ASIDE}`, folder);
  return aside;
}

async function deletableRun(paths: WorkspacePaths, id: string): Promise<RunManifest> {
  const run = await findRun(paths.runs, id);
  if ((await announcedPublication(paths))?.runId === run.runId) {
    throw new LatentuneError(`The results of run ${run.runId} are not complete yet.`, {
      file: paths.results(run.task),
      remedy: "Wait for the command that writes them; if it was stopped, the next run of any task completes them.",
    });
  }
  return run;
}

import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RunManifest } from "../../shared/contract/run.ts";
import type { Task } from "../../shared/contract/settings.ts";
import { renameOver } from "../core/files.ts";
import { LatentuneError } from "../core/errors.ts";
import { readManifest } from "./manifest.ts";
import type { WorkspacePaths } from "./paths.ts";
import { announcedPublication } from "./publication.ts";
import { isPlainName } from "../../shared/safe-paths.ts";

/** An id that sorts by time and reads well: `20261122-114003-hard-3fa9`. */
export function newRunId(task: Task, at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${task}-${randomBytes(2).toString("hex")}`;
}

/**
 * The kept runs of a workspace, newest first. Left out are unreadable ones and those that name another folder than
 * their own: a run's id is joined to a path, also to delete it.
 */
export async function listRuns(runsFolder: string): Promise<RunManifest[]> {
  let names: string[];
  try {
    names = await readdir(runsFolder);
  } catch {
    return [];
  }
  const runs: RunManifest[] = [];
  for (const name of names.filter((entry) => !entry.endsWith(".tmp"))) {
    const manifest = await readManifest(join(runsFolder, name));
    if (manifest?.runId === name && isPlainName(name)) runs.push(manifest);
  }
  return runs.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
}

/** @returns the run of exactly this id. @throws {LatentuneError} if there is none (any more). */
export async function requireRun(runsFolder: string, id: string): Promise<RunManifest> {
  const manifest = isPlainName(id) ? await readManifest(join(runsFolder, id)) : undefined;
  if (manifest?.runId === id) return manifest;
  throw new LatentuneError(`There is no run “${id}”.`, { remedy: "It was deleted: choose another one." });
}

/**
 * The run of an id or of its unambiguous beginning or end.
 * @throws {LatentuneError} if there is none, or several; the message lists them.
 */
export async function findRun(runsFolder: string, id: string): Promise<RunManifest> {
  const runs = await listRuns(runsFolder);
  const exact = runs.find(({ runId }) => runId === id);
  if (exact !== undefined) return exact;
  const matches = runs.filter(({ runId }) => id !== "" && (runId.startsWith(id) || runId.endsWith(id)));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  if (matches.length > 1) {
    throw new LatentuneError(`“${id}” fits several runs: ${matches.map(({ runId }) => runId).join(", ")}.`);
  }
  throw new LatentuneError(`There is no run “${id}”.`, {
    remedy:
      runs.length === 0
        ? "No run has finished in this workspace yet."
        : `Kept runs: ${runs.map(({ runId }) => runId).join(", ")}.`,
  });
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

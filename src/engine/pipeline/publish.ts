import { copyFile, constants, mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { dirname, join, sep } from "node:path";
import { listRuns, MANIFEST, readManifest } from "./runs.ts";
import { TASKS } from "../contract/settings.ts";
import type { WorkspacePaths } from "./paths.ts";

/**
 * Makes a finished run the latest: copies its files into `results_<task>/`, each by renaming, and removes what an
 * earlier run left there and this one does not have. Files that no run wrote are not touched.
 *
 * The manifest goes first and comes last, so that a folder without one is known to be unfinished;
 * {@link finishPublication} then completes it.
 *
 * @param bulk files too large to keep twice: moved instead of copied, absolute source by relative target.
 */
export async function publishRun(
  runFolder: string,
  resultsFolder: string,
  bulk: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const before = await readManifest(resultsFolder);
  const files = await filesBelow(runFolder);
  await mkdir(resultsFolder, { recursive: true });
  await rm(join(resultsFolder, MANIFEST), { force: true });
  for (const file of files.filter((name) => name !== MANIFEST)) await copyInto(runFolder, resultsFolder, file);
  for (const [target, source] of bulk) {
    await mkdir(dirname(join(resultsFolder, target)), { recursive: true });
    await rename(source, join(resultsFolder, target));
  }
  const current = new Set([...files, ...bulk.keys()]);
  for (const stale of before?.files ?? []) {
    if (!current.has(stale)) await removeFile(resultsFolder, stale);
  }
  await copyInto(runFolder, resultsFolder, MANIFEST);
}

/** Completes what a killed process began: results folders without a manifest get the newest run of their task again. */
export async function finishPublication(paths: WorkspacePaths): Promise<void> {
  for (const task of TASKS) {
    const results = paths.results(task);
    if (!(await exists(results)) || (await exists(join(results, MANIFEST)))) continue;
    const newest = (await listRuns(paths.runs)).find((run) => run.task === task);
    if (newest !== undefined) await publishRun(join(paths.runs, newest.runId), results);
  }
}

/** Relative paths of all files below a folder, with forward slashes, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).join("/"))
    .sort();
}

async function copyInto(from: string, to: string, file: string): Promise<void> {
  const target = join(to, file);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  try {
    await copyFile(join(from, file), temporary, constants.COPYFILE_FICLONE);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A manifest may have been edited: only files inside the folder are removed. */
async function removeFile(folder: string, file: string): Promise<void> {
  if (file.startsWith("/") || file.split("/").includes("..") || /^[a-zA-Z]:/.test(file)) return;
  await rm(join(folder, file), { force: true });
  await rmdir(dirname(join(folder, file))).catch(() => {
    // Other files are left in that folder: it stays.
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

import { lstat, readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { isViewFile, RESULT_FILES } from "../../shared/contract/result-files.ts";
import { LatentuneError, messageOf } from "../core/errors.ts";
import { copyBeside, moveFile, renameOver } from "../core/files.ts";
import { readGivenFile } from "../core/given-file.ts";
import { mapParallel } from "../core/parallel.ts";
import { withSystemErrors } from "../core/system-error.ts";
import { readManifest } from "./manifest.ts";
import type { WorkspacePaths } from "./paths.ts";
import { announcedPublication, closePublication, type Publication } from "./publication.ts";
import { isInside } from "../../shared/safe-paths.ts";

/**
 * Makes a kept run the latest: copies its files into `results_<task>/` and removes what the run before left there and this
 * one does not have. Files that no run wrote are not touched.
 *
 * The files are copied beside those that they replace first: a disk that fills up changes nothing. Then they are renamed,
 * one after the other; the manifest is removed before the first and comes last, so that readers never take a mixture for a
 * run's results. The publication has been announced (`announcePublication`). Every step can be repeated, and the
 * announcement goes last: {@link finishPublication} completes what was killed or failed.
 *
 * @throws {LatentuneError} if the system refuses a file.
 */
export async function publish(paths: WorkspacePaths, publication: Publication): Promise<void> {
  const results = paths.results(publication.task);
  try {
    await copyRun(join(paths.runs, publication.runId), results, paths, publication);
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new LatentuneError(
      `The results of run ${publication.runId} could not be written: ${messageOf(withSystemErrors(error))}`,
      { file: results, remedy: "The run itself is kept; the next run of any task completes its results." },
    );
  }
  await closePublication(paths);
}

/** Completes the publication that was announced and did not finish, if there is one and its run is still kept. */
export async function finishPublication(paths: WorkspacePaths): Promise<void> {
  const publication = await announcedPublication(paths);
  const run = publication && (await readManifest(join(paths.runs, publication.runId)));
  // Without a kept run, its process was killed before it touched the results.
  if (run === undefined) await closePublication(paths);
  else await publish(paths, publication!);
}

/** Bytes of files that are read to be compared; larger ones are replaced. */
const MOST_COMPARED = 2 ** 23;

async function copyRun(
  run: string,
  results: string,
  { runs }: WorkspacePaths,
  { previous, bulk }: Publication,
): Promise<void> {
  const files = (await filesBelow(run)).filter(isPublished);
  // In the order in which they take their places.
  const ordered = [...files.filter((file) => file !== RESULT_FILES.manifest), RESULT_FILES.manifest];
  const copies = new Map<string, string>();
  try {
    await mapParallel(ordered, async (file) => {
      await requireNoFolder(join(results, file));
      const unchanged = file !== RESULT_FILES.manifest && (await haveSameContent(join(run, file), join(results, file)));
      if (!unchanged) copies.set(file, await copyBeside(join(run, file), join(results, file)));
    });
    await rm(join(results, RESULT_FILES.manifest), { force: true });
    for (const [target, name] of Object.entries(bulk)) await moveIfThere(join(runs, name), join(results, target));
    const current = new Set([...files, ...Object.keys(bulk)]);
    for (const stale of previous) {
      if (!current.has(stale) && isInside(stale) && isPublished(stale)) await removeFile(results, stale);
    }
    for (const file of ordered) {
      const copy = copies.get(file);
      if (copy === undefined) continue;
      await renameOver(copy, join(results, file));
      copies.delete(file);
    }
  } finally {
    for (const copy of copies.values()) await rm(copy, { force: true });
  }
}

/** Most files of a run are those of the run before: a disk compares them in a fraction of the time in which it replaces them. */
async function haveSameContent(file: string, other: string): Promise<boolean> {
  const [size, otherSize] = await Promise.all([file, other].map(sizeOfFile));
  if (size !== otherSize || size === undefined || size > MOST_COMPARED) return false;
  const [content, otherContent] = await Promise.all([file, other].map((path) => readGivenFile(path, "The file", size)));
  return content!.equals(otherContent!);
}

/** Undefined where there is no file: also for a link, which is not a copy of its own. */
async function sizeOfFile(path: string): Promise<number | undefined> {
  const status = await lstat(path).catch(() => undefined);
  return status?.isFile() === true ? status.size : undefined;
}

/** What stays with the kept run: the panel's view of it, and what the user gave it. */
function isPublished(file: string): boolean {
  return !isViewFile(file) && file !== RESULT_FILES.annotation;
}

/** Relative paths of all files below a folder, with forward slashes, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join("/"),
    )
    .sort();
}

/** @throws {LatentuneError} where a file of the results cannot take its place. */
async function requireNoFolder(file: string): Promise<void> {
  if ((await stat(file).catch(() => undefined))?.isDirectory() !== true) return;
  throw new LatentuneError("A folder is in the place of a file of the results.", {
    file,
    remedy: "Move it away; the run itself is kept, and the next run of any task completes its results.",
  });
}

/** A publication that is repeated may have moved the file already. */
async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await moveFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Removes a file and the folders that it leaves empty. */
async function removeFile(folder: string, file: string): Promise<void> {
  await rm(join(folder, file), { force: true });
  for (let above = dirname(file); above !== "."; above = dirname(above)) {
    try {
      await rmdir(join(folder, above));
    } catch {
      // Other files are left in that folder, or it is gone already: what is above stays.
      return;
    }
  }
}

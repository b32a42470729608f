import type { Dirent } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { TASKS } from "../../shared/contract/settings.ts";
import { isAbandoned, isUnchangedSince, PATIENCE_MS } from "./abandoned.ts";
import type { WorkspacePaths } from "./paths.ts";

/**
 * Removes what killed commands left unfinished. Called with the lock held: no other run of this workspace is going on.
 * Commands that only look may be, and workers on other machines: a temporary file whose writer may live stays. What cannot
 * be removed now stays as well: the next command tries again.
 *
 * @param now milliseconds since 1970.
 */
export async function collectGarbage(paths: WorkspacePaths, now = Date.now()): Promise<void> {
  const unfinishedRuns = (await entriesOf(paths.runs)).filter(({ name }) => name.endsWith(".tmp"));
  const steps = (await entriesOf(paths.cache)).filter((entry) => entry.isDirectory());
  const ranges = await rangeFolders(paths.cache);
  const own = [
    paths.state,
    paths.cache,
    paths.checkpoints,
    ...steps.map(({ name }) => join(paths.cache, name)),
    ...ranges,
  ];
  const folders = await Promise.all(own.map((folder) => entriesOf(folder)));
  // The results folders also hold the user's files, and folders of any name: only files of our pattern go.
  const results = await Promise.all(TASKS.map((task) => entriesOf(paths.results(task), { recursive: true })));
  const temporary = [...folders.flat(), ...results.flat().filter((entry) => entry.isFile())];
  const before = now - PATIENCE_MS;
  const leftovers = [
    ...unfinishedRuns.map(pathOf),
    ...(await oldFiles([paths.checkpoints], ".checkpoint", before)),
    ...(await oldFiles(ranges, ".json", before)),
  ];
  for (const path of temporary.map(pathOf)) if (await isAbandoned(path, now)) leftovers.push(path);
  for (const path of leftovers) {
    await rm(path, { recursive: true, force: true }).catch(() => {
      // Another program holds it.
    });
  }
}

/** Where a queue's workers write what they made of ranges of songs: `queue/<kind>/<first digits of the range's key>`. */
async function rangeFolders(cache: string): Promise<string[]> {
  const kinds = await entriesOf(join(cache, "queue"));
  const shards = await Promise.all(kinds.map((kind) => entriesOf(pathOf(kind))));
  return [...kinds, ...shards.flat()].filter((entry) => entry.isDirectory()).map(pathOf);
}

/** What was not taken up again: trainings, and outcomes of a queue's workers, which go when a command has kept them. */
async function oldFiles(folders: readonly string[], ending: string, before: number): Promise<string[]> {
  const old: string[] = [];
  for (const folder of folders) {
    for (const entry of await entriesOf(folder)) {
      if (!entry.isFile() || !entry.name.endsWith(ending)) continue;
      if (await isUnchangedSince(pathOf(entry), before)) old.push(pathOf(entry));
    }
  }
  return old;
}

/** Nothing for a folder that does not exist or cannot be read. */
async function entriesOf(folder: string, { recursive = false } = {}): Promise<Dirent[]> {
  return readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
}

function pathOf({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}

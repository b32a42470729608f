import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { TASKS } from "../../shared/contract/settings.ts";
import { temporaryWriter } from "../core/files.ts";
import { isRunning } from "./lock.ts";
import type { WorkspacePaths } from "./paths.ts";

/** A training that was not taken up again for so long is not waited for. */
const CHECKPOINT_DAYS = 30;

/**
 * Removes what killed commands left unfinished. Called with the lock held: no other run of this workspace is going on.
 * Commands that only look may be, so a temporary file whose writer lives stays. What cannot be removed now stays as well:
 * the next command tries again.
 *
 * @param now milliseconds since 1970.
 */
export async function collectGarbage(paths: WorkspacePaths, now = Date.now()): Promise<void> {
  const unfinishedRuns = (await entriesOf(paths.runs)).filter(({ name }) => name.endsWith(".tmp"));
  const steps = (await entriesOf(paths.cache)).filter((entry) => entry.isDirectory());
  const own = [paths.state, paths.cache, paths.checkpoints, ...steps.map(({ name }) => join(paths.cache, name))];
  const leftovers = [
    ...unfinishedRuns.map(pathOf),
    ...(await Promise.all(own.map((folder) => entriesOf(folder)))).flat().filter(isAbandoned).map(pathOf),
    ...(await oldCheckpoints(paths.checkpoints, now - CHECKPOINT_DAYS * 86_400_000)),
  ];
  // The results folders also hold the user's files, and folders of any name: only files of our pattern go.
  for (const task of TASKS) {
    const entries = await entriesOf(paths.results(task), { recursive: true });
    leftovers.push(...entries.filter((entry) => entry.isFile() && isAbandoned(entry)).map(pathOf));
  }
  for (const path of leftovers) {
    await rm(path, { recursive: true, force: true }).catch(() => {
      // Another program holds it.
    });
  }
}

function isAbandoned({ name }: Dirent): boolean {
  const pid = temporaryWriter(name);
  // What carries our own id is of an earlier process: this one has only just taken the lock.
  return pid !== undefined && (pid === process.pid || !isRunning(pid));
}

async function oldCheckpoints(folder: string, before: number): Promise<string[]> {
  const old: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile() || !entry.name.endsWith(".checkpoint")) continue;
    const { mtimeMs } = await stat(pathOf(entry));
    if (mtimeMs < before) old.push(pathOf(entry));
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

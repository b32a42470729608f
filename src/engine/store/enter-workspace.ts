import { takeLock } from "./lock.ts";
import type { WorkspacePaths } from "./paths.ts";
import { finishPublication } from "./publish.ts";
import { collectGarbage } from "./garbage-collection.ts";
import { requireFolder } from "./require-folder.ts";
import { requireWritableFolder } from "./writable.ts";

/**
 * Takes the workspace for one command and puts in order what killed ones left: completes their publication, removes
 * their unfinished files.
 * @returns a function that gives the workspace back.
 * @throws {LatentuneError} if the folder does not exist (nothing is created) or cannot be written to, or if another command
 * runs in it.
 */
export async function enterWorkspace(paths: WorkspacePaths, what: string): Promise<() => Promise<void>> {
  await requireFolder(paths.workspace);
  await requireWritableFolder(paths.state, "Runs and cache");
  const release = await takeLock(paths.lock, what);
  try {
    await finishPublication(paths);
    await collectGarbage(paths);
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";

/** Where audio may lie; absolute. */
export interface AudioPlaces {
  readonly workspace: string;
  readonly dataDir: string;
  /** The folder that songs are looked for in. */
  readonly audioRoot: string;
  /** Folders elsewhere that the user allows. */
  readonly audioRoots: readonly string[];
}

/**
 * The folders into which links may lead, without links themselves: the workspace, a data folder outside it, the folder that songs
 * are looked for in, which may be a link to anywhere, and what the user allows. Those that are not there are left out.
 */
export async function reachableFolders({
  workspace,
  dataDir,
  audioRoot,
  audioRoots,
}: AudioPlaces): Promise<readonly string[]> {
  const folders = [workspace, audioRoot, ...(isInside(dataDir, workspace) ? [] : [dataDir]), ...audioRoots];
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  return found.filter((folder) => folder !== undefined);
}

/** Whether an absolute path is a folder or lies below it. On Windows another drive makes the relative path absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether a path is one of the folders or lies below one. */
export function isReachable(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isInside(path, folder));
}

import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Dirent } from "node:fs";
import { throwIfCancelled } from "../../core/errors.ts";
import { isReachable } from "./reachable.ts";

/** Folders and links that are looked at at the same time: enough to hide a disk's latency. */
const PARALLEL = 16;

/** Files of a folder that is larger than any collection, such as a whole disk, are not all listed. */
const MOST_FILES = 2e6;

export interface WalkOptions {
  readonly signal: AbortSignal | undefined;
  /** Folders into which links may lead, without links themselves. */
  readonly reachable: readonly string[];
  /** Says by its name whether a folder is not looked into; `linked`: a symbolic link leads there. */
  readonly passesOver: (folder: string, linked: boolean) => boolean;
  /** Gets what is not searched. */
  readonly skipped: SkippedFolder[];
}

/** An entry below the root. */
export interface Place {
  /** The bare name as the disk spells it. */
  readonly name: string;
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** Absolute and without links: what says whether two paths are one file. */
  readonly real: string;
  /** How many folders lie between the root and the entry. */
  readonly depth: number;
}

interface Folder extends Place {
  readonly linked: boolean;
}

/** `outside`: a symbolic link that leads where links may not lead; `broken`: one that leads nowhere. */
export interface FoundFile extends Place {
  readonly kind: "file" | "outside" | "broken";
}

export interface SkippedFolder {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** The system's error code, such as `EACCES`; `outside` of a link that leads where links may not lead; `limit`: too many files. */
  readonly reason: string;
  /** Absolute and without links. */
  readonly real: string;
}

/**
 * The files below a folder, unsorted. Links are followed into {@link WalkOptions.reachable} folders. Every folder is listed
 * once, where it lies before where a link leads to it, so loops of links end and no file is found twice by links to folders; a
 * link to a file is a name of its own. What is named and typed is the link.
 *
 * @param root without links.
 * @throws if the root cannot be listed, and {CancelledError}.
 */
export async function walkAudio(root: string, options: WalkOptions): Promise<FoundFile[]> {
  const { signal, reachable, passesOver, skipped } = options;
  const files: FoundFile[] = [];
  const visited = new Set<string>();
  const links: Place[] = [];
  let folders: Folder[] = [{ path: "", real: root, depth: 0, name: "", linked: false }];

  const look = async (folder: Folder): Promise<void> => {
    if (visited.has(folder.real)) return;
    visited.add(folder.real);
    if (files.length >= MOST_FILES) {
      if (skipped.every(({ reason }) => reason !== "limit"))
        skipped.push({ path: folder.path, real: folder.real, reason: "limit" });
      return;
    }
    const beginning = join(folder.real, sep);
    for (const entry of await list(folder, skipped)) {
      const { name } = entry;
      const path = folder.path === "" ? name : `${folder.path}/${name}`;
      const depth = folder.path === "" ? 0 : folder.depth + 1;
      const place = { path, real: beginning + name, depth, name };
      if (entry.isDirectory()) {
        if (!passesOver(name, folder.linked)) folders.push({ ...place, linked: folder.linked });
      } else if (isForeign(name)) continue;
      else if (entry.isSymbolicLink()) links.push(place);
      // Pipes, sockets and devices could block a reader for ever.
      else if (entry.isFile()) files.push({ ...place, kind: "file" });
    }
  };
  /** A file, a folder to go on with, or nothing. */
  const follow = async (link: Place): Promise<Folder | undefined> => {
    try {
      const real = await realpath(link.real);
      const found = await stat(real);
      const isAllowed = isReachable(real, reachable);
      if (found.isDirectory()) {
        if (isAllowed) return passesOver(link.name, true) ? undefined : { ...link, real, linked: true };
        skipped.push({ path: link.path, real, reason: "outside" });
      } else if (!isAllowed) files.push({ ...link, real, kind: "outside" });
      else if (found.isFile()) files.push({ ...link, real, kind: "file" });
    } catch {
      // The target is gone, may not be looked at, or the links form a loop (ELOOP).
      files.push({ ...link, kind: "broken" });
    }
    return undefined;
  };

  while (folders.length > 0) {
    const level = folders;
    folders = [];
    await inParallel(level, look, signal);
    if (folders.length > 0) continue;
    // In order, so that the same link leads to a folder every time.
    const found = new Map<Place, Folder>();
    const open = links.splice(0).sort(byDepthAndPath);
    await inParallel(
      open,
      async (link) => {
        const folder = await follow(link);
        if (folder !== undefined) found.set(link, folder);
      },
      signal,
    );
    const targets = new Map<string, Folder>();
    for (const link of open) {
      const folder = found.get(link);
      if (folder !== undefined && !targets.has(folder.real)) targets.set(folder.real, folder);
    }
    folders = [...targets.values()];
  }
  return files;
}

/** Nearest the root first, then by path. */
export function byDepthAndPath(a: Place, b: Place): number {
  return a.depth - b.depth || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** macOS writes a "._name" beside each file on foreign disks: metadata, never audio. */
function isForeign(name: string): boolean {
  return name.startsWith("._");
}

async function list(folder: Place, skipped: SkippedFolder[]): Promise<Dirent[]> {
  try {
    return await readdir(folder.real, { withFileTypes: true });
  } catch (error) {
    if (folder.path === "") throw error;
    skipped.push({
      path: folder.path,
      real: folder.real,
      reason: (error as NodeJS.ErrnoException).code ?? String(error),
    });
    return [];
  }
}

/** Does something for every item, some at the same time. @throws what the first of them throws, and {CancelledError}. */
async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      throwIfCancelled(signal);
      await work(item);
    }
  };
  throwIfCancelled(signal);
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
}

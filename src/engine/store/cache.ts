import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { renameOver, temporaryName } from "../core/files.ts";
import { keyOf } from "../core/hash.ts";
import { sizeOfFolder } from "./folder-size.ts";
import { takeLock } from "./lock.ts";
import type { WorkspacePaths } from "./paths.ts";

/** A result that is kept by what it depends on. */
export interface CacheEntry<T> {
  /** Folder of the cache, such as `train-beta-vae`. */
  readonly step: string;
  /** Raised whenever the step computes something else from the same inputs. */
  readonly version: number;
  /** The settings that the result depends on, and no others. */
  readonly settings: unknown;
  /** Keys or content hashes of the inputs, in an order that matters. */
  readonly inputs: readonly string[];
  /** Computes the result and writes its files into an empty folder. */
  make(folder: string): Promise<void>;
  /**
   * Reads the result back. A throw means that the entry is broken or lacks a file: it is made again. Only what the system
   * refuses (too many open files, no permission) is passed on: it says nothing about the entry.
   */
  read(folder: string): Promise<T>;
}

export interface Cached<T> {
  readonly value: T;
  readonly key: string;
  readonly folder: string;
  /** True if nothing was computed. */
  readonly reused: boolean;
}

/** The key of an entry: same key, same result. */
export function cacheKey({ step, version, settings, inputs }: Omit<CacheEntry<unknown>, "make" | "read">): string {
  return keyOf({ step, version, settings, inputs });
}

/**
 * The entry from the cache, or made now. It appears by renaming a whole folder: a process that is killed meanwhile
 * leaves nothing that could be taken for a result, and two processes that make the same entry do not disturb each other.
 */
export async function fromCache<T>(cacheRoot: string, entry: CacheEntry<T>): Promise<Cached<T>> {
  const key = cacheKey(entry);
  const folder = join(cacheRoot, entry.step, key);
  if (await isFolder(folder)) {
    try {
      return { value: await entry.read(folder), key, folder, reused: true };
    } catch (error) {
      if (isRefusal(error)) throw error;
      await rm(folder, { recursive: true, force: true });
    }
  }
  const unfinished = temporaryName(folder);
  await mkdir(unfinished, { recursive: true });
  try {
    await entry.make(unfinished);
    await renameOver(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process may have finished the same entry first; its result is as good as ours.
    if (!(await isFolder(folder)) || !isCollision(error)) throw error;
  }
  return { value: await entry.read(folder), key, folder, reused: false };
}

/**
 * Removes what is cached, with the workspace's lock held. Checkpoints go too: a checkpoint is a half-made cache entry.
 * @returns how many bytes the files had.
 * @throws {BusyError} while another command runs in the workspace.
 */
export async function clearCache({ cache, checkpoints, lock }: WorkspacePaths): Promise<number> {
  const release = await takeLock(lock, "Clearing the cache");
  try {
    let bytes = 0;
    for (const folder of [cache, checkpoints]) {
      bytes += await sizeOfFolder(folder);
      await rm(folder, { recursive: true, force: true });
    }
    return bytes;
  } finally {
    await release();
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** An error of the system, unless it tells that what should be there is not. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("syscall" in error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code !== "ENOENT" && code !== "ENOTDIR" && code !== "EISDIR";
}

function isCollision(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM";
}

import { lstat, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkedJson, readWithDigest, type OnDamaged } from "../core/checked-file.ts";
import { makeFolder, renameOver, shardedPath, temporaryShardedName, whileUnfinished } from "../core/files.ts";
import { keyOf, sha256 } from "../core/hash.ts";
import type { EntryFile, EntryFiles } from "./entry-files.ts";
import { sizeOfFolder } from "./folder-size.ts";
import { takeLock } from "./lock.ts";
import type { WorkspacePaths } from "./paths.ts";
import { requireFolder } from "./require-folder.ts";

/** A result that is kept by what it depends on. */
export interface CacheEntry<T> {
  /** Folder of the cache, such as `train`. */
  readonly folder: string;
  /** Raised whenever the result is computed differently from the same inputs. */
  readonly version: number;
  /** The settings that the result depends on, and no others. */
  readonly settings: unknown;
  /** Keys or content hashes of the inputs, in an order that matters. */
  readonly inputs: readonly string[];
  /** Computes the result, as files. */
  readonly make: () => Promise<EntryFiles>;
  /** The result of its files. */
  readonly read: (file: EntryFile) => T;
}

export interface Cached<T> {
  readonly value: T;
  /** True if nothing was computed. */
  readonly reused: boolean;
}

/** Raised whenever entries are stored differently: those of an older layout are not looked at. */
const LAYOUT = 2;

/** The SHA-256 of each of an entry's files, by name. */
const CHECKSUMS = "checksums.json";
const checksumsFile = checkedJson<Readonly<Record<string, string>>>();

/** The key of an entry: same key, same result. */
export function cacheKey({
  folder,
  version,
  settings,
  inputs,
}: Pick<CacheEntry<unknown>, "folder" | "version" | "settings" | "inputs">): string {
  return keyOf({ layout: LAYOUT, folder, version, settings, inputs });
}

/**
 * The entry from the cache, or made now. It appears by renaming a whole folder: a process that is killed meanwhile
 * leaves nothing that could be taken for a result, and two processes that make the same entry do not disturb each other.
 * An entry of which a file is missing, or not as it was written, is made again. What the system refuses (too many open
 * files, no permission) is thrown: it says nothing about the entry.
 */
export async function fromCache<T>(cacheRoot: string, entry: CacheEntry<T>, onDamaged: OnDamaged): Promise<Cached<T>> {
  const folder = shardedPath(join(cacheRoot, entry.folder), cacheKey(entry));
  const kept = await readEntry(folder, entry, onDamaged);
  if (kept !== undefined) return { value: kept.value, reused: true };
  const files = await entry.make();
  const unfinished = temporaryShardedName(folder);
  await whileUnfinished(unfinished, async () => {
    await makeFolder(unfinished);
    for (const [name, content] of Object.entries(files)) await writeFile(join(unfinished, name), content);
    await checksumsFile.write(
      join(unfinished, CHECKSUMS),
      Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)])),
    );
    await makeFolder(dirname(folder));
    await renameOver(unfinished, folder);
  }).catch(async (error: unknown) => {
    // Another process may have finished the same entry first; its result is as good as ours.
    if (!isCollision(error) || !(await isFolder(folder))) throw error;
  });
  return { value: entry.read(fileIn(new Map(Object.entries(files)))), reused: false };
}

/** Whether there is an entry, whole or not. */
export function isKept(cacheRoot: string, entry: Parameters<typeof cacheKey>[0]): Promise<boolean> {
  return exists(shardedPath(join(cacheRoot, entry.folder), cacheKey(entry)));
}

/** The result of an entry whose files are all as they were written; any other is removed. */
async function readEntry<T>(
  folder: string,
  { read }: CacheEntry<T>,
  onDamaged: OnDamaged,
): Promise<{ readonly value: T } | undefined> {
  if (!(await exists(folder))) return undefined;
  const damaged: string[] = [];
  const files = await wholeFiles(folder, (path) => damaged.push(path));
  try {
    if (files !== undefined && damaged.length === 0) return { value: read(fileIn(files)) };
  } catch {
    // The bytes are those that were written, but `read` does not accept them: other code wrote them under the same version.
  }
  onDamaged(damaged[0] ?? folder);
  // What another program holds stays, and is found damaged again.
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  return undefined;
}

/** An entry's files; undefined without its checksums, which are written last. */
async function wholeFiles(folder: string, onDamaged: OnDamaged): Promise<Map<string, Uint8Array> | undefined> {
  const checksums = await checksumsFile.read(join(folder, CHECKSUMS), onDamaged);
  if (checksums === undefined) return undefined;
  const files = new Map<string, Uint8Array>();
  for (const [name, digest] of Object.entries(checksums)) {
    const content = await readWithDigest(join(folder, name), digest, onDamaged);
    if (content === undefined) return undefined;
    files.set(name, content);
  }
  return files;
}

function fileIn(files: ReadonlyMap<string, Uint8Array>): EntryFile {
  return (name) => {
    const content = files.get(name);
    if (content === undefined) throw new Error(`The cache entry has no file ${name}.`);
    return content;
  };
}

/**
 * Removes what is cached, with the workspace's lock held. Checkpoints go too: a checkpoint is a half-made cache entry.
 * @returns how many bytes the files had.
 * @throws {BusyError} while another command runs in the workspace. @throws {LatentuneError} if there is no such workspace.
 */
export async function clearCache({ workspace, cache, checkpoints, lock }: WorkspacePaths): Promise<number> {
  await requireFolder(workspace);
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

/** Also a file or a link that leads nowhere, where the folder should be. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isCollision(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM";
}

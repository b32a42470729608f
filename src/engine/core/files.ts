import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants, copyFile, link, mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FILE_LIMITS, openGivenFile, readGivenFile } from "./given-file.ts";
import { randomDigits } from "./hash.ts";
import { thisHost } from "./processes.ts";

/** The name under which a file is written before it is complete. Unique, so that two processes never share one. */
export function temporaryName(path: string): string {
  return `${path}.${thisHost()}-${process.pid}-${randomDigits(4)}.tmp`;
}

/** Files and folders that this process is writing and that are not whole yet, absolute. */
const unfinished = new Set<string>();

/** Lets `make` write a file or folder at `path` and give it its final name; what a failure leaves at `path` is removed. */
export async function whileUnfinished<Result>(path: string, make: () => Promise<Result>): Promise<Result> {
  unfinished.add(path);
  try {
    return await make();
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  } finally {
    unfinished.delete(path);
  }
}

/** Removes what this process has not finished. For a process that ends at once, whatever it is at. */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // A thread of this process still writes there: the next command removes it.
    }
  }
}

/** What a {@link temporaryName} ends with: its host and its process. */
const TEMPORARY = String.raw`\.(\w+)-(\d+)-[0-9a-f]{8}\.tmp`;

/** A path as a person knows it: that of a file or folder that is not whole yet is the path that it will have. */
export function finalPath(path: string): string {
  return path.replaceAll(new RegExp(`${TEMPORARY}(?=[./\\\\]|$)`, "g"), "");
}

/** The process that gave a file or folder its {@link temporaryName}, and its {@link thisHost}; undefined for other names. */
export function temporaryWriter(name: string): { readonly host: string; readonly pid: number } | undefined {
  const [, host, pid] = new RegExp(`${TEMPORARY}$`).exec(name) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid) };
}

/**
 * Where in a folder of the cache something lies that is named by a hash: in one of 4,096 folders, so that none has more than
 * 10,000 entries at a million songs.
 */
export function shardedPath(folder: string, name: string): string {
  return join(folder, name.slice(0, 3), name);
}

/** As {@link temporaryName} for a {@link shardedPath}: beside the shards, so that cleaning up looks into few folders. */
export function temporaryShardedName(path: string): string {
  return temporaryName(join(dirname(dirname(path)), basename(path)));
}

/** How a file is written that lies in the place of a {@link shardedPath}. */
export interface Place {
  readonly sharded?: boolean | undefined;
}

/**
 * Bytes up to which a file is written in one go: as several trips through the pool of Node's threads it takes longer, and much
 * longer while pictures are compressed there.
 */
const SMALL = 2 ** 16;

/**
 * Writes a file so that readers see the old content or the new, never a part, even if the process is killed: a temporary
 * file, renamed. Creates the folders above it. `mode` are the permissions of the new file; by default the process's.
 *
 * `durable` also waits for the disk, so that a power cut cannot undo it: for what cannot be computed again. A run writes
 * hundreds of files, and on a busy disk each wait can take a tenth of a second.
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  { mode, durable = false, sharded }: { readonly mode?: number; readonly durable?: boolean } & Place = {},
): Promise<void> {
  if (content.length <= SMALL && mode === undefined && !durable) {
    await replace(path, { sharded }, (temporary) => {
      writeFileSync(temporary, content);
    });
    return;
  }
  await replaceFile(path, { sharded }, async (handle) => {
    await handle.writeFile(content);
    if (mode !== undefined) await handle.chmod(mode);
    if (durable) await handle.sync();
  });
}

/** As {@link writeFileAtomic}, chunk after chunk: for arrays larger than memory. */
export async function writeChunksAtomic(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  place: Place = {},
): Promise<void> {
  await replaceFile(path, place, async (handle) => {
    // On an open handle writeFile continues where the last one ended.
    for await (const chunk of chunks) await handle.writeFile(chunk);
  });
}

/**
 * Copies a file so that readers of the target see the old content or the new, never a part. Creates the folders above it.
 * File systems that can share blocks copy nothing.
 * @throws {LatentuneError} if the source is no regular file.
 */
export async function copyFileAtomic(from: string, to: string): Promise<void> {
  await replace(to, {}, (temporary) => copyTo(temporary, from));
}

/**
 * Copies a file beside the one that it is going to replace by a renaming. Creates the folders above it.
 * @returns the copy's path
 * @throws {LatentuneError} if the source is no regular file.
 */
export async function copyBeside(from: string, to: string): Promise<string> {
  await makeFolder(dirname(to));
  const temporary = temporaryName(to);
  await whileUnfinished(temporary, () => copyTo(temporary, from));
  return temporary;
}

async function copyTo(to: string, from: string): Promise<void> {
  // A pipe that lies where the file was would be waited for.
  await (await openGivenFile(from, "The file", Infinity)).handle.close();
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** Moves a file over another, whole at every moment; copies it where the two lie on different disks. */
export async function moveFile(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to));
  try {
    await renameOver(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFileAtomic(from, to);
    await rm(from);
  }
}

/**
 * Writes a file where there is none, whole at every moment and lasting; never over another. Creates the folders above it.
 * @throws the system's error, `EEXIST` if there is a file of the name.
 */
export async function createFile(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(path);
  await writeFileAtomic(temporary, content, { durable: true });
  try {
    await link(temporary, path).catch(async (error: unknown) => {
      // Some disks know no links: there, a reader may see a part of the file for a moment.
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
      await copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** As {@link replace}, through an open file. */
async function replaceFile(path: string, place: Place, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  await replace(path, place, async (temporary) => {
    const handle = await open(temporary, "w");
    try {
      await write(handle);
    } finally {
      await handle.close();
    }
  });
}

/** Lets `make` make a temporary file, which takes the place of `path` if that succeeds and is removed if not. */
async function replace(
  path: string,
  { sharded = false }: Place,
  make: (temporary: string) => Promise<void> | void,
): Promise<void> {
  await makeFolder(dirname(path));
  const temporary = sharded ? temporaryShardedName(path) : temporaryName(path);
  await whileUnfinished(temporary, async () => {
    await make(temporary);
    await renameOver(temporary, path);
  });
}

/**
 * The folder with those above it. A look at what is there costs less than asking for it. Node's own way never ends where the
 * system says of a folder in one that is there that its path is not, as below /proc.
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  const isThere = (): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  await mkdir(path).catch((error: unknown) => {
    // Another may have made it meanwhile.
    if (!isThere()) throw error;
  });
}

/** JSON with two spaces and a final line end, atomically. */
export async function writeJson(path: string, value: unknown, place: Place = {}): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, place);
}

/** The parsed JSON of a file, or undefined if it is missing, broken or no file: for files that can be made again. */
export async function readJsonIfPresent(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readGivenFile(path, "The file", FILE_LIMITS.json)).toString());
  } catch {
    return undefined;
  }
}

/**
 * Renames a file or folder, over an existing file. Windows refuses that while a virus scanner or an editor holds one of
 * them for a moment: try a few times.
 */
export async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (attempt === 5 || (code !== "EPERM" && code !== "EBUSY" && code !== "EACCES")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt));
    }
  }
}

import { stat } from "node:fs/promises";
import type { BigIntStats } from "node:fs";
import type { Song } from "../../../shared/contract/dataset.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { checkedJson, type OnDamaged } from "../../core/checked-file.ts";
import { sha256OfFile } from "../../core/hash.ts";
import { isSystemError } from "../../core/system-error.ts";

/** Files that are read at the same time: enough to hide a disk's latency. */
const PARALLEL = 4;

/** A file that changed less than this before it was hashed could change again without new time stamps (2 s on FAT). */
const SETTLED_MS = 2000;

/** What a file looked like when it was hashed: as long as all of this is the same, so is its content. */
interface CacheEntry {
  readonly size: string;
  /** Nanoseconds. The change time (ctime) also moves where a tool sets the modification time back. */
  readonly mtime: string;
  readonly ctime: string;
  readonly inode: string;
  readonly sha256: string;
}

interface HashCache {
  readonly version: 1;
  readonly files: Readonly<Record<string, CacheEntry>>;
}

const hashCache = checkedJson<HashCache>();

export interface HashOptions {
  /** Whether the hashes are of use where the cache file cannot be written. */
  readonly unkept?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onDamaged?: OnDamaged;
}

/**
 * The SHA-256 of each song's audio file, in the order of the songs; null for a file that cannot be read any more (its
 * decoding will say why). A file whose size, times and inode are those of the last run is not read again: `cacheFile`
 * is a small JSON file that may be deleted at any time.
 *
 * Files are hashed whole, large ones too: a sample of the bytes could miss an edit, and it is paid once per file.
 *
 * @throws {CancelledError}
 */
export async function contentHashes(
  songs: readonly Pick<Song, "audioPath" | "audioRelative">[],
  cacheFile: string,
  { signal, onDamaged = () => undefined, unkept = false }: HashOptions = {},
): Promise<(string | null)[]> {
  const known = await knownFiles(cacheFile, onDamaged);
  const entries = new Array<CacheEntry | null>(songs.length).fill(null);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < songs.length; index = next++) {
      throwIfCancelled(signal);
      const { audioPath, audioRelative } = songs[index]!;
      const before = known[audioRelative];
      const look = await lookAt(audioPath);
      if (look === undefined) continue;
      entries[index] = before !== undefined && isSame(before, look) ? before : await hashed(audioPath, look, signal);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));

  const kept = songs.flatMap(({ audioRelative }, index): (readonly [string, CacheEntry])[] => {
    const entry = entries[index] ?? null;
    return entry !== null && (entry === known[audioRelative] || isSettled(entry)) ? [[audioRelative, entry]] : [];
  });
  if (kept.some(([path, entry]) => known[path] !== entry)) {
    await hashCache.write(cacheFile, { version: 1, files: Object.fromEntries(kept) }).catch((error: unknown) => {
      if (!unkept || !isSystemError(error)) throw error;
    });
  }
  return entries.map((entry) => entry?.sha256 ?? null);
}

/**
 * The songs whose files are known to have one of the given contents and have not changed since, with that content's hash.
 * Only those files are looked at, and none is read.
 */
export async function knownContentHashes<Hashed extends Pick<Song, "audioPath" | "audioRelative">>(
  songs: readonly Hashed[],
  cacheFile: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<Hashed, string>> {
  const known = await knownFiles(cacheFile, () => undefined);
  const found = new Map<Hashed, string>();
  for (const song of songs) {
    const entry = known[song.audioRelative];
    if (entry === undefined || !wanted.has(entry.sha256)) continue;
    const look = await lookAt(song.audioPath);
    if (look !== undefined && isSame(entry, look)) found.set(song, entry.sha256);
  }
  return found;
}

type Look = Omit<CacheEntry, "sha256">;

async function lookAt(path: string): Promise<Look | undefined> {
  try {
    const { size, mtimeNs, ctimeNs, ino }: BigIntStats = await stat(path, { bigint: true });
    return { size: `${size}`, mtime: `${mtimeNs}`, ctime: `${ctimeNs}`, inode: `${ino}` };
  } catch {
    return undefined;
  }
}

function isSame(a: Look, b: Look): boolean {
  return a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime && a.inode === b.inode;
}

/** The clock decides only what is read again next time, never a result. */
function isSettled({ mtime, ctime }: Look): boolean {
  return Date.now() - Math.max(Number(mtime), Number(ctime)) / 1e6 > SETTLED_MS;
}

async function hashed(path: string, look: Look, signal: AbortSignal | undefined): Promise<CacheEntry | null> {
  try {
    return { ...look, sha256: await sha256OfFile(path, signal) };
  } catch {
    throwIfCancelled(signal);
    return null;
  }
}

/** What was known of each file; nothing where the cache is missing, damaged or of another version. */
async function knownFiles(cacheFile: string, onDamaged: OnDamaged): Promise<HashCache["files"]> {
  const cache = await hashCache.read(cacheFile, onDamaged);
  return cache?.version === 1 ? cache.files : {};
}

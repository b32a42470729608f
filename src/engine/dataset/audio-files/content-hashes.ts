import { stat } from "node:fs/promises";
import type { BigIntStats } from "node:fs";
import type { Song } from "../../../shared/contract/dataset.ts";
import { checkedJson, type OnDamaged } from "../../core/checked-file.ts";
import { hashIfReadable } from "../../core/hash.ts";
import { mapParallel } from "../../core/parallel.ts";
import { isSystemError } from "../../core/system-error.ts";

/** A file that changed less than this before it was looked at could change again without new time stamps (2 s on FAT). */
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

/** The SHA-256 of songs' audio files, as far as they are known. */
export interface FileHashes {
  /** In the order of the songs; undefined for a file that must be read: it is new, has changed, or is not there. */
  readonly known: readonly (string | undefined)[];
  /**
   * Keeps what reading the others has given, in the order of the songs; null for a file that could not be read.
   * @throws the system's error where the cache file cannot be written, unless the hashes are of use all the same.
   */
  keep(hashes: readonly (string | null)[]): Promise<void>;
}

/**
 * The hashes of files whose size, times and inode are those of the last run; none is read. `cacheFile` is a JSON file that
 * may be deleted at any time.
 *
 * Files are hashed whole, large ones too: a sample of the bytes could miss an edit, and it is paid once per file.
 *
 * @throws {CancelledError}
 */
export async function knownHashes(
  songs: readonly Hashed[],
  cacheFile: string,
  { signal, onDamaged = () => undefined, unkept = false }: HashOptions = {},
): Promise<FileHashes> {
  const before = await knownFiles(cacheFile, onDamaged);
  const looks = await mapParallel(songs, ({ audioPath }) => lookAt(audioPath), { signal });
  const lookedAt = Date.now();
  const known = songs.map(({ audioRelative }, index) => {
    const [entry, look] = [before.get(audioRelative), looks[index]];
    return entry !== undefined && look !== undefined && isSame(entry, look) ? entry : undefined;
  });
  return {
    known: known.map((entry) => entry?.sha256),
    async keep(hashes) {
      const kept = songs.flatMap(({ audioRelative }, index): (readonly [string, CacheEntry])[] => {
        const [entry, look, sha256] = [known[index], looks[index], hashes[index] ?? null];
        if (entry !== undefined) return [[audioRelative, entry]];
        return sha256 !== null && look !== undefined && isSettled(look, lookedAt)
          ? [[audioRelative, { ...look, sha256 }]]
          : [];
      });
      if (kept.every(([path, entry]) => before.get(path) === entry)) return;
      await hashCache.write(cacheFile, { version: 1, files: Object.fromEntries(kept) }).catch((error: unknown) => {
        if (!unkept || !isSystemError(error)) throw error;
      });
    },
  };
}

/** Hashes that are made one by one, when they are asked for. */
export interface HashesOnDemand<Song> {
  /** Null for a file that cannot be read. @throws {CancelledError} */
  of(song: Song): Promise<string | null>;
  /** Keeps those that were made. */
  keep(): Promise<void>;
}

/** As {@link knownHashes}, and reads the files of which a hash is asked for and not known. */
export async function hashesOnDemand<Song extends Hashed>(
  songs: readonly Song[],
  cacheFile: string,
  options: HashOptions = {},
): Promise<HashesOnDemand<Song>> {
  const files = await knownHashes(songs, cacheFile, options);
  const known = new Map(songs.map((song, index) => [song, files.known[index]]));
  const made = new Map<Song, string | null>();
  return {
    async of(song) {
      const before = known.get(song) ?? made.get(song);
      if (before !== undefined) return before;
      const hash = await hashIfReadable(song.audioPath, options.signal);
      made.set(song, hash);
      return hash;
    },
    keep: () => files.keep(songs.map((song) => made.get(song) ?? null)),
  };
}

/**
 * The songs whose files are known to have one of the given contents and have not changed since, with that content's hash.
 * Only those files are looked at, and none is read.
 */
export async function knownContentHashes<Song extends Hashed>(
  songs: readonly Song[],
  cacheFile: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<Song, string>> {
  const known = await knownFiles(cacheFile, () => undefined);
  const candidates = songs.flatMap((song) => {
    const entry = known.get(song.audioRelative);
    return entry !== undefined && wanted.has(entry.sha256) ? [{ song, entry }] : [];
  });
  const looks = await mapParallel(candidates, ({ song }) => lookAt(song.audioPath));
  return new Map(
    candidates.flatMap(({ song, entry }, index) => {
      const look = looks[index];
      return look !== undefined && isSame(entry, look) ? [[song, entry.sha256] as const] : [];
    }),
  );
}

type Hashed = Pick<Song, "audioPath" | "audioRelative">;

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
function isSettled({ mtime, ctime }: Look, at: number): boolean {
  return at - Math.max(Number(mtime), Number(ctime)) / 1e6 > SETTLED_MS;
}

/** What was known of each file; nothing where the cache is missing, damaged or of another version. */
async function knownFiles(cacheFile: string, onDamaged: OnDamaged): Promise<ReadonlyMap<string, CacheEntry>> {
  const cache = await hashCache.read(cacheFile, onDamaged);
  return new Map(cache?.version === 1 ? Object.entries(cache.files) : []);
}

import { join } from "node:path";
import type { Song } from "../../../shared/contract/dataset.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { checkedJson, type OnDamaged } from "../../core/checked-file.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { hashIfReadable, sha256 } from "../../core/hash.ts";
import { mapParallel } from "../../core/parallel.ts";
import { isSystemError } from "../../core/system-error.ts";
import { type Look, lookAt } from "./file-look.ts";

/** What a file looked like when it was hashed: as long as all of this is the same, so is its content. */
interface CacheEntry {
  readonly stamp: Look["stamp"];
  readonly sha256: string;
}

interface HashCache {
  readonly version: 2;
  /** By the files' paths in their audio folder. */
  readonly files: Readonly<Record<string, CacheEntry>>;
}

const hashCache = checkedJson<HashCache>();

export interface HashOptions {
  /** Whether the hashes are of use where the cache files cannot be written. */
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
   * @throws the system's error where the cache files cannot be written, unless the hashes are of use all the same.
   */
  keep(hashes: readonly (string | null)[]): Promise<void>;
}

/**
 * The hashes of files whose size, times and inode are those of the last run; none is read. `folder` holds up to 256 JSON
 * files, each of the songs whose paths' hashes begin alike, that may be deleted at any time.
 *
 * Files are hashed whole, large ones too: a sample of the bytes could miss an edit, and it is paid once per file.
 *
 * @throws {CancelledError}
 */
export async function knownHashes(
  songs: readonly Hashed[],
  folder: string,
  { signal, onDamaged = () => undefined, unkept = false }: HashOptions = {},
): Promise<FileHashes> {
  const known = new Array<string | undefined>(songs.length);
  const looks = new Array<Look | undefined>(songs.length);
  const shards = await mapParallel(
    [...shardsOf(songs)],
    async ([name, rows]) => {
      const path = join(folder, name);
      const before = await knownFiles(path, onDamaged);
      for (const row of rows) {
        throwIfCancelled(signal);
        const { audioPath, audioRelative } = songs[row]!;
        const [entry, look] = [before.get(audioRelative), await lookAt(audioPath)];
        looks[row] = look;
        if (entry?.stamp === look?.stamp) known[row] = entry?.sha256;
      }
      const gone = before.size > new Set(rows.filter((row) => known[row]).map((row) => songs[row]!.audioRelative)).size;
      return { path, rows, gone };
    },
    { signal },
  );
  return {
    known,
    async keep(hashes) {
      const newOf = (row: number): string | null =>
        known[row] === undefined && looks[row]?.settled === true ? (hashes[row] ?? null) : null;
      const changed = shards.filter(({ rows, gone }) => gone || rows.some((row) => newOf(row) !== null));
      await mapParallel(changed, async ({ path, rows }) => {
        const files = rows.flatMap((row): (readonly [string, CacheEntry])[] => {
          const [look, sha256] = [looks[row], known[row] ?? newOf(row)];
          return look === undefined || sha256 === null
            ? []
            : [[songs[row]!.audioRelative, { stamp: look.stamp, sha256 }]];
        });
        await hashCache.write(path, { version: 2, files: Object.fromEntries(files) });
      }).catch((error: unknown) => {
        if (!unkept || !isSystemError(error)) throw error;
      });
    },
  };
}

/** Hashes that are made one by one, when they are asked for. */
export interface HashesOnDemand<Song> {
  /** Null for a file that cannot be read. @throws {CancelledError} */
  of(song: Song): Promise<string | null>;
  /** Takes one that somebody else has made. */
  learn(song: Song, hash: string | null): void;
  /** Keeps those that were made. */
  keep(): Promise<void>;
}

/** As {@link knownHashes}, and reads the files of which a hash is asked for and not known. */
export async function hashesOnDemand<Song extends Hashed>(
  songs: readonly Song[],
  folder: string,
  options: HashOptions = {},
): Promise<HashesOnDemand<Song>> {
  const files = await knownHashes(songs, folder, options);
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
    learn: (song, hash) => {
      made.set(song, hash);
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
  folder: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<Song, string>> {
  const found = await mapParallel([...shardsOf(songs)], async ([name, rows]) => {
    const known = await knownFiles(join(folder, name), () => undefined);
    const same: [Song, string][] = [];
    for (const song of rows.map((row) => songs[row]!)) {
      const entry = known.get(song.audioRelative);
      if (entry === undefined || !wanted.has(entry.sha256)) continue;
      if ((await lookAt(song.audioPath))?.stamp === entry.stamp) same.push([song, entry.sha256]);
    }
    return same;
  });
  return new Map(found.flat());
}

type Hashed = Pick<Song, "audioPath" | "audioRelative">;

/** The songs' indices by the name of the file that keeps their hashes. */
function shardsOf(songs: readonly Hashed[]): ReadonlyMap<string, number[]> {
  return groupBy(songs.keys(), (row) => `${sha256(songs[row]!.audioRelative).slice(0, 2)}.json`);
}

/** What was known of each file; nothing where the cache is missing, damaged or of another version. */
async function knownFiles(path: string, onDamaged: OnDamaged): Promise<ReadonlyMap<string, CacheEntry>> {
  const cache = await hashCache.read(path, onDamaged);
  return new Map(cache?.version === 2 ? Object.entries(cache.files) : []);
}

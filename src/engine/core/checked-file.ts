import { rm } from "node:fs/promises";
import { writeChunksAtomic, writeJson, type Place } from "./files.ts";
import { FILE_LIMITS, readGivenFile } from "./given-file.ts";
import { newSha256, sha256 } from "./hash.ts";

// Files that can be made again (caches, checkpoints), each with the SHA-256 of its content, which is checked when it is
// read. What is damaged is removed and reported: its owner makes it again as if it had never been there.

/** Called with the path of every file whose content is not what was written. */
export type OnDamaged = (path: string) => void;

const DIGEST_BYTES = 32;

/** Writes chunk after chunk, atomically; the file's last 32 bytes are the SHA-256 of those before. */
export async function writeChecked(path: string, chunks: Iterable<Uint8Array>, place?: Place): Promise<void> {
  const hash = newSha256();
  function* withDigest(): Generator<Uint8Array> {
    for (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
    yield hash.digest();
  }
  await writeChunksAtomic(path, withDigest(), place);
}

/** What {@link writeChecked} wrote; undefined if there is no such file (any more). @throws what the system refuses. */
export function readChecked(path: string, onDamaged: OnDamaged): Promise<Uint8Array | undefined> {
  return readWhole(path, FILE_LIMITS.array, onDamaged, (bytes) => {
    const content = bytes.subarray(0, -DIGEST_BYTES);
    return sha256(content) === bytes.subarray(-DIGEST_BYTES).toString("hex") ? content : undefined;
  });
}

/** A file whose SHA-256 is known from elsewhere; undefined as for {@link readChecked}. */
export function readWithDigest(path: string, digest: string, onDamaged: OnDamaged): Promise<Uint8Array | undefined> {
  return readWhole(path, FILE_LIMITS.array, onDamaged, (bytes) => (sha256(bytes) === digest ? bytes : undefined));
}

/** Values of one type as JSON, each in an envelope with the SHA-256 of its compact form. */
export interface CheckedJson<T> {
  readonly write: (path: string, content: T, place?: Place) => Promise<void>;
  /** What was written; undefined as for {@link readChecked}. */
  readonly read: (path: string, onDamaged: OnDamaged) => Promise<T | undefined>;
}

export function checkedJson<T>(): CheckedJson<T> {
  return {
    write: (path, content, place) => writeJson(path, { sha256: sha256(JSON.stringify(content)), content }, place),
    read: (path, onDamaged) =>
      readWhole(path, FILE_LIMITS.songJson, onDamaged, (bytes) => {
        const envelope = parsed(bytes.toString()) as { readonly sha256?: unknown; readonly content?: T } | null;
        const content = envelope?.content;
        return content !== undefined && sha256(JSON.stringify(content)) === envelope?.sha256 ? content : undefined;
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param open the content of a file that is whole, undefined for every other */
async function readWhole<T>(
  path: string,
  maxBytes: number,
  onDamaged: OnDamaged,
  open: (bytes: Buffer) => T | undefined,
): Promise<T | undefined> {
  let content: T | undefined;
  try {
    content = open(await readGivenFile(path, "The file", maxBytes));
  } catch (error) {
    if (isRefusal(error)) throw error;
    if (codeOf(error) === "ENOENT") return undefined;
  }
  if (content !== undefined) return content;
  onDamaged(path);
  // If it cannot be removed, writing the new version fails, and that is reported.
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
  return undefined;
}

/** An error of the system that says nothing about a file's content: too many open files, no permission. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("syscall" in error)) return false;
  // A folder where a file should be, a file where a folder should be, a sector that cannot be read: damage.
  return !["ENOENT", "ENOTDIR", "EISDIR", "EIO"].includes(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

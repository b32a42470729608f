import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { hashIfReadable } from "../../core/hash.ts";

/** A file that changed less than this before it was looked at could change again without new time stamps (2 s on FAT). */
const SETTLED_MS = 2000;

/** What a file looks like. */
export interface Look {
  /**
   * Size, modification time, change time (ns) and inode: as long as all of this is the same, so is the content. The change time also moves where a tool
   * sets the other one back.
   */
  readonly stamp: string;
  /** Whether a change from now on would show. The clock decides only what is read again next time, never a result. */
  readonly settled: boolean;
}

/** Undefined for a file that is not there. */
export async function lookAt(path: string): Promise<Look | undefined> {
  try {
    const { size, mtimeNs, ctimeNs, mtimeMs, ctimeMs, ino }: BigIntStats = await stat(path, { bigint: true });
    const changed = Math.max(Number(mtimeMs), Number(ctimeMs));
    return { stamp: `${size} ${mtimeNs} ${ctimeNs} ${ino}`, settled: Date.now() - changed > SETTLED_MS };
  } catch {
    return undefined;
  }
}

/** The content of a file that is read more than once: what is made of it is of this content only if it has not changed by then. */
export interface HashedFile {
  /** Null for a file that cannot be read. */
  readonly sha256: string | null;
  isUnchanged(): Promise<boolean>;
}

/** @throws {CancelledError} */
export async function hashedFile(path: string, signal: AbortSignal | undefined): Promise<HashedFile> {
  const before = await lookAt(path);
  const sha256 = await hashIfReadable(path, signal);
  return { sha256, isUnchanged: async () => (await lookAt(path))?.stamp === before?.stamp };
}

import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../core/errors.ts";

/** Bytes of a file or process, piece by piece. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Large enough for few turns of the event loop, small enough to stop soon after the last needed second. */
const CHUNK_BYTES = 131_072;

/**
 * A file from a byte offset to its end; the next piece is read while the one before is worked on. Every piece is a fresh
 * array: decoders may keep it. Ending the loop early waits for the read under way.
 */
export async function* readChunks(file: FileHandle, offset: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  let position = offset;
  let ahead = readPiece(file, position);
  try {
    for (;;) {
      throwIfCancelled(signal);
      const { piece, error } = await ahead;
      if (piece === undefined) throw error;
      if (piece.length === 0) return;
      position += piece.length;
      ahead = readPiece(file, position);
      yield piece;
    }
  } finally {
    await ahead;
  }
}

/** Never rejects: no one may be waiting for it when it fails. */
async function readPiece(
  file: FileHandle,
  position: number,
): Promise<{ readonly piece?: Uint8Array; readonly error?: unknown }> {
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    return { piece: buffer.subarray(0, bytesRead) };
  } catch (error) {
    return { error };
  }
}

/** The first `length` bytes of a file from `offset`, or fewer at its end. */
export async function readHead(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(head, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return head.subarray(0, filled);
}

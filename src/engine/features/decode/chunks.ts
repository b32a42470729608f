import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../core/errors.ts";

/** Bytes of a file or process, piece by piece. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Large enough for few turns of the event loop, small enough to stop soon after the last needed second. */
const CHUNK_BYTES = 131_072;

/** A file from a byte offset to its end. Every piece is a fresh array: decoders may keep it. */
export async function* readChunks(file: FileHandle, offset: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let position = offset; ; ) {
    throwIfCancelled(signal);
    const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
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

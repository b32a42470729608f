import type { FileHandle } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readChunks } from "../../src/engine/audio/decode/chunks.ts";

/** A file of so many bytes that counts its reads and fails from a position on. */
function fileOf(
  length: number,
  { failsAt = Infinity }: { readonly failsAt?: number } = {},
): { file: FileHandle; reads: { begun: number; ended: number } } {
  const reads = { begun: 0, ended: 0 };
  const read = async (
    buffer: Uint8Array,
    _offset: number,
    wanted: number,
    position: number,
  ): Promise<{ bytesRead: number; buffer: Uint8Array }> => {
    reads.begun += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    reads.ended += 1;
    if (position >= failsAt) throw new Error("EIO");
    const bytesRead = Math.max(0, Math.min(wanted, length - position));
    for (let n = 0; n < bytesRead; n++) buffer[n] = (position + n) % 251;
    return { bytesRead, buffer };
  };
  return { file: { read } as unknown as FileHandle, reads };
}

describe("the pieces of a file", () => {
  it("are all of it from the offset on", async () => {
    const { file } = fileOf(300_000);
    const pieces: Uint8Array[] = [];
    for await (const piece of readChunks(file, 7)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(
      Buffer.concat(pieces).equals(Buffer.from(Array.from({ length: 300_000 - 7 }, (_, n) => (n + 7) % 251))),
    ).toBe(true);
  });

  it("are read one ahead and no further; ending early waits for the read under way", async () => {
    const { file, reads } = fileOf(10_000_000);
    for await (const piece of readChunks(file, 0)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(reads).toEqual({ begun: 2, ended: 2 });
  });

  it("come before the error of the read behind them", async () => {
    const { file } = fileOf(10_000_000, { failsAt: 1 });
    const lengths: number[] = [];
    await expect(
      (async () => {
        for await (const piece of readChunks(file, 0)) {
          lengths.push(piece.length);
          // Long enough for the next read to fail while no one waits for it.
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })(),
    ).rejects.toThrow("EIO");
    expect(lengths.length).toBe(1);
  });
});

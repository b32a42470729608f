import { FILE_LIMITS, openGivenFile } from "../../../core/given-file.ts";
import { broken, unreadable } from "../../schema/file.ts";
import type { SearchColumn } from "./song-columns.ts";

/** Bytes of the texts that are in memory at once. */
const PIECE = 16 * 2 ** 20;

/**
 * How many of the words each song has. A million songs with lyrics are hundreds of megabytes, which the system keeps in its cache:
 * they are read piece by piece, and each piece is gone through as one text, at gigabytes a second.
 * @param words folded, without spaces, each once @param piece fewer for tests
 * @throws {LatentuneError} if the file is gone, or another one
 */
export async function countWords(
  { path, ends }: SearchColumn,
  words: readonly string[],
  piece = PIECE,
): Promise<Uint32Array> {
  const counts = new Uint32Array(ends.length);
  const wanted = words.map((word) => Buffer.from(word));
  const { handle } = await openGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  try {
    let buffer = Buffer.allocUnsafeSlow(piece);
    for (let first = 0; first < ends.length;) {
      const start = first === 0 ? 0 : ends[first - 1]!;
      const behind = Math.max(first + 1, songAt(ends, start + piece, first));
      const length = ends[behind - 1]! - start;
      if (length > buffer.length) buffer = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await handle.read(buffer, 0, length, start);
      if (bytesRead < length) throw broken(path, "it is not as long as its texts");
      countInPiece(counts, buffer.subarray(0, length), wanted, { ends, start, first, behind });
      first = behind;
    }
  } finally {
    await handle.close();
  }
  return counts;
}

/** The words of some songs, separated by spaces. @throws {LatentuneError} as {@link countWords} */
export async function readWords({ path, ends }: SearchColumn, songs: readonly number[]): Promise<string[]> {
  const { handle } = await openGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  try {
    const texts: string[] = [];
    for (const song of songs) {
      const start = ends[song - 1] ?? 0;
      const bytes = Buffer.alloc(ends[song]! - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw broken(path, "it is not as long as its texts");
      texts.push(bytes.toString("utf8").trimEnd());
    }
    return texts;
  } finally {
    await handle.close();
  }
}

function countInPiece(
  counts: Uint32Array,
  bytes: Buffer,
  words: readonly Buffer[],
  {
    ends,
    start,
    first,
    behind,
  }: { readonly ends: Float64Array; readonly start: number; readonly first: number; readonly behind: number },
): void {
  for (const word of words) {
    let song = first;
    for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, ends[song - 1]! - start)) {
      song = songAt(ends, start + at, song);
      counts[song]!++;
      if (++song === behind) break;
    }
  }
}

/** The song in whose text a byte lies; behind the last text, how many songs there are. @param from not behind it */
function songAt(ends: Float64Array, at: number, from: number): number {
  // It is near where matches are many, and far where they are few: steps double until they are behind it.
  let step = 1;
  while (from + step <= ends.length && ends[from + step - 1]! <= at) step *= 2;
  let [low, high] = [from + (step >> 1), Math.min(from + step, ends.length)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

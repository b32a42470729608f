import type { LineSource } from "../../../shared/table/csv-scan.ts";

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;

/**
 * The byte at which every line starts. Lines end as in VS Code: at `\n`, `\r\n` or a lone `\r`. (In UTF-8 these bytes are
 * never part of another character.) A file that ends with a line end has a last, empty line.
 */
export function lineStarts(bytes: Uint8Array): Float64Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nextOf = (end: number, from: number): number => {
    const found = text.indexOf(end, from);
    return found < 0 ? Infinity : found;
  };
  const starts = [0];
  let feed = nextOf(LINE_FEED, 0);
  let back = nextOf(CARRIAGE_RETURN, 0);
  while (feed < Infinity || back < Infinity) {
    const end = feed === back + 1 ? feed : Math.min(feed, back);
    starts.push(end + 1);
    if (feed <= end) feed = nextOf(LINE_FEED, end + 1);
    if (back <= end) back = nextOf(CARRIAGE_RETURN, end + 1);
  }
  return Float64Array.from(starts);
}

/** The 1-based line that holds the byte; a line end belongs to the line it ends. */
export function lineAt(starts: Float64Array, byte: number): number {
  let low = 0;
  let high = starts.length;
  // The last line that starts at or before the byte.
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= byte) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The first byte from `position` on that is not part of a line end. */
export function skipLineEnds(bytes: Uint8Array, position: number): number {
  let index = position;
  while (isLineEnd(bytes[index])) index++;
  return index;
}

export function isLineEnd(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** The line end at a byte; `\n` where there is none. */
export function lineEndAfter(bytes: Uint8Array, end: number): string {
  if (bytes[end] !== CARRIAGE_RETURN) return "\n";
  return bytes[end + 1] === LINE_FEED ? "\r\n" : "\r";
}

/** The lines of a text in UTF-8, without their ends. */
export function textLines(text: Uint8Array, starts: Float64Array): LineSource {
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return {
    lineCount: starts.length,
    lineAt: (line) => buffer.toString("utf8", starts[line], starts[line + 1]).replace(/[\r\n]+$/, ""),
  };
}

import { isAscii, isUtf8 } from "node:buffer";
import { lineStarts } from "../table/lines.ts";
import { decodeText } from "./codecs.ts";
import type { LegacyEncoding } from "../../../shared/table/encodings.ts";
import { detectLegacyEncoding } from "./detect-encoding.ts";

/** A file that is not UTF-8, or not throughout, line by line. */
export interface DecodedLines {
  /** In UTF-8. */
  readonly text: Uint8Array;
  /** The 1-based lines that are not UTF-8. */
  readonly lines: readonly number[];
  /** Of those lines. */
  readonly encoding: LegacyEncoding;
  /** Whether the whole file is in that encoding: hardly a line of it is UTF-8 beyond ASCII. */
  readonly wholly: boolean;
}

/** In these a short line may be UTF-8 by chance; in the others, of one byte a character, next to never. */
const OF_TWO_BYTES: readonly LegacyEncoding[] = ["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"];

/**
 * Reads bytes that are not UTF-8: which lines are, and what the others are. A line that is UTF-8 but for a few bytes, as where a program
 * cut it off within a character, is read as UTF-8, with U+FFFD for these.
 *
 * @param marked the file has the byte-order mark of UTF-8
 */
export function decodeLines(bytes: Uint8Array, marked: boolean): DecodedLines {
  const starts = lineStarts(bytes);
  const isForeign: boolean[] = [];
  const bad: number[] = [];
  let utf8Lines = 0;
  let damagedLines = 0;
  starts.forEach((start, index) => {
    const line = bytes.subarray(start, starts[index + 1]);
    const kind = kindOf(line);
    isForeign.push(kind === "foreign");
    if (kind === "utf8") utf8Lines++;
    if (kind === "damaged") damagedLines++;
    if (kind === "damaged" || kind === "foreign") bad.push(index + 1);
  });
  const lineOf = (index: number): Buffer => Buffer.from(bytes.subarray(starts[index], starts[index + 1]));
  const foreign = bad.filter((line) => isForeign[line - 1]);
  const encoding = detectLegacyEncoding(Buffer.concat(foreign.map((line) => lineOf(line - 1))));
  const fewAreUtf8 = OF_TWO_BYTES.includes(encoding) ? utf8Lines < foreign.length : utf8Lines === 0;
  if (!marked && damagedLines === 0 && fewAreUtf8) return { text: bytes, lines: bad, encoding, wholly: true };

  const parts = Array.from(starts, (_, index) => {
    const line = lineOf(index);
    return Buffer.from(isForeign[index] === true ? decodeText(line, encoding) : line.toString("utf8"), "utf8");
  });
  return { text: Buffer.concat(parts), lines: bad, encoding, wholly: false };
}

const SEQUENCES = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;

function kindOf(line: Uint8Array): "ascii" | "utf8" | "damaged" | "foreign" {
  if (isAscii(line)) return "ascii";
  if (isUtf8(line)) return "utf8";
  const raw = Buffer.from(line).toString("latin1");
  const high = raw.match(/[\x80-\xff]/g)?.length ?? 0;
  const inCharacters = (raw.match(SEQUENCES) ?? []).reduce((sum, sequence) => sum + sequence.length, 0);
  return inCharacters > high - inCharacters ? "damaged" : "foreign";
}

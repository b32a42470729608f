import { isUtf8 } from "node:buffer";
import { LatentuneError } from "../../core/errors.ts";
import { LEGACY_ENCODINGS } from "../../../shared/table/encodings.ts";
import { decodeText, encodeText } from "./codecs.ts";
import { decodeLines, type DecodedLines } from "./mixed-lines.ts";

/** A table's file, and its text in UTF-8, which all readers and edits work on. */
export interface TableText {
  readonly bytes: Uint8Array;
  /** With the byte-order marks that the file has. The same array as `bytes` if the file is UTF-8. */
  readonly text: Uint8Array;
  /** By the names of the WHATWG Encoding Standard, or `utf-32le`, `utf-32be`. */
  readonly encoding: string;
  /** Of a file in UTF-8 of which some lines are not. */
  readonly mixed?: Pick<DecodedLines, "lines" | "encoding">;
  /** Whether the encoding was guessed: the file says nothing about it. */
  readonly guessed: boolean;
}

/** Byte-order marks, the longer first: that of UTF-32 LE begins as that of UTF-16 LE does. */
const MARKS = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
] as const satisfies readonly (readonly [string, readonly number[]])[];

const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** How many bytes of UTF-8 byte-order marks the text begins with. Two tools one after the other write two. */
export function bomLength(text: Uint8Array): number {
  let length = 0;
  while (startsWith(text.subarray(length, length + 3), UTF8_MARK)) length += UTF8_MARK.length;
  return length;
}

/**
 * Reads a file as text: by its byte-order mark, as UTF-16 where every second byte of its beginning is zero, as UTF-8 where it
 * is that, else by what its bytes look like. A file in UTF-8 with a few other lines is read line by line.
 *
 * @param encoding what the user says that it is; as in {@link TableText}
 */
export function decodeTable(bytes: Uint8Array, encoding?: string): TableText {
  if (encoding !== undefined && encoding !== "utf-8") return decodeAs(bytes, encoding, false);
  const marked = MARKS.find(([, mark]) => startsWith(bytes, mark))?.[0];
  if (marked !== undefined) return decodeAs(bytes, marked, false);
  const wide = utf16WithoutMark(bytes);
  if (wide !== undefined) return decodeAs(bytes, wide, true);
  if (isUtf8(bytes)) return { bytes, text: bytes, encoding: "utf-8", guessed: false };
  const { text, lines, encoding: legacy, wholly } = decodeLines(bytes, bomLength(bytes) > 0);
  if (wholly) return decodeAs(bytes, legacy, true);
  return { bytes, text, encoding: "utf-8", mixed: { lines, encoding: legacy }, guessed: true };
}

/**
 * The bytes of a file with another text, in the encoding that it has.
 *
 * @param text in UTF-8, made from `source.text`
 * @param place of the table, for the error
 * @throws {LatentuneError} if the encoding lacks a character of the text, or if even the unchanged text would give other bytes.
 */
export function encodeTable(source: TableText, text: Uint8Array, place: { readonly file: string }): Uint8Array {
  if (source.text === source.bytes) return text;
  const { encoding, mixed } = source;
  const remedy = "Convert it to UTF-8 first: the quick fix of its first line, or latentune convert-table.";
  const before = mixed === undefined ? encodeText(stringOf(source.text), encoding) : { lacks: "" };
  if (!(before instanceof Uint8Array) || Buffer.compare(before, source.bytes) !== 0) {
    const message = `The table cannot be written to: it is damaged or in several encodings, and what is not to be changed would change.`;
    throw new LatentuneError(message, { ...place, remedy });
  }
  const after = encodeText(stringOf(text), encoding);
  if (after instanceof Uint8Array) return after;
  const message = `The table is ${encodingLabel(encoding)} text, which has no character “${after.lacks}”.`;
  throw new LatentuneError(message, { ...place, remedy });
}

/** What people call an encoding. */
export function encodingLabel(encoding: string): string {
  const known: Partial<Record<string, string>> = { ...LEGACY_ENCODINGS };
  return known[encoding] ?? encoding.toUpperCase().replace(/(LE|BE)$/, " $1");
}

function decodeAs(bytes: Uint8Array, encoding: string, guessed: boolean): TableText {
  return { bytes, text: Buffer.from(decodeText(bytes, encoding), "utf8"), encoding, guessed };
}

function stringOf(text: Uint8Array): string {
  return decodeText(text, "utf-8");
}

/** A table's first characters are those of its header, nearly always ASCII: zero bytes alternate with others. */
function utf16WithoutMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const beginning = bytes.subarray(0, 16);
  if (beginning.length < 8 || bytes.length % 2 !== 0) return undefined;
  const zeroAt = (parity: number): boolean => beginning.every((byte, index) => (byte === 0) === (index % 2 === parity));
  return zeroAt(1) ? "utf-16le" : zeroAt(0) ? "utf-16be" : undefined;
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

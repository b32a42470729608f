import { createRng, type Rng } from "../../src/engine/core/rng.ts";

/** How a table is written. */
export interface TableForm {
  readonly separator: string;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "latin1";
  /** Byte-order marks at the beginning; UTF-16 always has one. */
  readonly marks: number;
  readonly lineEnds: readonly string[];
  /** How often a cell is quoted that need not be. */
  readonly quoted: number;
}

/** A table as it was put together: what a parser must find again. */
export interface BuiltTable {
  readonly form: TableForm;
  readonly bytes: Uint8Array;
  /** The text of the file, marks included. */
  readonly text: string;
  readonly header: readonly string[];
  readonly headerCells: readonly BuiltCell[];
  /** What ends the header's line. */
  readonly lineEnd: string;
  readonly rows: readonly (readonly BuiltCell[])[];
}

export interface BuiltCell {
  readonly value: string;
  /** The cell in the file, quotes included. */
  readonly raw: string;
  /** Bytes of the text in UTF-8. */
  readonly start: number;
  readonly end: number;
  /** Where `raw` begins in the text. */
  readonly at: number;
}

const ANYWHERE = ["a", "Z", " ", ",", '"', '""', "\n", "\r\n", "\r", "é", "'", ";", "\t", "|", "ü", "long words"];
const BEYOND_LATIN1 = ["e\u0301", "বাংলা", "日本", "🎵", "\u2028", "，", "“"];

const COMMON: TableForm = { separator: ",", encoding: "utf-8", marks: 0, lineEnds: ["\n", "\r\n", "\r"], quoted: 0.3 };

/** Any separator, encoding, line ends and quoting. */
export function randomForm(rng: Rng): TableForm {
  // Telling what encoding a file is in that does not say so takes ten times as long as all the rest.
  const encoding = rng.uniform() < 0.05 ? "latin1" : pick(rng, ["utf-8", "utf-8", "utf-16le", "utf-16be"] as const);
  const separators = [",", ";", "\t", "|"];
  return {
    separator: pick(rng, encoding === "latin1" ? separators : [...separators, "，", "；"]),
    encoding,
    marks: encoding === "utf-8" ? rng.integer(3) : encoding === "latin1" ? 0 : 1,
    lineEnds: pick(rng, [["\n"], ["\r\n"], ["\r"], COMMON.lineEnds]),
    quoted: pick(rng, [0, 0.3, 1]),
  };
}

/** A random table: any script, mixed line ends and quoting, blank lines, perhaps a byte-order mark, columns in any order. */
export function randomTable(seed: number, columns: readonly string[], given?: TableForm): BuiltTable {
  const rng = createRng(seed, "table");
  const form = given ?? { ...COMMON, marks: rng.uniform() < 0.5 ? 1 : 0 };
  const { separator, encoding, lineEnds, quoted } = form;
  const pieces = encoding === "latin1" ? ANYWHERE : [...ANYWHERE, ...BEYOND_LATIN1];
  const randomText = (): string => Array.from({ length: rng.integer(6) }, () => pick(rng, pieces)).join("");
  const rawOf = (value: string): string => encodedCell(value, rng.uniform() < quoted, separator);

  let text = "\ufeff".repeat(form.marks);
  const append = (values: readonly string[]): BuiltCell[] => {
    const cells = values.map((value, column) => {
      if (column > 0) text += separator;
      const [raw, at, start] = [rawOf(value), text.length, Buffer.byteLength(text)];
      text += raw;
      return { value, raw, start, end: Buffer.byteLength(text), at };
    });
    text += pick(rng, lineEnds);
    return cells;
  };
  const blankLines = (): void => {
    while (rng.uniform() < 0.2) text += pick(rng, lineEnds);
  };
  const header = columns.toSorted(() => rng.uniform() - 0.5);
  const headerCells = append(header);
  blankLines();
  const rows = Array.from({ length: 1 + rng.integer(8) }, (_, row) => {
    const cells = append(header.map((name) => (name === "filename" ? `${row} ${randomText()}.ogg` : randomText())));
    blankLines();
    return cells;
  });
  if (rng.uniform() < 0.3) text = text.replace(/[\r\n]+$/, "");
  const { raw, at } = headerCells.at(-1)!;
  const [lineEnd = "\n"] = /\r\n|\n|\r/.exec(text.slice(at + raw.length)) ?? [];
  return { form, bytes: encodedText(text, encoding), text, header, headerCells, lineEnd, rows };
}

/** A cell by the rules of CSV (RFC 4180): quoted where it must be, or where it is asked for. */
export function encodedCell(value: string, quoted: boolean, separator: string): string {
  return quoted || value.includes(separator) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export function encodedText(text: string, encoding: TableForm["encoding"]): Uint8Array {
  if (encoding === "utf-16be") return Buffer.from(text, "utf16le").swap16();
  return Buffer.from(text, encoding === "utf-16le" ? "utf16le" : encoding === "latin1" ? "latin1" : "utf8");
}

export function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[rng.integer(from.length)]!;
}

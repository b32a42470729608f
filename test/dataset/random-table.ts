import { createRng, type Rng } from "../../src/engine/core/rng.ts";

/** A table as it was put together: what a parser must find again. */
export interface BuiltTable {
  readonly bytes: Uint8Array;
  readonly header: readonly string[];
  readonly rows: readonly (readonly BuiltCell[])[];
}

export interface BuiltCell {
  readonly value: string;
  /** The bytes of the cell in the file, quotes included. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

const PIECES = [
  "a",
  "Z",
  " ",
  ",",
  '"',
  '""',
  "\n",
  "\r\n",
  "\r",
  "é",
  "e\u0301",
  "বাংলা",
  "日本",
  "🎵",
  "\u2028",
  "'",
  ";",
  "\t",
  "long words",
];

/** A random table: any script, mixed line ends and quoting, blank lines, perhaps a byte-order mark, columns in any order. */
export function randomTable(seed: number, columns: readonly string[]): BuiltTable {
  const rng = createRng(seed, "table");
  const lineEnd = (): string => pick(rng, ["\n", "\r\n", "\r"]);
  let text = rng.uniform() < 0.5 ? "\ufeff" : "";
  const append = (values: readonly string[]): BuiltCell[] => {
    const cells = values.map((value, column) => {
      if (column > 0) text += ",";
      const raw = encode(value, rng);
      const start = Buffer.byteLength(text);
      text += raw;
      return { value, raw, start, end: Buffer.byteLength(text) };
    });
    text += lineEnd();
    while (rng.uniform() < 0.2) text += lineEnd();
    return cells;
  };
  const header = columns.toSorted(() => rng.uniform() - 0.5);
  append(header);
  const rows = Array.from({ length: 1 + rng.integer(8) }, (_, row) =>
    append(header.map((name) => (name === "filename" ? `${row} ${randomText(rng)}.ogg` : randomText(rng)))),
  );
  if (rng.uniform() < 0.3) text = text.replace(/[\r\n]+$/, "");
  return { bytes: new TextEncoder().encode(text), header, rows };
}

function randomText(rng: Rng): string {
  return Array.from({ length: rng.integer(6) }, () => pick(rng, PIECES)).join("");
}

/** Quoted where it must be, and at random elsewhere. A lone blank cell would be a blank line only in a one-column table. */
function encode(value: string, rng: Rng): string {
  const quoted = /[",\r\n]/.test(value) || rng.uniform() < 0.3;
  return quoted ? `"${value.replaceAll('"', '""')}"` : value;
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[rng.integer(from.length)]!;
}

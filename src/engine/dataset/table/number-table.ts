import { countOf } from "../../../shared/format.ts";
import { LatentuneError } from "../../core/errors.ts";
import { columnsOf } from "../../../shared/table/columns.ts";
import { decodeTable } from "../text/table-text.ts";
import { readBrokenCsv, readCsv } from "./csv.ts";
import type { CsvRecord } from "./record.ts";

/** A table of numbers, row after row. */
export interface NumberTable {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
  /** The cells of the column that names the rows' songs; undefined where there is none. */
  readonly names?: readonly string[];
}

interface Line {
  /** 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** As Python and spreadsheets write them; a comma only where it separates no cells. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

/**
 * Reads a table of numbers: values separated as in other tables, or by blanks, with a header or without. The column of file
 * names, where the header names one or the first column holds no numbers, says which song each row is. A first column without a
 * name that counts the rows is pandas' index, and left out.
 * @throws {LatentuneError} with the line for a cell that is no number, and for rows of different lengths.
 */
export function parseNumberTable(bytes: Uint8Array, file: string): NumberTable {
  const [first, ...rest] = linesOf(bytes);
  if (first === undefined) throw new LatentuneError("The table is empty.", { file, remedy: "Save one row per song." });
  const header = isHeader(first, rest) ? first.cells : undefined;
  const lines = header === undefined ? [first, ...rest] : rest;
  const named = namesAt(header, lines);
  const left = leftOut(header, lines, named);
  const width = first.cells.length;
  const cols = width - left.size;
  if (cols === 0)
    throw new LatentuneError("The table has names of songs, and no column of numbers.", {
      file,
      remedy:
        "Give a table with one row of numbers per song, such as latents; lyrics.csv itself is clustered by latentune hard.",
    });
  const data = new Float64Array(lines.length * cols);
  for (const [row, { line, cells }] of lines.entries()) {
    if (cells.length !== width)
      throw new LatentuneError(`The row has ${countOf(cells.length, "cell")}, the first line ${width}.`, {
        file,
        line,
        remedy: "Give every row the same number of cells.",
      });
    for (const [col, cell] of cells.filter((_, index) => !left.has(index)).entries()) {
      const value = numberOf(cell);
      if (value === undefined)
        throw new LatentuneError(`“${cell.slice(0, 50)}” is no number.`, {
          file,
          line,
          remedy: "Give a table of numbers, with the file names in the first column at most.",
        });
      data[row * cols + col] = value;
    }
  }
  const names = named === undefined ? undefined : lines.map(({ cells }) => cells[named]!);
  return { rows: lines.length, cols, data, ...(names === undefined ? {} : { names }) };
}

function linesOf(bytes: Uint8Array): Line[] {
  const { text } = decodeTable(bytes);
  const { records: found, layout, starts } = readCsv(text);
  // Other separators than the comma stand in no number, which may have a decimal comma.
  const offset = starts[layout.headerLine] ?? 0;
  const header = Buffer.from(text.subarray(offset, starts[layout.headerLine + 1])).toString();
  const separator = ["\t", ";", "|"].find((sign) => header.includes(sign)) ?? layout.separator;
  const records = separator === layout.separator ? found : readBrokenCsv(text, { offset, separator }, starts);
  const byBlanks = records.every(({ cells }) => cells.length === 1);
  return records.flatMap(({ cells, firstLine }: CsvRecord): Line[] => {
    const values = cells.map(({ value }) => value.trim());
    // numpy.savetxt writes comments above and below.
    if (values[0]?.startsWith("#") === true) return [];
    return [{ line: firstLine, cells: byBlanks ? values.flatMap((value) => value.split(/\s+/)) : values }];
  });
}

/** Whether the first line says what the columns are: in words, or as pandas counts columns without names. */
function isHeader({ cells }: Line, rest: readonly Line[]): boolean {
  const [first, ...others] = cells;
  if (others.some((cell) => cell !== "" && !isNumber(cell))) return true;
  if (others.length === 0) return first !== undefined && !isNumber(first);
  return first === "" && rest.length > 0 && others.every((cell, index) => cell === String(index));
}

/** The column that names the songs, by its header or because the first column holds something else than numbers. */
function namesAt(header: readonly string[] | undefined, lines: readonly Line[]): number | undefined {
  const known = header === undefined ? undefined : columnsOf(header).filename;
  if (known !== undefined) return known;
  return lines.some(({ cells }) => !isNumber(cells[0] ?? "")) ? 0 : undefined;
}

/** Columns that hold no numbers of the songs: their names, their labels, the index. */
function leftOut(
  header: readonly string[] | undefined,
  lines: readonly Line[],
  named: number | undefined,
): Set<number> {
  const left = new Set(named === undefined ? [] : [named]);
  if (header === undefined) return left;
  const { language, genre, lyrics } = columnsOf(header);
  for (const column of [language, genre, lyrics])
    if (column !== undefined && lines.some(({ cells }) => !isNumber(cells[column] ?? ""))) left.add(column);
  const isUnnamed = header[0] === "" || header[0] === "Unnamed: 0";
  if (isUnnamed && lines.every(({ cells }, row) => cells[0] === String(row))) left.add(0);
  return left;
}

function isNumber(cell: string): boolean {
  return numberOf(cell) !== undefined;
}

function numberOf(cell: string): number | undefined {
  if (NOT_FINITE.test(cell)) return Number(cell.replace(/inf(?:inity)?/i, "Infinity").replace(/[+-]?nan/i, "NaN"));
  if (NUMBER.test(cell)) return Number(cell);
  // The decimal comma of spreadsheets.
  const dotted = /^[^,.]*,[^,.]*$/.test(cell) ? cell.replace(",", ".") : "";
  return NUMBER.test(dotted) ? Number(dotted) : undefined;
}

/** A cell of a table that we write: null is an empty cell. */
export type Cell = string | number | boolean | null;

/**
 * A CSV text as Python's csv module and pandas write it: commas, `\n`, quotes only where needed, numbers in the shortest
 * form that reads back to the same double, booleans as True and False.
 */
export function csvText(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return Array.from(csvLines(columns, rows)).join("");
}

/** {@link csvText} line by line. */
export function* csvLines(columns: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  yield csvLine(columns);
  for (const row of rows) yield csvLine(row);
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number")
    return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? "nan" : cell > 0 ? "inf" : "-inf";
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return encodeCell(cell);
}

/** A text as a cell, in quotes where the rules want them (RFC 4180) or `quoted` asks for them. */
export function encodeCell(text: string, quoted = false, separator = ","): string {
  return quoted || text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Reads a table that we wrote, as far as its text has come. */
export interface CsvReader {
  /** The rows that end in this piece of the text, cell by cell. */
  push(text: string): string[][];
  /** The last row, if no line end closed it. */
  end(): string[][];
}

/**
 * Reads tables that we wrote ({@link csvText}), in pieces that may be cut anywhere; lines may end with `\r\n` too. Tables
 * that people write, with their errors and the places of their cells, are read by the engine's `dataset/table`.
 */
export function createCsvReader(): CsvReader {
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  // A quote inside a quoted cell ends it, unless another one follows: known with the next character.
  let quoteSeen = false;
  return {
    push(text) {
      const rows: string[][] = [];
      let start = 0;
      for (let index = 0; index < text.length; index++) {
        const character = text.charCodeAt(index);
        if (quoted && !quoteSeen) {
          if (character !== QUOTE) continue;
          cell += text.slice(start, index);
          start = index + 1;
          quoteSeen = true;
        } else if (character === QUOTE) {
          if (quoteSeen) cell += '"';
          quoted = true;
          quoteSeen = false;
          start = index + 1;
        } else if (character === COMMA || character === LINE_FEED) {
          if (!quoteSeen) cell += text.slice(start, index);
          row.push(character === LINE_FEED && !quoted && cell.endsWith("\r") ? cell.slice(0, -1) : cell);
          cell = "";
          quoted = false;
          quoteSeen = false;
          start = index + 1;
          if (character === COMMA) continue;
          rows.push(row);
          row = [];
        }
      }
      if (!quoteSeen) cell += text.slice(start);
      return rows;
    },
    end: () => (cell !== "" || row.length > 0 ? [[...row, cell]] : []),
  };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/** A small table that we wrote, whole: the names of its columns and its rows. Blank lines are skipped. */
export function readCsvTable(text: string): { readonly header: string[]; readonly rows: string[][] } {
  const reader = createCsvReader();
  const lines = [...reader.push(text.replace(/^\uFEFF/, "")), ...reader.end()];
  const [header = [], ...rows] = lines.filter((cells) => cells.length > 1 || cells[0]!.trim() !== "");
  return { header, rows };
}

import type { ByteRange } from "../../../shared/contract/dataset.ts";
import type { TableLayout } from "../../../shared/table/layout.ts";

/** A cell: its value, and its bytes with the quotes around it. */
export interface CsvCell extends ByteRange {
  readonly value: string;
  readonly quoted: boolean;
}

/** A quote that breaks the rules of CSV, at the editor line where its cell opened. */
export interface QuoteError {
  /**
   * `stray`: a quote inside an unquoted cell, which is kept as it is (as Python's csv module does).
   * `broken`: a quoted cell goes on behind its closing quote: where the cell ends is a guess.
   * `unclosed`: the cell's closing quote never comes; the record has no such cell.
   */
  readonly kind: "stray" | "broken" | "unclosed";
  readonly line: number;
}

export interface CsvRecord extends ByteRange {
  readonly cells: readonly CsvCell[];
  readonly firstLine: number;
  readonly lastLine: number;
  readonly quoteError?: QuoteError;
}

/** Where the records of a table begin, and what separates their cells. */
export interface CsvStart {
  /** The byte at which the header begins. */
  readonly offset: number;
  /** One character. */
  readonly separator: string;
}

/** A table of separated values: its records in order, the header the first, blank lines left out. */
export interface CsvFile {
  readonly records: readonly CsvRecord[];
  readonly layout: TableLayout;
  /** The byte at which each editor line starts; see lines.ts. */
  readonly starts: Float64Array;
}

/** A line of nothing but blanks and separators, as spreadsheets write for their empty rows. */
export function isBlank(cells: readonly CsvCell[]): boolean {
  return cells.every(({ quoted, value }) => !quoted && value.trim() === "");
}

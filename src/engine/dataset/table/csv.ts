import { parse, type CastingFunction } from "csv-parse/sync";
import { readCleanCsv } from "./clean-csv.ts";
import { lineAt, lineStarts, skipLineEnds } from "./lines.ts";
import { isBlank, type CsvCell, type CsvFile, type CsvRecord, type QuoteError } from "./record.ts";

const BOM = [0xef, 0xbb, 0xbf];

/** How many bytes of a UTF-8 byte-order mark the file begins with: 0 or 3. */
export function bomLength(bytes: Uint8Array): number {
  return BOM.every((byte, index) => bytes[index] === byte) ? BOM.length : 0;
}

/**
 * Reads comma-separated values with the place of every cell. Never fails: what breaks the rules is a quote error of its record.
 * Line ends may be mixed. Lines of blanks are skipped.
 */
export function readCsv(bytes: Uint8Array): CsvFile {
  const starts = lineStarts(bytes);
  const clean = readCleanCsv(bytes, bomLength(bytes), starts);
  return clean === undefined ? readBrokenCsv(bytes, starts) : { records: clean, starts };
}

/**
 * Reads any file; {@link readCsv} takes it for those that are not clean.
 *
 * The work is csv-parse's. Its `info.lines` counts a CRLF inside quotes twice, so places are made from its byte
 * offsets; and it drops a record with an error, so the cells are taken from its per-field callback.
 */
export function readBrokenCsv(bytes: Uint8Array, starts: Float64Array): CsvFile {
  const offset = bomLength(bytes);
  const records: CsvRecord[] = [];
  let cells: CsvCell[] = [];
  let quoteError: QuoteError | undefined;
  let cellEnd = offset;

  const nextStart = (column: number): number => (column === 0 ? skipLineEnds(bytes, cellEnd) : cellEnd + 1);
  const closeRecord = (end: number): void => {
    const start = cells[0]?.start ?? nextStart(0);
    const place = { start, end, firstLine: lineAt(starts, start), lastLine: lineAt(starts, end) };
    // A first cell that is empty, before one whose quote never closes, is no blank line.
    if (quoteError !== undefined || !isBlank(cells))
      records.push({ cells, ...place, ...(quoteError === undefined ? {} : { quoteError }) });
    cells = [];
    quoteError = undefined;
  };
  const onField: CastingFunction = (value, { column, bytes: end, quoting }) => {
    if (column === 0 && cells.length > 0) closeRecord(cellEnd);
    const start = nextStart(column as number);
    cellEnd = end + offset;
    cells.push({ value, start, end: cellEnd, quoted: quoting });
    return value;
  };
  const onQuoteError = (kind: QuoteError["kind"], column: number): void => {
    // A quote error in the first cell: the cells so far are the record's before.
    if (column === 0 && cells.length > 0) closeRecord(cellEnd);
    // The first quote error that leaves the record's cells in doubt is reported; one that runs to the end of the file above all.
    if (quoteError === undefined || quoteError.kind === "stray" || kind === "unclosed") {
      quoteError = { kind, line: lineAt(starts, nextStart(column)) };
    }
  };

  parse(Buffer.from(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset), {
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    cast: onField,
    on_record: () => null,
    on_skip: (error) => {
      onQuoteError(QUOTE_ERRORS[error?.code ?? ""] ?? "broken", error?.["column"] as number);
      return undefined;
    },
  });
  if (quoteErrorKind(quoteError) === "unclosed") closeRecord(bytes.length);
  else if (cells.length > 0) closeRecord(cellEnd);
  return { records, starts };
}

const QUOTE_ERRORS: Partial<Record<string, QuoteError["kind"]>> = {
  INVALID_OPENING_QUOTE: "stray",
  CSV_INVALID_CLOSING_QUOTE: "broken",
  CSV_QUOTE_NOT_CLOSED: "unclosed",
};

/** Reads a variable that callbacks assign, which the compiler takes for constant. */
function quoteErrorKind(quoteError: QuoteError | undefined): QuoteError["kind"] | undefined {
  return quoteError?.kind;
}

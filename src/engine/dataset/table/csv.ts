import { parse, type CastingFunction } from "csv-parse/sync";
import { readCleanCsv } from "./clean-csv.ts";
import { layoutOf } from "../../../shared/table/layout.ts";
import { bomLength } from "../text/table-text.ts";
import { lineAt, lineStarts, skipLineEnds, textLines } from "./lines.ts";
import { isBlank, type CsvCell, type CsvFile, type CsvRecord, type CsvStart, type QuoteError } from "./record.ts";

/**
 * Reads a table of separated values with the place of every cell. Never fails: what breaks the rules is a quote error of its
 * record. Separator and header are found as {@link layoutOf} says. Line ends may be mixed. Lines of blanks are skipped.
 *
 * @param text in UTF-8
 */
export function readCsv(text: Uint8Array): CsvFile {
  const starts = lineStarts(text);
  const layout = layoutOf(textLines(text, starts));
  const { headerLine, separator } = layout;
  const start = { offset: headerLine === 0 ? bomLength(text) : starts[headerLine]!, separator };
  const clean = readCleanCsv(text, start, starts);
  return { records: clean ?? readBrokenCsv(text, start, starts), starts, layout };
}

/**
 * Reads any file; {@link readCsv} takes it for those that are not clean.
 *
 * The work is csv-parse's. Its `info.lines` counts a CRLF inside quotes twice, so places are made from its byte
 * offsets; and it drops a record with an error, so the cells are taken from its per-field callback.
 */
export function readBrokenCsv(
  bytes: Uint8Array,
  { offset, separator }: CsvStart,
  starts: Float64Array,
): readonly CsvRecord[] {
  const width = Buffer.byteLength(separator);
  const records: CsvRecord[] = [];
  let cells: CsvCell[] = [];
  let quoteError: QuoteError | undefined;
  let cellEnd = offset;

  const nextStart = (column: number): number => (column === 0 ? skipLineEnds(bytes, cellEnd) : cellEnd + width);
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
    delimiter: separator,
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
  return records;
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

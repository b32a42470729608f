import { columnsOf, type Columns } from "../../../shared/contract/dataset.ts";
import { nameKey } from "../../../shared/names.ts";
import { cellValue, scanRecord, type LineSource, type ScannedRecord } from "./csv-scan.ts";

/** A record of the table, the header left out, with the name that ties it to a song. */
export interface TableRecord extends ScannedRecord {
  /** As the cell has it; empty where it has none. */
  readonly filename: string;
}

/** Which record stands on which lines of `lyrics.csv`, for a text as it is in an editor, saved or not. */
export interface RecordLines {
  readonly header: ScannedRecord | null;
  readonly columns: Columns;
  /** In their order: record `i` is the table's row `i + 1`. Empty without a column `filename`. */
  readonly records: readonly TableRecord[];
}

/** Lines of a text that were replaced by others; 0-based and inclusive, a pure insertion has `start === oldEnd`. */
export interface LineChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Reads the whole text. Blank lines between records belong to none. */
export function readRecordLines(lines: LineSource): RecordLines {
  const [header] = recordsFrom(lines, 0);
  if (header === undefined) return { header: null, columns: columnsOf([]), records: [] };
  const columns = columnsOf(header.cells.map((cell) => cellValue(lines, header.firstLine, cell)));
  const { filename } = columns;
  if (filename === undefined) return { header, columns, records: [] };
  const records = Array.from(recordsFrom(lines, header.lastLine + 1), (record) => named(lines, record, filename));
  return { header, columns, records };
}

/**
 * The records after an edit, for the price of the edit: records are read again from the first that it touches up to where
 * old and new agree on a record's start; those behind only move.
 *
 * @param lines the text after the edit.
 */
export function updateRecordLines(old: RecordLines, lines: LineSource, change: LineChange): RecordLines {
  const { header, columns, records } = old;
  // What precedes the header, or it, decides on every record.
  if (header === null || columns.filename === undefined || change.start <= header.lastLine)
    return readRecordLines(lines);
  const moved = change.newEnd - change.oldEnd;
  const kept = firstEndingAtOrBehind(records, change.start);
  const from = (records[kept - 1] ?? header).lastLine + 1;

  const fresh: TableRecord[] = [];
  // The first old record that is not inside what was read again.
  let tail = kept;
  let line = from;
  for (;;) {
    while (tail < records.length && records[tail]!.firstLine + moved < Math.max(line, change.newEnd + 1)) tail++;
    const agreed = line > change.newEnd && (tail === kept || records[tail - 1]!.lastLine + moved < line);
    if (agreed || line >= lines.lineCount) break;
    if (isBlankLine(lines, line)) line++;
    else {
      const record = scanRecord(lines, line);
      fresh.push(named(lines, record, columns.filename));
      line = record.lastLine + 1;
    }
  }
  const behind = moved === 0 ? records.slice(tail) : records.slice(tail).map((record) => movedBy(record, moved));
  return { header, columns, records: [...records.slice(0, kept), ...fresh, ...behind] };
}

/** The index of the record on a 0-based line, or −1: the header and blank lines have none. */
export function recordAt({ records }: RecordLines, line: number): number {
  const index = firstEndingAtOrBehind(records, line);
  const record = records[index];
  return record !== undefined && record.firstLine <= line ? index : -1;
}

const firstOfName = new WeakMap<RecordLines, ReadonlyMap<string, number>>();

/** The index of the first record of a file name, compared in Unicode NFC: of records with one name it is the one used. */
export function recordNamed(table: RecordLines, filename: string): number | undefined {
  let index = firstOfName.get(table);
  if (index === undefined) {
    // From the last to the first, so that the first stays.
    index = new Map(table.records.map((record, at) => [nameKey(record.filename), at] as const).reverse());
    firstOfName.set(table, index);
  }
  return index.get(nameKey(filename));
}

/** The index of the first record that ends at or behind a line; as many as there are records if none does. */
export function firstEndingAtOrBehind(records: readonly ScannedRecord[], line: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (records[middle]!.lastLine < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* recordsFrom(lines: LineSource, firstLine: number): Generator<ScannedRecord> {
  for (let line = firstLine; line < lines.lineCount;) {
    if (isBlankLine(lines, line)) line++;
    else {
      const record = scanRecord(lines, line);
      yield record;
      line = record.lastLine + 1;
    }
  }
}

/** A byte-order mark is a blank to `trim`, as it is to the engine. */
function isBlankLine(lines: LineSource, line: number): boolean {
  return lines.lineAt(line).trim() === "";
}

function named(lines: LineSource, record: ScannedRecord, column: number): TableRecord {
  const cell = record.cells[column];
  return { ...record, filename: cell === undefined ? "" : cellValue(lines, record.firstLine, cell) };
}

function movedBy(record: TableRecord, by: number): TableRecord {
  return { ...record, firstLine: record.firstLine + by, lastLine: record.lastLine + by };
}

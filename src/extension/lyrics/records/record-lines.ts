import { columnsOf, type Columns } from "../../../shared/table/columns.ts";
import { isBlankLine, layoutOf } from "../../../shared/table/layout.ts";
import { joinedCells, openLastColumn } from "../../../shared/table/open-last-column.ts";
import { nameKey } from "../../../shared/names.ts";
import {
  cellValue,
  scanRecord,
  type CellSpan,
  type LineSource,
  type ScannedRecord,
} from "../../../shared/table/csv-scan.ts";

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
  const { headerLine, separator } = layoutOf(lines);
  const [header] = scanRecords(lines, headerLine, separator);
  if (header === undefined) return { header: null, columns: columnsOf([]), records: [] };
  const columns = columnsOf(header.cells.map((cell) => cellValue(lines, header.firstLine, cell)));
  if (columns.filename === undefined) return { header, columns, records: [] };
  const read = tableRecord(lines, header, columns);
  return { header, columns, records: Array.from(scanRecords(lines, header.lastLine + 1, separator), read) };
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
  const { separator } = header;
  const read = tableRecord(lines, header, columns);
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
    if (isBlankLine(lines.lineAt(line), separator)) line++;
    else {
      const record = scanRecord(lines, line, separator);
      fresh.push(read(record));
      line = record.lastLine + 1;
    }
  }
  const behind = moved === 0 ? records.slice(tail) : records.slice(tail).map((record) => movedBy(record, moved));
  const table = { header, columns, records: records.slice(0, kept).concat(fresh, behind) };
  // Most edits leave the names as they are: then the index of a long table need not be made again with every key.
  const names = firstOfName.get(old);
  const replaced = records.slice(kept, tail);
  if (names !== undefined && sameNames(fresh, replaced)) firstOfName.set(table, names);
  return table;
}

function sameNames(a: readonly TableRecord[], b: readonly TableRecord[]): boolean {
  return a.length === b.length && a.every(({ filename }, at) => filename === b[at]!.filename);
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

/** The records from a 0-based line on; blank lines between them belong to none. */
export function* scanRecords(lines: LineSource, firstLine: number, separator: string): Generator<ScannedRecord> {
  for (let line = firstLine; line < lines.lineCount;) {
    if (isBlankLine(lines.lineAt(line), separator)) line++;
    else {
      const record = scanRecord(lines, line, separator);
      yield record;
      line = record.lastLine + 1;
    }
  }
}

/** Gives a record its name, and the lyrics that hold separators without quotes their whole text. */
function tableRecord(
  lines: LineSource,
  header: ScannedRecord,
  columns: Columns,
): (scanned: ScannedRecord) => TableRecord {
  const names = header.cells.map((cell) => cellValue(lines, header.firstLine, cell));
  const last = openLastColumn(names, columns);
  return (scanned) => {
    const value = (cell: CellSpan): string => cellValue(lines, scanned.firstLine, cell);
    const count = scanned.broken ? 0 : joinedCells(scanned.cells, last, value);
    const record = count === 0 ? scanned : { ...scanned, cells: joinLast(scanned.cells, last!, count) };
    const cell = record.cells[columns.filename ?? -1];
    return { ...record, filename: cell === undefined ? "" : value(cell) };
  };
}

function joinLast(cells: readonly CellSpan[], last: number, count: number): readonly CellSpan[] {
  const { endLine, endCharacter } = cells[last + count]!;
  return [...cells.slice(0, last), { ...cells[last]!, endLine, endCharacter }];
}

function movedBy(record: TableRecord, by: number): TableRecord {
  return { ...record, firstLine: record.firstLine + by, lastLine: record.lastLine + by };
}

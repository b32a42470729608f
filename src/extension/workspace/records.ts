import { lyricsOrNone } from "../../shared/lyrics/lyrics-text.ts";
import { present } from "../../shared/missing.ts";
import { cellValue, type LineSource } from "../../shared/table/csv-scan.ts";
import type { Columns } from "../../shared/table/columns.ts";
import {
  firstEndingAtOrBehind,
  readRecordLines,
  recordAt,
  recordNamed,
  type RecordLines,
} from "../lyrics/records/record-lines.ts";
import { linesOf as linesOfDocument, type TableIndex } from "../lyrics/records/table-index.ts";
import type { LineRange, ListedRecord, LyricsRecord, LyricsRecords, RecordIndex } from "../services.ts";

/** Records of open documents. */
export function createRecordIndex(tables: Pick<TableIndex, "of">): RecordIndex {
  return { of: (document) => recordsOf(linesOfDocument(document), tables.of(document)) };
}

/** The records of a `lyrics.csv` that no editor holds; none if it has no column of file names. */
export function readRecords(text: string): LyricsRecords {
  const lines = linesOf(text);
  return recordsOf(lines, readRecordLines(lines));
}

export function linesOf(text: string): LineSource {
  const lines = (text.startsWith("\uFEFF") ? text.slice(1) : text).split(/\r\n|\n|\r/);
  return { lineCount: lines.length, lineAt: (line) => lines[line] ?? "" };
}

function recordsOf(lines: LineSource, table: RecordLines): LyricsRecords {
  const { records, columns } = table;
  const valueOf = (index: number, column: keyof Columns): string => {
    const { cells, firstLine } = records[index]!;
    const cell = cells[columns[column] ?? -1];
    return cell === undefined ? "" : cellValue(lines, firstLine, cell);
  };
  const listed = (index: number): ListedRecord => {
    const { firstLine, lastLine, filename } = records[index]!;
    return {
      row: index + 1,
      firstLine: firstLine + 1,
      lastLine: lastLine + 1,
      filename,
      language: present(valueOf(index, "language").trim()),
      genre: present(valueOf(index, "genre").trim()),
    };
  };
  const record = (index: number | undefined): LyricsRecord | undefined => {
    if (index === undefined || index < 0) return undefined;
    const facts = listed(index);
    return { ...facts, lyrics: lyricsOrNone(valueOf(index, "lyrics"), facts.filename) };
  };

  function* touchedBy({ first, last }: LineRange): Generator<number> {
    for (let at = firstEndingAtOrBehind(records, first - 1); at < records.length; at++) {
      if (records[at]!.firstLine > last - 1) return;
      yield at;
    }
  }
  return {
    listed: () => records.map((_, index) => listed(index)),
    namesIn: (ranges) => {
      const touched = new Set(ranges.flatMap((range) => [...touchedBy(range)]));
      return [...touched].sort((a, b) => a - b).map((index) => records[index]!.filename);
    },
    at: (line) => record(recordAt(table, line - 1)),
    named: (filename) => record(recordNamed(table, filename)),
  };
}

import { present } from "../../shared/missing.ts";
import { nameKey } from "../../shared/names.ts";
import type * as vscode from "vscode";
import { cellValue, type LineSource } from "../../shared/table/csv-scan.ts";
import { readRecordLines, recordAt, type RecordLines, type TableRecord } from "../lyrics/records/record-lines.ts";
import type { LyricsRecord, LyricsRecords, RecordIndex } from "../services.ts";

/** Records of open documents, read once per version of the text. */
export function createRecordIndex(): RecordIndex {
  const known = new WeakMap<vscode.TextDocument, { readonly version: number; readonly records: LyricsRecords }>();
  return {
    of(document) {
      const entry = known.get(document);
      if (entry?.version === document.version) return entry.records;
      const records = recordsOf({ lineCount: document.lineCount, lineAt: (line) => document.lineAt(line).text });
      known.set(document, { version: document.version, records });
      return records;
    },
  };
}

/** The records of a `lyrics.csv` that no editor holds; none if it has no column of file names. */
export function readRecords(text: string): LyricsRecords {
  return recordsOf(linesOf(text));
}

export function linesOf(text: string): LineSource {
  const lines = (text.startsWith("\uFEFF") ? text.slice(1) : text).split(/\r\n|\n|\r/);
  return { lineCount: lines.length, lineAt: (line) => lines[line] ?? "" };
}

function recordsOf(lines: LineSource): LyricsRecords {
  const table = readRecordLines(lines);
  const all = table.records.map((record, index) => recordOf(lines, table, record, index));
  const byName = new Map<string, LyricsRecord>();
  for (const record of all) {
    const name = nameKey(record.filename);
    if (!byName.has(name)) byName.set(name, record);
  }
  return { all, at: (line) => all[recordAt(table, line - 1)], named: (filename) => byName.get(nameKey(filename)) };
}

function recordOf(lines: LineSource, { columns }: RecordLines, record: TableRecord, index: number): LyricsRecord {
  const { cells, firstLine, lastLine, filename } = record;
  const valueOf = (column: number | undefined): string => {
    const cell = column === undefined ? undefined : cells[column];
    return cell === undefined ? "" : cellValue(lines, firstLine, cell);
  };
  return {
    row: index + 1,
    firstLine: firstLine + 1,
    lastLine: lastLine + 1,
    filename,
    language: present(valueOf(columns.language).trim()),
    genre: present(valueOf(columns.genre).trim()),
    lyrics: present(valueOf(columns.lyrics)),
  };
}

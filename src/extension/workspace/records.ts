import type * as vscode from "vscode";
import type { LyricsRecord, LyricsRecords, RecordIndex } from "../services.ts";
import { scanRecords } from "./scan-records.ts";

/** Records of open documents, scanned once per version of the text. */
export function createRecordIndex(): RecordIndex {
  const known = new WeakMap<vscode.TextDocument, { readonly version: number; readonly records: LyricsRecords }>();
  return {
    of(document) {
      const entry = known.get(document);
      if (entry?.version === document.version) return entry.records;
      const records = readRecords(document.getText());
      known.set(document, { version: document.version, records });
      return records;
    },
  };
}

/** The records of a `lyrics.csv`; none if it has no column of file names. Columns may come in any order and case. */
export function readRecords(text: string): LyricsRecords {
  const [header, ...body] = scanRecords(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
  const cellOf = (cells: readonly string[], name: string): string => cells[names.indexOf(name)] ?? "";
  const all: LyricsRecord[] = !names.includes("filename")
    ? []
    : body.map(({ cells, firstLine, lastLine }, index) => ({
        row: index + 1,
        firstLine,
        lastLine,
        filename: cellOf(cells, "filename"),
        language: cellOf(cells, "language").trim(),
        genre: cellOf(cells, "genre").trim(),
        lyrics: cellOf(cells, "lyrics"),
      }));
  const byName = new Map<string, LyricsRecord>();
  for (const record of all) {
    const name = record.filename.normalize("NFC");
    if (!byName.has(name)) byName.set(name, record);
  }
  return {
    all,
    at: (line) => recordAt(all, line),
    named: (filename) => byName.get(filename.normalize("NFC")),
  };
}

function recordAt(records: readonly LyricsRecord[], line: number): LyricsRecord | undefined {
  let low = 0;
  let high = records.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const record = records[middle]!;
    if (line < record.firstLine) high = middle - 1;
    else if (line > record.lastLine) low = middle + 1;
    else return record;
  }
  return undefined;
}

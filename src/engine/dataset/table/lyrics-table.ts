import { lyricsOrNone } from "../../../shared/lyrics/lyrics-text.ts";
import { present } from "../../../shared/missing.ts";
import { nameKey } from "../../../shared/names.ts";
import type { RowPlace, Song } from "../../../shared/contract/dataset.ts";
import { columnsOf, type Columns } from "../../../shared/table/columns.ts";
import { namedWidth, openLastColumn } from "../../../shared/table/open-last-column.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic } from "../diagnostic.ts";
import { findColumns, namesOf } from "./columns.ts";
import type { CsvCell, CsvRecord } from "./record.ts";
import type { TableText } from "../text/table-text.ts";
import { joinedDiagnostics, withJoinedLyrics } from "./joined-lyrics.ts";
import { parseTable } from "./parse-table.ts";
import { rowDiagnostics } from "./row-diagnostics.ts";

/** A row of the table with its cells' places, so that one cell can be replaced. */
export interface LyricsRecord extends RowPlace, Pick<Song, keyof Columns> {
  /** In the order of the file; a short row has fewer than the header, a long one more. */
  readonly cells: readonly CsvCell[];
  /** False if an error diagnostic keeps the row out. Its values may be wrong then. */
  readonly usable: boolean;
}

/** `lyrics.csv`, read. */
export interface LyricsTable {
  /** As diagnostics name it: relative to the workspace, with forward slashes. */
  readonly file: string;
  /** The header's names as written, blanks around them removed. */
  readonly header: readonly string[];
  readonly headerCells: readonly CsvCell[];
  readonly columns: Columns;
  /** What stands between the cells: one character. */
  readonly separator: string;
  /** The file, and its text in UTF-8, in which the cells have their places. */
  readonly source: TableText;
  /** Every row of the file in its order, the unusable ones too. */
  readonly records: readonly LyricsRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `lyrics.csv`: columns `filename`, `language`, `genre` and `lyrics` under their names or usual others (shared/table/columns.ts) in
 * any order, others kept; separated and encoded as parseTable finds it. Only `filename` must be there: audio needs no lyrics, and without a
 * language or a genre the metrics against it stay empty, so their absence is a warning (genre: nothing, `genre_map.csv` may have it).
 * Of rows with one file name (compared in Unicode NFC) the first is used.
 *
 * Never throws: what is wrong is a diagnostic, at its line. A table of which nothing can be used has no records and one
 * diagnostic of contract/dataset.ts's FATAL_DIAGNOSTICS.
 */
export function parseLyricsTable(bytes: Uint8Array, file: string): LyricsTable {
  const read = parseTable(bytes, file, "The table");
  if ("unreadable" in read) return emptyTable(file, read.unreadable, bytes);
  const { source, csv } = read;
  const { separator } = csv.layout;
  const [head, ...body] = csv.records;
  if (head === undefined) return { ...emptyTable(file, noRows(file, 1)), source };

  const header = namesOf(head);
  const { columns, diagnostics: ofHeader } = findColumns(head, file, body.length);
  const diagnostics = [...read.diagnostics, ...ofHeader];
  const table = { file, header, headerCells: head.cells, columns, separator, source };
  if (columns.filename === undefined) return { ...table, records: [], diagnostics };
  if (body.length === 0) return { ...table, records: [], diagnostics: [...diagnostics, noRows(file, head.lastLine)] };

  const last = openLastColumn(header, columns);
  const width = namedWidth(header);
  const firstLineOf = new Map<string, number>();
  const joined: CsvRecord[] = [];
  const records = body.map((scanned, index) => {
    const line = withJoinedLyrics(scanned, last, source.text);
    if (line !== scanned) joined.push(line);
    const values = { ...valuesOf(line, columns), row: index + 1 };
    const ofRow = rowDiagnostics({ line, head, values, width, separator, bytes: source.text, starts: csv.starts });
    const name = nameKey(values.filename);
    const earlier = firstLineOf.get(name);
    if (ofRow.every(({ severity }) => severity !== "error")) {
      if (earlier === undefined) firstLineOf.set(name, line.firstLine);
      else ofRow.push(duplicate(earlier));
    }
    const place = { file, line: line.firstLine, row: values.row };
    const named = values.filename === "" ? {} : { filename: values.filename };
    for (const diagnostic of ofRow) diagnostics.push({ ...place, ...named, ...diagnostic });
    return toRecord(
      line,
      values,
      ofRow.every(({ severity }) => severity !== "error"),
    );
  });
  return { ...table, records, diagnostics: [...diagnostics, ...joinedDiagnostics(joined, last, file)] };
}

/**
 * The cells of the known columns; a cell that a short row lacks is empty, and so are missing values
 * (shared/missing.ts) and what is no lyrics (shared/lyrics/lyrics-text.ts). Only lyrics keep the blanks around them.
 */
function valuesOf(line: CsvRecord, columns: Columns): Pick<LyricsRecord, "filename" | "language" | "genre" | "lyrics"> {
  const cell = (column: number | undefined): string => (column === undefined ? "" : (line.cells[column]?.value ?? ""));
  const filename = cell(columns.filename);
  return {
    filename,
    language: present(cell(columns.language).trim()),
    genre: present(cell(columns.genre).trim()),
    lyrics: lyricsOrNone(cell(columns.lyrics), filename),
  };
}

function toRecord(
  { cells, firstLine, lastLine, start, end }: CsvRecord,
  values: Pick<LyricsRecord, "row" | "filename" | "language" | "genre" | "lyrics">,
  usable: boolean,
): LyricsRecord {
  return { ...values, firstLine, lastLine, startByte: start, endByte: end, cells, usable };
}

function duplicate(earlierLine: number): Diagnostic {
  return diagnostic(
    "filename-duplicate",
    `The file name is already used at line ${earlierLine}; this row is left out.`,
    { remedy: "Delete one of the two rows." },
  );
}

function noRows(file: string, line: number): Diagnostic {
  return diagnostic("table-empty", "The table has no rows.", {
    file,
    line,
    remedy: "Give it the header filename,language,genre,lyrics and one row per song.",
  });
}

/** The table of a file of which nothing can be used, for the one reason given. */
export function emptyTable(file: string, fatal: Diagnostic, bytes: Uint8Array = new Uint8Array()): LyricsTable {
  const source = { bytes, text: bytes, encoding: "utf-8", guessed: false };
  const nothing = { header: [], headerCells: [], columns: columnsOf([]), separator: ",", records: [] };
  return { file, source, ...nothing, diagnostics: [fatal] };
}

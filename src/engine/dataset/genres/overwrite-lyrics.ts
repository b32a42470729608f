import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";
import { lineEndAfter } from "../table/lines.ts";
import { editColumns, requireWritable, type ColumnEdit } from "../table/table-edits.ts";

/**
 * The text of `lyrics.csv` in UTF-8 with the lyrics of some rows; where the table has no column `lyrics`, it is inserted
 * behind the last known one. The lyrics' lines end as the header's does. Everything else stays; see {@link editColumns}.
 *
 * @param lyrics by the rows, counted as in {@link LyricsRecord}.
 * @param languages likewise, for cells that hold none; a row without such a cell gets none.
 * @throws {LatentuneError} if the table cannot be written to safely: broken quotes, too many fields.
 */
export function overwriteLyrics(
  table: LyricsTable,
  lyrics: ReadonlyMap<LyricsRecord["row"], string>,
  languages: ReadonlyMap<LyricsRecord["row"], string> = new Map(),
): Uint8Array {
  requireWritable(table, "Lyrics");
  const { columns, headerCells, source } = table;
  const lineEnd = lineEndAfter(source.text, headerCells.at(-1)!.end);
  const values = table.records.map(({ row }) => lyrics.get(row)?.replaceAll(/\r\n|\n|\r/g, lineEnd) ?? null);
  const insertAfter = columns.genre ?? columns.language ?? columns.filename!;
  return editColumns(table, [...languageEdits(table, languages), { name: "lyrics", values, insertAfter }]);
}

/** A short row that ends before its language has nothing that could be filled in. */
function languageEdits({ columns, records }: LyricsTable, languages: ReadonlyMap<number, string>): ColumnEdit[] {
  const { language: column } = columns;
  if (column === undefined || languages.size === 0) return [];
  const values = records.map(({ row, language, cells }) =>
    language === "" && cells[column] !== undefined ? (languages.get(row) ?? null) : null,
  );
  return [{ name: "language", values, insertAfter: column }];
}

/** Whether a row has no lyrics; what stands in its cell instead of lyrics (shared/lyrics/lyrics-text.ts) is left out when it is read. */
export function lacksLyrics({ lyrics }: Pick<LyricsRecord, "lyrics">): boolean {
  return lyrics.trim() === "";
}

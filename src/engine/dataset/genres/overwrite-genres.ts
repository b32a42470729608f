import type { LyricsTable } from "../table/lyrics-table.ts";
import { editColumn, requireWritable } from "../table/table-edits.ts";

/**
 * The bytes of `lyrics.csv` with the genres written into its column `genre`; where there is none, it is inserted after
 * `language` (or after `filename`). Cells that have the genre already, and rows whose genre is empty, stay as they are, so
 * writing twice changes nothing; for everything else see {@link editColumn}.
 *
 * @param bytes the file that `table` was parsed from.
 * @param genres one per record of the table; empty where a row has none.
 * @throws {LatentuneError} if the table cannot be written to safely: broken quotes, too many fields, not UTF-8.
 */
export function overwriteLyricsGenres(bytes: Uint8Array, table: LyricsTable, genres: readonly string[]): Uint8Array {
  requireWritable(table, "Genres");
  const { records, columns } = table;
  const values = records.map(({ genre: old }, index) => {
    const genre = genres[index]!;
    return genre === "" || genre === old ? null : genre;
  });
  return editColumn(bytes, table, { name: "genre", values, insertAfter: columns.language ?? columns.filename! });
}

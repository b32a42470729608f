import { isMissingText } from "../../../shared/missing.ts";
import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";
import { lineEndAfter } from "../table/lines.ts";
import { editColumn, requireWritable } from "../table/table-edits.ts";

/**
 * The text of `lyrics.csv` in UTF-8 with the lyrics of some rows; where the table has no column `lyrics`, it is inserted
 * behind the last known one. The lyrics' lines end as the header's does. Everything else stays; see {@link editColumn}.
 *
 * @param lyrics by the rows, counted as in {@link LyricsRecord}.
 * @throws {LatentuneError} if the table cannot be written to safely: broken quotes, too many fields.
 */
export function overwriteLyrics(table: LyricsTable, lyrics: ReadonlyMap<LyricsRecord["row"], string>): Uint8Array {
  requireWritable(table, "Lyrics");
  const { columns, headerCells, source } = table;
  const lineEnd = lineEndAfter(source.text, headerCells.at(-1)!.end);
  const values = table.records.map(({ row }) => lyrics.get(row)?.replaceAll(/\r\n|\n|\r/g, lineEnd) ?? null);
  const insertAfter = columns.genre ?? columns.language ?? columns.filename!;
  return editColumn(table, { name: "lyrics", values, insertAfter });
}

/**
 * Whether a row has no lyrics: its cell is empty, or holds a missing value (shared/missing.ts) or a file's name, as tables do that were made from a list of
 * files.
 */
export function lacksLyrics({ lyrics, filename }: Pick<LyricsRecord, "lyrics" | "filename">): boolean {
  if (isMissingText(lyrics)) return true;
  const text = lyrics.trim();
  return (
    text === filename ||
    text === withoutExtension(filename) ||
    /^[^\n\r]{1,250}\.(?:mp3|wav|flac|m4a|aac|og[ga]|opus)$/i.test(text)
  );
}

function withoutExtension(filename: string): string {
  return filename.replace(/\.[^.]+$/, "");
}

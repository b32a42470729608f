import type { Song } from "../../../shared/contract/dataset.ts";
import { LatentuneError } from "../../core/errors.ts";
import { readTable } from "../../dataset/table/read-table.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { encodeTable } from "../../dataset/text/table-text.ts";
import { parseLyricsTable } from "../../dataset/table/lyrics-table.ts";
import { lacksLyrics, overwriteRowLyrics } from "../../dataset/genres/overwrite-lyrics.ts";
import { replaceTable } from "../../dataset/table/replace-table.ts";

/** What became of a row that was to be written. */
export type WrittenRow = "written" | "gone" | "has-lyrics";

/** A table that is saved by an editor at the very moment is read again. */
const ATTEMPTS = 3;

/**
 * Writes the lyrics of one song into `lyrics.csv` as it is now: a transcription takes hours, in which people edit the table.
 * A row that is gone, or that somebody has given lyrics, is left alone (`force`: not the latter).
 *
 * @throws {LatentuneError} if the table cannot be written to safely, or changes all the time.
 */
export async function writeRowLyrics(
  { paths, table }: Pick<Dataset, "paths" | "table">,
  { filename }: Pick<Song, "filename">,
  lyrics: string,
  { force }: { readonly force: boolean },
): Promise<WrittenRow> {
  for (let attempt = 1; ; attempt++) {
    const bytes = await readTable(paths.lyricsTable);
    const now = parseLyricsTable(bytes, table.file);
    const record = now.records.find((row) => row.usable && row.filename === filename);
    if (record === undefined) return "gone";
    if (!force && !lacksLyrics(record)) return "has-lyrics";
    const changed = encodeTable(now.source, overwriteRowLyrics(now, record.row, lyrics), now);
    try {
      await replaceTable(paths.lyricsTable, table.file, bytes, changed);
      return "written";
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof LatentuneError)) throw error;
    }
  }
}

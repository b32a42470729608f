import { LatentuneError } from "../../core/errors.ts";
import { readTable } from "../../dataset/table/read-table.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { encodeTable } from "../../dataset/text/table-text.ts";
import { parseLyricsTable, type LyricsRecord } from "../../dataset/table/lyrics-table.ts";
import { lacksLyrics, overwriteLyrics } from "../../dataset/genres/overwrite-lyrics.ts";
import { replaceTable } from "../../dataset/table/replace-table.ts";

/** What became of a row that was to be written. */
export type WrittenRow = "written" | "gone" | "has-lyrics";

/** A table that is saved by an editor at the very moment is read again. */
const ATTEMPTS = 3;

/**
 * Writes the lyrics of songs into `lyrics.csv` as it is now: a transcription takes hours, in which people edit the table.
 * A row that is gone, or that somebody has given lyrics, is left alone (`force`: not the latter).
 *
 * @param lyrics by the songs' file names
 * @returns what became of each, by its file name
 * @throws {LatentuneError} if the table cannot be written to safely, or changes all the time.
 */
export async function writeLyrics(
  { paths, table }: Pick<Dataset, "paths" | "table">,
  lyrics: ReadonlyMap<string, string>,
  { force }: { readonly force: boolean },
): Promise<ReadonlyMap<string, WrittenRow>> {
  for (let attempt = 1; lyrics.size > 0; attempt++) {
    const bytes = await readTable(paths.lyricsTable);
    const now = parseLyricsTable(bytes, table.file);
    const records = firstByName(now.records.filter((record) => record.usable && lyrics.has(record.filename)));
    const outcomes = new Map<string, WrittenRow>();
    const texts = new Map<number, string>();
    for (const [filename, text] of lyrics) {
      const record = records.get(filename);
      const isOpen = record !== undefined && (force || lacksLyrics(record));
      if (isOpen) texts.set(record.row, text);
      outcomes.set(filename, isOpen ? "written" : record === undefined ? "gone" : "has-lyrics");
    }
    if (texts.size === 0) return outcomes;
    const changed = encodeTable(now.source, overwriteLyrics(now, texts), now);
    try {
      await replaceTable(paths.lyricsTable, table.file, bytes, changed);
      return outcomes;
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof LatentuneError)) throw error;
    }
  }
  return new Map();
}

function firstByName(records: readonly LyricsRecord[]): ReadonlyMap<string, LyricsRecord> {
  return new Map(records.toReversed().map((record) => [record.filename, record]));
}

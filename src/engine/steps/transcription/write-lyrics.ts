import { LatentuneError } from "../../core/errors.ts";
import { readTable } from "../../dataset/table/read-table.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { encodeTable } from "../../dataset/text/table-text.ts";
import { parseLyricsTable, type LyricsRecord, type LyricsTable } from "../../dataset/table/lyrics-table.ts";
import { lacksLyrics, overwriteLyrics } from "../../dataset/genres/overwrite-lyrics.ts";
import { replaceTable } from "../../dataset/table/replace-table.ts";
import { languageWord } from "./language-word.ts";
import type { SongText } from "./song-text.ts";

/** What became of a row that was to be written. */
export type WrittenRow = "written" | "gone" | "has-lyrics";

/** A table that is saved by an editor at the very moment is read again. */
const ATTEMPTS = 3;

/**
 * Writes the lyrics of songs into `lyrics.csv` as it is now: a transcription takes hours, in which people edit the table.
 * A row that is gone, or that somebody has given lyrics, is left alone (`force`: not the latter).
 *
 * @param songs by their file names
 * @returns what became of each, by its file name
 * @throws {LatentuneError} if the table cannot be written to safely, or changes all the time.
 */
export async function writeLyrics(
  { paths, table }: Pick<Dataset, "paths" | "table">,
  songs: ReadonlyMap<string, SongText>,
  { force }: { readonly force: boolean },
): Promise<ReadonlyMap<string, WrittenRow>> {
  for (let attempt = 1; songs.size > 0; attempt++) {
    const bytes = await readTable(paths.lyricsTable);
    const now = parseLyricsTable(bytes, table.file);
    const records = firstByName(now.records.filter((record) => record.usable && songs.has(record.filename)));
    const outcomes = new Map<string, WrittenRow>();
    const texts = new Map<number, SongText>();
    for (const [filename, text] of songs) {
      const record = records.get(filename);
      const isOpen = record !== undefined && (force || lacksLyrics(record));
      if (isOpen) texts.set(record.row, text);
      outcomes.set(filename, isOpen ? "written" : record === undefined ? "gone" : "has-lyrics");
    }
    if (texts.size === 0) return outcomes;
    const changed = encodeTable(now.source, withTexts(now, texts), now);
    try {
      await replaceTable(paths.lyricsTable, table.file, bytes, changed);
      return outcomes;
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof LatentuneError)) throw error;
    }
  }
  return new Map();
}

/** The text of a table with the lyrics of some rows, and the languages of those that have none. */
export function withTexts(table: LyricsTable, texts: ReadonlyMap<number, SongText>): Uint8Array {
  const written = table.records.map(({ language }) => language);
  const languages = [...texts].flatMap(([row, { language }]) =>
    language === null ? [] : [[row, languageWord(language, written)] as const],
  );
  return overwriteLyrics(table, new Map([...texts].map(([row, { lyrics }]) => [row, lyrics])), new Map(languages));
}

function firstByName(records: readonly LyricsRecord[]): ReadonlyMap<string, LyricsRecord> {
  return new Map(records.toReversed().map((record) => [record.filename, record]));
}

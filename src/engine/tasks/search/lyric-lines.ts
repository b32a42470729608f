import { nameKey } from "../../../shared/names.ts";
import { findLayout } from "../../dataset/layout.ts";
import { parseLyricsTable } from "../../dataset/table/lyrics-table.ts";
import { readTable } from "../../dataset/table/read-table.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";

/** Of longer lyrics the first lines are looked at. */
const MOST_LINES = 200;

/** The lines of lyrics that say something, each once; headings such as `[Chorus]` say nothing. */
export function lyricLines(lyrics: string): string[] {
  const lines = lyrics.split(/\r\n|\r|\n/).map((line) => line.normalize("NFC").trim());
  const saying = lines.filter((line) => /\p{L}/u.test(line) && !/^[[(].*[\])]\s*:?$/.test(line));
  return [...new Set(saying)].slice(0, MOST_LINES);
}

/** Finds the lyrics that the table has now, by file name; none where the table is gone. */
export async function lyricsNow({ workspace, dataDir }: KeptRunPlace): Promise<(filename: string) => string> {
  const { lyricsTable: path } = await findLayout({ workspace, dataDir });
  const bytes = await readTable(path).catch(() => new Uint8Array());
  const { records } = parseLyricsTable(bytes, path);
  // Of rows with one file name the first counts.
  const lyrics = new Map(records.toReversed().map((record) => [nameKey(record.filename), record.lyrics]));
  return (filename) => lyrics.get(nameKey(filename)) ?? "";
}

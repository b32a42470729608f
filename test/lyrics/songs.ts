import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

export interface SongTable {
  readonly lyrics: readonly string[];
  readonly languages: readonly string[];
  readonly genres: readonly string[];
}

/** The columns of a lyrics.csv and its genre map, without any of the product's checks. */
export function readSongs(lyricsCsv: URL, genreMap: URL): SongTable {
  const rows = readCsv(lyricsCsv);
  const genreOf = new Map(readCsv(genreMap).map((row) => [row["filename"], row["genre"]]));
  return {
    lyrics: rows.map((row) => row["lyrics"] ?? ""),
    languages: rows.map((row) => row["language"] ?? ""),
    genres: rows.map((row) => genreOf.get(row["filename"]) ?? ""),
  };
}

function readCsv(url: URL): Partial<Record<string, string>>[] {
  return parse(readFileSync(url), { columns: true, bom: true });
}

const SONGS30 = new URL("../../examples/songs30/data/", import.meta.url);

export function songs30(): SongTable {
  return readSongs(new URL("lyrics/lyrics.csv", SONGS30), new URL("genre_map.csv", SONGS30));
}

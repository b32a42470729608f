import type * as vscode from "vscode";
import { present } from "../../shared/missing.ts";
import { nameKey } from "../../shared/names.ts";
import { matchRows } from "../../shared/naming/match-rows.ts";
import { nameMatcher } from "../../shared/naming/name-matcher.ts";
import { cellValue } from "../../shared/table/csv-scan.ts";
import { genreColumns } from "../../shared/table/genre-columns.ts";
import { layoutOf } from "../../shared/table/layout.ts";
import { readTableText } from "../lyrics/encoding/disk-text.ts";
import { scanRecords } from "../lyrics/records/record-lines.ts";
import type { ListedRecord } from "../services.ts";
import { linesOf } from "./records.ts";

/** Songs without a genre have that of `genre_map.csv`, by the rules of a run. */
export async function withMappedGenres(
  songs: readonly ListedRecord[],
  genreMap: vscode.Uri,
): Promise<readonly ListedRecord[]> {
  if (songs.every(({ genre }) => genre !== "")) return songs;
  const entries = readEntries(await readTableText(genreMap.fsPath, "The genre map").catch(() => ""), songs);
  const seen = new Set<string>();
  const rows = songs.map(({ filename }) => {
    const name = nameKey(filename);
    const usable = !seen.has(name);
    seen.add(name);
    return { filename, usable };
  });
  const matches = matchRows(
    rows,
    entries.map(({ name }) => name),
  );
  return songs.map((song, index) => {
    const match = matches[index];
    return song.genre !== "" || match === undefined || match === "uncertain"
      ? song
      : { ...song, genre: entries[match.entry]!.genre };
  });
}

interface Entry {
  readonly name: string;
  readonly genre: string;
}

/** The first genre of each name; none where it is not certain which columns are meant. */
function readEntries(text: string, songs: readonly ListedRecord[]): readonly Entry[] {
  const lines = linesOf(text);
  const { headerLine, separator } = layoutOf(lines);
  const records = [...scanRecords(lines, headerLine, separator)].map(({ firstLine, cells, broken }) => ({
    broken,
    cells: cells.map((cell) => cellValue(lines, firstLine, cell)),
  }));
  const [head, ...below] = records;
  if (head === undefined) return [];
  const match = nameMatcher(songs.map(({ filename }) => filename));
  const isName = (name: string): boolean => name.trim() !== "" && match(name) !== undefined;
  const columns = genreColumns([head.cells, ...below.map(({ cells }) => cells)], isName);
  if (typeof columns === "string") return [];
  const byName = new Map<string, Entry>();
  for (const { cells, broken } of columns.hasHeader ? below : records) {
    const name = cells[columns.filename] ?? "";
    const genre = present((cells[columns.genre] ?? "").trim());
    const key = nameKey(name);
    if (!broken && name.trim() !== "" && genre !== "" && !byName.has(key)) byName.set(key, { name, genre });
  }
  return [...byName.values()];
}

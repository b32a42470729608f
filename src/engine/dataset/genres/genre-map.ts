import { genreKey } from "../../../shared/classes/genre-key.ts";
import { present } from "../../../shared/missing.ts";
import { nameKey } from "../../../shared/names.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic } from "../diagnostic.ts";
import { nameMatcher } from "../../../shared/naming/name-matcher.ts";
import { parseTable } from "../table/parse-table.ts";
import { mapColumns } from "./map-columns.ts";

/** `genre_map.csv`: the genre of each file name. */
export interface GenreMap {
  readonly file: string;
  /** By file name in Unicode NFC, in the order of the file. */
  readonly entries: ReadonlyMap<string, GenreEntry>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface GenreEntry {
  readonly genre: string;
  readonly line: number;
  /** 1-based count of the rows below the header; null where the map has no header. */
  readonly row: number | null;
  /** As the map writes it. */
  readonly name: string;
}

/**
 * Reads a genre map: a table as `lyrics.csv` is one, with the columns `filename` and `genre`, or with others where it is
 * certain which are meant ({@link mapColumns}). Of several rows for one name the first counts. Never throws; a map that
 * cannot be read is empty and has one diagnostic `genre-map-unreadable`.
 *
 * @param names the file names of the table, by which columns without such names are found
 */
export function readGenreMap(bytes: Uint8Array, file: string, names: readonly string[] = []): GenreMap {
  const unreadable = (message: string, line: number, remedy: string): GenreMap => ({
    file,
    entries: new Map(),
    diagnostics: [diagnostic("genre-map-unreadable", message, { file, line, remedy })],
  });
  const read = parseTable(bytes, file, "The genre map");
  if ("unreadable" in read) return unreadable(read.unreadable.message, 1, read.unreadable.remedy ?? "");
  const [head, ...below] = read.csv.records;
  const remedy = "Give it the header filename,genre and one row per song.";
  if (head === undefined) return unreadable("The genre map is empty.", 1, remedy);
  const match = nameMatcher(names);
  const columns = mapColumns(head, below, file, (text) => text.trim() !== "" && match(text) !== undefined);
  if (typeof columns === "string")
    return unreadable(`The genre map has no column "${columns}" and is not used.`, head.firstLine, remedy);

  const entries = new Map<string, GenreEntry>();
  const diagnostics: Diagnostic[] = [...read.diagnostics, ...columns.diagnostics];
  const body = columns.hasHeader ? below : [head, ...below];
  for (const [index, { cells, firstLine: line, quoteError }] of body.entries()) {
    const name = cells[columns.filename]?.value ?? "";
    const genre = present((cells[columns.genre]?.value ?? "").trim());
    const place = { file, line, ...(name === "" ? {} : { filename: name }) };
    const earlier = entries.get(nameKey(name));
    if ((quoteError !== undefined && quoteError.kind !== "stray") || name.trim() === "" || genre === "") {
      const what =
        quoteError !== undefined ? "has a broken quote" : name.trim() === "" ? "has no file name" : "has no genre";
      diagnostics.push(
        diagnostic("genre-map-row", `The row ${what} and is not used.`, { ...place, remedy: "Correct or delete it." }),
      );
    } else if (earlier === undefined) {
      entries.set(nameKey(name), { genre, line, row: columns.hasHeader ? index + 1 : null, name });
    } else if (genreKey(earlier.genre) !== genreKey(genre)) {
      const message = `The file already has the genre ${earlier.genre} at line ${earlier.line}, which is used.`;
      diagnostics.push(diagnostic("genre-map-duplicate", message, { ...place, remedy: "Delete one of the two rows." }));
    }
  }
  return { file, entries, diagnostics };
}

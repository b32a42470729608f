import { present } from "../../../shared/missing.ts";
import { nameKey } from "../../../shared/names.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { findColumns } from "../table/columns.ts";
import { diagnostic } from "../diagnostic.ts";
import { parseTable } from "../table/parse-table.ts";

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
}

/**
 * Reads a genre map: a table as `lyrics.csv` is one, with the columns `filename` and `genre`. Of several rows for one
 * name the first counts. Never throws; a map that cannot be read is empty and has one diagnostic `genre-map-unreadable`.
 */
export function readGenreMap(bytes: Uint8Array, file: string): GenreMap {
  const unreadable = (message: string, line: number, remedy: string): GenreMap => ({
    file,
    entries: new Map(),
    diagnostics: [diagnostic("genre-map-unreadable", message, { file, line, remedy })],
  });
  const read = parseTable(bytes, file, "The genre map");
  if ("unreadable" in read) return unreadable(read.unreadable.message, 1, read.unreadable.remedy ?? "");
  const [head, ...body] = read.csv.records;
  const remedy = "Give it the header filename,genre and one row per song.";
  if (head === undefined) return unreadable("The genre map is empty.", 1, remedy);
  const { columns, diagnostics: ofHeader } = findColumns(head, file, 0);
  const { filename, genre } = columns;
  if (filename === undefined || genre === undefined) {
    const lacking = filename === undefined ? "filename" : "genre";
    return unreadable(`The genre map has no column "${lacking}" and is not used.`, head.firstLine, remedy);
  }

  const entries = new Map<string, GenreEntry>();
  const diagnostics: Diagnostic[] = [...read.diagnostics, ...ofHeader];
  for (const { cells, firstLine: line, quoteError } of body) {
    const name = cells[filename]?.value ?? "";
    const value = present((cells[genre]?.value ?? "").trim());
    const place = { file, line, ...(name === "" ? {} : { filename: name }) };
    const earlier = entries.get(nameKey(name));
    if ((quoteError !== undefined && quoteError.kind !== "stray") || name.trim() === "" || value === "") {
      const what =
        quoteError !== undefined ? "has a broken quote" : name.trim() === "" ? "has no file name" : "has no genre";
      diagnostics.push(
        diagnostic("genre-map-row", `The row ${what} and is not used.`, { ...place, remedy: "Correct or delete it." }),
      );
    } else if (earlier === undefined) {
      entries.set(nameKey(name), { genre: value, line });
    } else if (earlier.genre !== value) {
      const message = `The file already has the genre ${earlier.genre} at line ${earlier.line}, which is used.`;
      diagnostics.push(diagnostic("genre-map-duplicate", message, { ...place, remedy: "Delete one of the two rows." }));
    }
  }
  return { file, entries, diagnostics };
}

import { countOf, have } from "../../../shared/format.ts";
import type { CellFix, Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { nearestName } from "../audio-files/suggest-name.ts";
import { diagnostic } from "../diagnostic.ts";
import { matchRows } from "../../../shared/naming/match-rows.ts";
import { visibleName } from "../../../shared/naming/spelling.ts";
import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";
import type { GenreEntry, GenreMap } from "./genre-map.ts";

/** How many names of a map that no row uses are reported one by one. */
const MOST_UNKNOWN_NAMES = 20;

/** Where a map fits no song, so many names of the table are compared with the map's, and so many that are near are named. */
const MOST_COMPARED = 200;
const MOST_NEAR = 3;

/** What a genre map says about the rows of a table. */
export interface MatchedMap {
  /** The entry of each record of the table, in its order. */
  readonly entries: readonly (GenreEntry | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the entry of every row ({@link matchRows}) and says what is not certain. */
export function matchGenreMap(table: LyricsTable, map: GenreMap): MatchedMap {
  const { records } = table;
  const all = [...map.entries.values()];
  const matches = matchRows(
    records,
    all.map(({ name }) => name),
  );
  const inexact: InexactRow[] = [];
  const entries = matches.map((match, index) => {
    if (match === undefined || match === "uncertain") return undefined;
    const entry = all[match.entry]!;
    if (match.inexact) inexact.push({ record: records[index]!, entry });
    return entry;
  });
  const uncertain = records.filter((_, index) => matches[index] === "uncertain");

  const used = new Set(entries);
  const unknown = all.filter((entry) => !used.has(entry));
  const isUnmatched = all.length > 0 && !records.some(({ usable }, index) => usable && entries[index] !== undefined);
  const diagnostics = [
    ...inexactDiagnostic(map, inexact),
    ...uncertainDiagnostic(table, uncertain),
    ...(isUnmatched ? [unmatchedDiagnostic(table, map)] : unknownNames(map, unknown)),
  ];
  return { entries, diagnostics };
}

interface InexactRow {
  readonly record: LyricsRecord;
  readonly entry: GenreEntry;
}

function inexactDiagnostic({ file }: GenreMap, rows: readonly InexactRow[]): Diagnostic[] {
  const [first] = rows.toSorted((a, b) => a.entry.line - b.entry.line);
  if (first === undefined) return [];
  const fixes = rows.flatMap(({ record, entry: { row, name } }): CellFix[] =>
    row === null ? [] : [{ row, column: "filename", from: name, text: record.filename }],
  );
  const { line, row, name } = first.entry;
  const count = `${countOf(rows.length, "song")} ${have(rows.length)}`;
  const message = `${count} another name here than in lyrics.csv (path, case, blanks, extension), such as “${visibleName(name)}” for ${visibleName(first.record.filename)}. ${rows.length === 1 ? "It is" : "They are"} used.`;
  const place = { file, line, ...(row === null ? {} : { row }), filename: name };
  return [diagnostic("genre-map-inexact", message, { ...place, fixes })];
}

function uncertainDiagnostic({ file }: LyricsTable, rows: readonly LyricsRecord[]): Diagnostic[] {
  const [first] = rows;
  if (first === undefined) return [];
  const message = `The genre map does not say which of several songs it means: ${countOf(rows.length, "row")} without its genre, such as ${visibleName(first.filename)}.`;
  const remedy = "Write the names in the genre map as lyrics.csv has them.";
  const { firstLine: line, row, filename } = first;
  return [diagnostic("genre-map-uncertain", message, { file, line, row, filename, remedy })];
}

/** Says once that a map is another collection's, or names songs in another way, and which names are near. */
function unmatchedDiagnostic({ records }: LyricsTable, { file, entries }: GenreMap): Diagnostic {
  const names = records.map(({ filename }) => filename).filter((name) => name !== "");
  const others = [...entries.values()].map(({ name }) => name);
  const nearest = nearestName(others);
  const near = names.slice(0, MOST_COMPARED).flatMap((name) => {
    const index = nearest(name);
    return index === undefined ? [] : [`“${visibleName(others[index]!)}” to “${visibleName(name)}”`];
  });
  const shown = (all: readonly string[]): string =>
    all.slice(0, MOST_NEAR).map(visibleName).join(", ") + (all.length > MOST_NEAR ? ", …" : "");
  const remedy =
    near.length > 0
      ? `Near is ${near.slice(0, MOST_NEAR).join(", ")}${near.length > MOST_NEAR ? ", …" : ""}: correct the names in the genre map.`
      : `It has ${shown(others)}; lyrics.csv has ${shown(names)}.`;
  const { line } = [...entries.values()][0]!;
  return diagnostic("genre-map-unmatched", "No file name of the genre map is in lyrics.csv.", { file, line, remedy });
}

function unknownNames({ file }: GenreMap, unknown: readonly GenreEntry[]): Diagnostic[] {
  const told = unknown
    .slice(0, MOST_UNKNOWN_NAMES)
    .map(({ name, line }) =>
      diagnostic("genre-map-unknown", "No row of lyrics.csv has this file name.", { file, line, filename: name }),
    );
  const rest = unknown.slice(MOST_UNKNOWN_NAMES);
  if (rest.length > 0) {
    const message = `${countOf(rest.length, "more file name")} from here on ${rest.length === 1 ? "is" : "are"} in no row of lyrics.csv.`;
    told.push(diagnostic("genre-map-unknown", message, { file, line: rest[0]!.line }));
  }
  return told;
}

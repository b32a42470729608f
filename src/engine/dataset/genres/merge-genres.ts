import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { GenreSeparator } from "../../../shared/contract/settings.ts";
import { diagnostic, rowPlace } from "../diagnostic.ts";
import { canonicalLabels } from "../labels/canonical-labels.ts";
import { missingValues } from "../labels/missing-values.ts";
import type { GenreMap } from "./genre-map.ts";
import { matchGenreMap } from "./match-map.ts";
import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";

/** The genre of every row of the table, and where it came from. */
export interface MergedGenres {
  /** The class of each record of the table (labels/canonical-labels.ts), in its order; empty where neither file has one. */
  readonly genres: readonly string[];
  /** Likewise the class of its language. */
  readonly languages: readonly string[];
  /** How many usable rows have each genre, most frequent first, then alphabetically. */
  readonly counts: ReadonlyMap<string, number>;
  /** How many usable rows have their genre from lyrics.csv, and from the map. */
  readonly fromTable: number;
  readonly fromMap: number;
  /** The usable rows without a genre. */
  readonly missing: readonly LyricsRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Joins the genres of the table and of the map (a genre that stands in `lyrics.csv` wins) and decides which labels are one
 * class.
 */
export function mergeGenres(table: LyricsTable, map?: GenreMap, separator: GenreSeparator = "auto"): MergedGenres {
  const matched = map === undefined ? undefined : matchGenreMap(table, map);
  const mapped = table.records.map((_, index) => matched?.entries[index]?.genre ?? "");
  const written = table.records.map(({ genre }, index) => (genre === "" ? mapped[index]! : genre));
  const { genres, languages, isSameGenre, diagnostics } = canonicalLabels(table, written, separator);
  const usable = table.records.flatMap((record, index) =>
    record.usable ? [{ record, genre: genres[index]!, other: mapped[index]! }] : [],
  );
  const missing = usable.filter(({ genre }) => genre === "").map(({ record }) => record);
  const own = usable.filter(({ record }) => record.genre !== "");
  const conflicts = own.filter(({ record, other }) => other !== "" && !isSameGenre(other, record.genre));
  return {
    genres,
    languages,
    counts: countLabels(usable.map(({ genre }) => genre)),
    fromTable: own.length,
    fromMap: usable.length - own.length - missing.length,
    missing,
    diagnostics: [
      ...missingValues(table),
      ...diagnostics,
      ...conflicts.map(({ record, other }) => conflict(table.file, record, other)),
      ...missingDiagnostics(table, missing, usable.length),
      ...(map?.diagnostics ?? []),
      ...(matched?.diagnostics ?? []),
    ],
  };
}

/** How often each non-empty label occurs, most frequent first, then alphabetically by code unit. */
export function countLabels(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== "") counts.set(label, (counts.get(label) ?? 0) + 1);
  return new Map([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

function conflict(file: string, record: LyricsRecord, other: string): Diagnostic {
  const message = `The genre is ${record.genre} here and ${other} in the genre map; ${record.genre} is used.`;
  return diagnostic("genre-conflict", message, rowPlace(file, record));
}

/** One diagnostic per row without a genre; a single one where no row has any. */
function missingDiagnostics({ file }: LyricsTable, missing: readonly LyricsRecord[], rows: number): Diagnostic[] {
  const remedy = "Fill in the column genre of lyrics.csv or give data/genre_map.csv a row filename,genre.";
  if (missing.length === rows) {
    return rows === 0
      ? []
      : [diagnostic("genre-none", "No row has a genre: nothing is measured against genres.", { file, remedy })];
  }
  return missing.map((record) =>
    diagnostic("genre-missing", "The row has no genre.", { ...rowPlace(file, record), remedy }),
  );
}

import { genreClasses, languageClasses, type LabelClasses } from "../../../shared/classes/label-classes.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { GenreSeparator } from "../../../shared/contract/settings.ts";
import { countOf } from "../../../shared/format.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { diagnostic, inOneStep, rowPlace } from "../diagnostic.ts";
import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";

/** The class of every row of a table, in its order; empty where a row has none. */
export interface CanonicalLabels {
  readonly languages: readonly string[];
  readonly genres: readonly string[];
  readonly isSameGenre: (a: string, b: string) => boolean;
  /** What counts as one class although it is spelled differently, and cells with several genres: each kind once. */
  readonly diagnostics: readonly Diagnostic[];
}

/** So many classes with several spellings are named, and so many spellings of each. */
const MOST_NAMED = 5;

const SAME: Readonly<Record<"language" | "genre", string>> = {
  language: "Names and codes of one language count as one class",
  genre: "Genres that differ only in their spelling count as one class",
};

/**
 * Decides which labels are one class: names and codes of one language, spellings of one genre, the first genre of a cell
 * with several. A class is called as the table spells it most often.
 *
 * @param genres one per record of the table, as it or the genre map has it
 */
export function canonicalLabels(
  table: LyricsTable,
  genres: readonly string[],
  separator: GenreSeparator,
): CanonicalLabels {
  const languages = languageClasses(table.records.map(({ language }) => language));
  const kinds = genreClasses(genres, separator);
  return {
    languages: languages.names,
    genres: kinds.names,
    isSameGenre: kinds.isSame,
    diagnostics: [
      ...spellingDiagnostic(table, "language", languages),
      ...spellingDiagnostic(table, "genre", kinds),
      ...severalDiagnostic(table, genres, kinds),
    ],
  };
}

/** At the first row whose spelling is not its class's name, with the cells that can be spelled like it. */
function spellingDiagnostic(
  table: LyricsTable,
  column: "language" | "genre",
  { names, spellings }: LabelClasses,
): Diagnostic[] {
  const others = table.records.flatMap((record, index) =>
    record.usable && spellings[index] !== names[index]
      ? [{ record, spelling: spellings[index]!, name: names[index]! }]
      : [],
  );
  const [first] = others;
  if (first === undefined) return [];
  const classes = [...groupBy(others, ({ name }) => name)].map(([name, rows]) => {
    const counts = [...groupBy(rows, ({ spelling }) => spelling)].map(
      ([spelling, { length }]) => `“${spelling}” (${countOf(length, "row")})`,
    );
    return `“${name}” is also ${listed(counts, ", ")}`;
  });
  // The genre map has its own cells, and a cell with several genres would lose the others.
  const fixes = others
    .filter(({ record, spelling }) => record[column] === spelling)
    .map(({ record, name }) => ({ row: record.row, column, from: record[column], text: name }));
  return [
    diagnostic("label-spelling", `${SAME[column]}: ${listed(classes, "; ")}.`, {
      ...rowPlace(table.file, first.record),
      remedy: fixes.length === 0 ? "Spell them the same." : inOneStep("Spell them the same", fixes.length),
      fixes,
    }),
  ];
}

function severalDiagnostic(
  table: LyricsTable,
  genres: readonly string[],
  { names, several }: ReturnType<typeof genreClasses>,
): Diagnostic[] {
  const rows = several.flatMap((index): { record: LyricsRecord; index: number }[] => {
    const record = table.records[index]!;
    return record.usable ? [{ record, index }] : [];
  });
  const [first] = rows;
  if (first === undefined) return [];
  const count = rows.length === 1 ? "One row names" : `${rows.length} rows name`;
  const message = `${count} several genres, of which the first is used: of “${genres[first.index]!}” it is “${names[first.index]!}”.`;
  const remedy =
    "Where these are one genre's name, set the genre separator (--genre-separator, latentune.genreSeparator) to none.";
  return [diagnostic("genre-several", message, { ...rowPlace(table.file, first.record), remedy })];
}

function listed(parts: readonly string[], separator: string): string {
  const shown = parts.slice(0, MOST_NAMED).join(separator);
  return parts.length > MOST_NAMED ? `${shown}${separator}and ${parts.length - MOST_NAMED} more` : shown;
}

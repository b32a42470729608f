import { countOf } from "../../../shared/format.ts";
import { COLUMNS, columnMatches, columnsOf, type Columns } from "../../../shared/table/columns.ts";
import { LOOKS_LIKE_SONG } from "../../../shared/table/layout.ts";
import { namedWidth } from "../../../shared/table/open-last-column.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { CsvRecord } from "./record.ts";
import { diagnostic } from "../diagnostic.ts";

/** The header's names without the blanks around them. */
export function namesOf(header: CsvRecord): string[] {
  return header.cells.map(({ value }) => value.trim());
}

/** Finds the known columns, whatever their order and spelling, and says what is wrong with the header. */
export function findColumns(
  header: CsvRecord,
  file: string,
  rows: number,
): { columns: Columns; diagnostics: Diagnostic[] } {
  const names = namesOf(header);
  const columns = columnsOf(names);
  const place = { file, line: header.firstLine };

  if (columns.filename === undefined) {
    const shown = names.slice(0, Math.max(1, namedWidth(names)));
    const message = `There is no column "filename"; the first line has ${quoteNames(shown)}.`;
    return {
      columns,
      diagnostics: [diagnostic("column-filename-missing", message, { ...place, ...remedyFor(names) })],
    };
  }
  const diagnostics = nameDiagnostics(names, place);
  if (columns.language === undefined && rows > 0) {
    diagnostics.push(
      diagnostic("column-language-missing", 'There is no column "language": nothing is measured against languages.', {
        ...place,
        remedy: "Add the column with each song's language, such as english.",
      }),
    );
  }
  if (columns.lyrics === undefined && rows > 0) {
    diagnostics.push(
      diagnostic("column-lyrics-missing", `There is no column "lyrics": ${countOf(rows, "row")} without lyrics.`, {
        ...place,
        remedy: "Add the column; its cells may be empty where there are no lyrics.",
      }),
    );
  }
  return { columns, diagnostics };
}

/** Several columns that may be meant, and names that may mean something else. */
function nameDiagnostics(names: readonly string[], place: { file: string; line: number }): Diagnostic[] {
  return COLUMNS.flatMap((column) => {
    const matches = columnMatches(names, column);
    const [first] = matches;
    if (first === undefined) return [];
    const used = names[first.index]!;
    if (matches.length > 1) {
      const others = new Set(matches.map(({ index }) => names[index]!.toLowerCase()));
      const message =
        others.size === 1
          ? `There are several columns "${used.toLowerCase()}"; the first is used.`
          : `There are several columns for "${column}": ${quoteNames(matches.map(({ index }) => names[index]!))}; the first is used.`;
      const remedy = others.size === 1 ? "Rename or delete the others." : `Rename the one that is meant to ${column}.`;
      return [diagnostic("column-duplicate", message, { ...place, remedy })];
    }
    if (!first.doubtful) return [];
    const remedy = `Rename it to ${column} if that is right; else add a column ${column}.`;
    return [diagnostic("column-alias", `The column "${used}" is read as "${column}".`, { ...place, remedy })];
  });
}

/** What went wrong: no header at all, or another name; `suggestion` is the header that is missing. */
function remedyFor(names: readonly string[]): Pick<Diagnostic, "remedy" | "suggestion"> {
  if (names.some((name) => LOOKS_LIKE_SONG.test(name))) {
    const header = missingHeader(names);
    return { remedy: `Its first line looks like a song: put the header ${header} above it.`, suggestion: header };
  }
  return { remedy: "Name the column of the audio files' names filename: filename,language,genre,lyrics." };
}

/** The header for rows such as the given: as many of the names as there are cells, the song's at its place. */
function missingHeader(cells: readonly string[]): string {
  const song = cells.findIndex((cell) => LOOKS_LIKE_SONG.test(cell));
  const names = cells.length === 2 ? ["filename", "genre"] : ["filename", "language", "genre", "lyrics"];
  const others = names.slice(1);
  return cells.map((_, index) => (index === song ? "filename" : (others.shift() ?? `column${index + 1}`))).join(",");
}

function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`);
  return `${shown.join(", ")}${names.length > 6 ? ", …" : ""}`;
}

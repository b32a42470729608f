import { countOf } from "../../../shared/format.ts";
import { COLUMNS, columnsOf, type Columns } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { CsvRecord } from "./record.ts";
import { diagnostic } from "../diagnostic.ts";

/** The header's names without the blanks around them. */
export function namesOf(header: CsvRecord): string[] {
  return header.cells.map(({ value }) => value.trim());
}

/** Finds the known columns, whatever their order and case, and says what is wrong with the header. */
export function findColumns(
  header: CsvRecord,
  file: string,
  rows: number,
): { columns: Columns; diagnostics: Diagnostic[] } {
  const names = namesOf(header).map((name) => name.toLowerCase());
  const columns = columnsOf(names);
  const place = { file, line: header.firstLine };

  if (columns.filename === undefined) {
    const message = `There is no column "filename"; the first line has ${quoteNames(names)}.`;
    return {
      columns,
      diagnostics: [diagnostic("column-filename-missing", message, { ...place, remedy: remedyFor(names) })],
    };
  }
  const diagnostics = COLUMNS.filter((name) => names.indexOf(name) !== names.lastIndexOf(name)).map((name) =>
    diagnostic("column-duplicate", `There are several columns "${name}"; the first is used.`, {
      ...place,
      remedy: "Rename or delete the others.",
    }),
  );
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

/** Guesses what went wrong: another separator, no header at all, another name. */
function remedyFor(names: readonly string[]): string {
  const only = names.length === 1 ? names[0]! : "";
  const separator = [";", "\t", "|"].find((mark) => only.includes(mark));
  if (separator !== undefined) {
    const word = { ";": "semicolons", "\t": "tabs", "|": "bars" }[separator]!;
    return `Its columns are separated by ${word}: save it with commas.`;
  }
  if (names.some((name) => /\.(?:ogg|oga|mp3|wav|flac|m4a|aac|opus)$/.test(name))) {
    return "Its first line looks like a song: put the header filename,language,genre,lyrics above it.";
  }
  return "Name the column of the audio files' names filename: filename,language,genre,lyrics.";
}

function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`);
  return `${shown.join(", ")}${names.length > 6 ? ", …" : ""}`;
}

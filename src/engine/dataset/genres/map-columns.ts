import { genreColumns, type GenreColumns } from "../../../shared/table/genre-columns.ts";
import { findColumns, namesOf } from "../table/columns.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic } from "../diagnostic.ts";
import type { CsvRecord } from "../table/record.ts";

/** The columns of a genre map, and what is to be said about them. */
export interface MapColumns extends GenreColumns {
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the two columns of a genre map ({@link genreColumns}) and says how they were found. */
export function mapColumns(
  head: CsvRecord,
  body: readonly CsvRecord[],
  file: string,
  isName: (text: string) => boolean,
): MapColumns | "filename" | "genre" {
  const cellsOf = ({ cells }: CsvRecord): readonly string[] => cells.map(({ value }) => value);
  const found = genreColumns([cellsOf(head), ...body.map(cellsOf)], isName);
  if (typeof found === "string") return found;
  const { filename, genre, hasHeader, named } = found;
  if (named) return { ...found, diagnostics: findColumns(head, file, 0).diagnostics };
  const place = { file, line: head.firstLine };
  if (hasHeader) {
    const names = namesOf(head);
    const message = `The columns "${names[filename]!}" and "${names[genre]!}" are read as "filename" and "genre".`;
    const told = diagnostic("column-alias", message, { ...place, remedy: "Name the two columns so." });
    return { ...found, diagnostics: [told] };
  }
  const header = head.cells.map((_, index) =>
    index === filename ? "filename" : index === genre ? "genre" : `column${index + 1}`,
  );
  const message = `The genre map has no header: column ${filename + 1} is read as "filename", column ${genre + 1} as "genre".`;
  const suggestion = header.join(",");
  const remedy = `Put the header ${suggestion} above the first line.`;
  const told = diagnostic("genre-map-headerless", message, { ...place, remedy, suggestion });
  return { ...found, diagnostics: [told] };
}

import { columnsOf } from "../../../shared/table/columns.ts";
import { LOOKS_LIKE_SONG } from "../../../shared/table/layout.ts";
import { findColumns, namesOf } from "../table/columns.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic } from "../diagnostic.ts";
import type { CsvRecord } from "../table/record.ts";

/** Where names and genres of a genre map stand. */
export interface MapColumns {
  readonly filename: number;
  readonly genre: number;
  /** Whether the first record is a header. */
  readonly hasHeader: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the two columns of a genre map: by the names of its header, else by what is in them. The only column that holds
 * file names of the table is that of the names, and beside it another one that is not known is that of the genres.
 *
 * @param isName whether a text is the name of a song of the table
 * @returns what is missing where that is not certain.
 */
export function mapColumns(
  head: CsvRecord,
  body: readonly CsvRecord[],
  file: string,
  isName: (text: string) => boolean,
): MapColumns | "filename" | "genre" {
  const named = columnsOf(namesOf(head));
  const filename = named.filename ?? columnOfNames([head, ...body], isName);
  if (filename === undefined) return "filename";
  const [other] = head.cells.length === 2 ? [1 - filename] : [];
  const isKnown = other === named.language || other === named.lyrics;
  const genre = named.genre ?? (isKnown ? undefined : other);
  if (genre === undefined || genre === filename) return "genre";

  if (named.filename !== undefined && named.genre !== undefined)
    return { filename, genre, hasHeader: true, diagnostics: findColumns(head, file, 0).diagnostics };
  const first = head.cells[filename]?.value ?? "";
  const hasHeader = !isName(first) && !LOOKS_LIKE_SONG.test(first);
  const place = { file, line: head.firstLine };
  if (hasHeader) {
    const names = namesOf(head);
    const message = `The columns "${names[filename]!}" and "${names[genre]!}" are read as "filename" and "genre".`;
    const told = diagnostic("column-alias", message, { ...place, remedy: "Name the two columns so." });
    return { filename, genre, hasHeader, diagnostics: [told] };
  }
  const header = head.cells.map((_, index) =>
    index === filename ? "filename" : index === genre ? "genre" : `column${index + 1}`,
  );
  const message = `The genre map has no header: column ${filename + 1} is read as "filename", column ${genre + 1} as "genre".`;
  const suggestion = header.join(",");
  const remedy = `Put the header ${suggestion} above the first line.`;
  const told = diagnostic("genre-map-headerless", message, { ...place, remedy, suggestion });
  return { filename, genre, hasHeader, diagnostics: [told] };
}

/** The only column with names of songs; undefined if there is none, or several. */
function columnOfNames(records: readonly CsvRecord[], isName: (text: string) => boolean): number | undefined {
  const width = records[0]!.cells.length;
  const columns = Array.from({ length: width }, (_, index) => index).filter((index) =>
    records.some(({ cells }) => isName(cells[index]?.value ?? "")),
  );
  return columns.length === 1 ? columns[0] : undefined;
}

import { columnsOf } from "./columns.ts";
import { LOOKS_LIKE_SONG } from "./layout.ts";

/** Where names and genres of a genre map stand. */
export interface GenreColumns {
  readonly filename: number;
  readonly genre: number;
  /** Whether the first record is a header. */
  readonly hasHeader: boolean;
  /** Whether the header names both columns. */
  readonly named: boolean;
}

/**
 * Finds the two columns of a genre map: by the names of its header, else by what is in them. The only column that holds
 * file names of the table is that of the names, and beside it another one that is not known is that of the genres.
 *
 * @param rows the cells of each record, the first one's first
 * @param isName whether a text is the name of a song of the table
 * @returns what is missing where that is not certain.
 */
export function genreColumns(
  rows: readonly [readonly string[], ...(readonly string[])[]],
  isName: (text: string) => boolean,
): GenreColumns | "filename" | "genre" {
  const [head] = rows;
  const columns = columnsOf(head);
  const filename = columns.filename ?? columnOfNames(rows, isName);
  if (filename === undefined) return "filename";
  const [other] = head.length === 2 ? [1 - filename] : [];
  const isKnown = other === columns.language || other === columns.lyrics;
  const genre = columns.genre ?? (isKnown ? undefined : other);
  if (genre === undefined || genre === filename) return "genre";
  const named = columns.filename !== undefined && columns.genre !== undefined;
  const first = head[filename] ?? "";
  return { filename, genre, hasHeader: named || (!isName(first) && !LOOKS_LIKE_SONG.test(first)), named };
}

/** The only column with names of songs; undefined if there is none, or several. */
function columnOfNames(
  rows: readonly [readonly string[], ...(readonly string[])[]],
  isName: (text: string) => boolean,
): number | undefined {
  const columns = rows[0].flatMap((_, index) => (rows.some((cells) => isName(cells[index] ?? "")) ? [index] : []));
  return columns.length === 1 ? columns[0] : undefined;
}

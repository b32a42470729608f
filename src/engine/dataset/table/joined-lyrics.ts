import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { countOf } from "../../../shared/format.ts";
import { joinedCells } from "../../../shared/table/open-last-column.ts";
import { diagnostic } from "../diagnostic.ts";
import type { CsvRecord } from "./record.ts";
import { isTypographic } from "./row-diagnostics.ts";

/**
 * A record whose lyrics hold separators without quotes around them, with the whole of them as its last cell; every other record as
 * it is.
 *
 * @param last of openLastColumn
 */
export function withJoinedLyrics(record: CsvRecord, last: number | undefined, text: Uint8Array): CsvRecord {
  const { cells, quoteError } = record;
  if (quoteError !== undefined && quoteError.kind !== "stray") return record;
  const count = joinedCells(cells, last, ({ value }) => value);
  if (count === 0) return record;
  const { start } = cells[last!]!;
  const { end } = cells[last! + count]!;
  const value = Buffer.from(text.subarray(start, end)).toString("utf8");
  return { ...record, cells: [...cells.slice(0, last), { value, start, end, quoted: false }] };
}

/** One diagnostic for all of them; another where quotes were typed, but not those that hold a field together. */
export function joinedDiagnostics(joined: readonly CsvRecord[], last: number | undefined, file: string): Diagnostic[] {
  const isQuoted = ({ cells }: CsvRecord): boolean => isTypographic(cells[last!]!);
  const typographic = joined.filter(isQuoted);
  const plain = joined.filter((record) => !isQuoted(record));
  const diagnostics: Diagnostic[] = [];
  if (plain[0] !== undefined) {
    const message = `${rowsHave(plain)} lyrics with separators and without quotes around them; the rest of the line is read as lyrics.`;
    const remedy = "Put double quotes around the lyrics.";
    diagnostics.push(diagnostic("lyrics-unquoted", message, { file, line: plain[0].firstLine, remedy }));
  }
  if (typographic[0] !== undefined) {
    const message = `${rowsHave(typographic)} lyrics in typographic quotes (“ ”), which hold no field together; the rest of the line is read as lyrics, quotes included.`;
    const remedy = 'Replace them by straight ones (").';
    diagnostics.push(diagnostic("quote-typographic", message, { file, line: typographic[0].firstLine, remedy }));
  }
  return diagnostics;
}

function rowsHave(records: readonly CsvRecord[]): string {
  return records.length === 1 ? "The row has" : `${countOf(records.length, "row")} from here on have`;
}

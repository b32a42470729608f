import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { countOf } from "../../../shared/format.ts";
import { isNoLyrics } from "../../../shared/lyrics/lyrics-text.ts";
import { isMissingText } from "../../../shared/missing.ts";
import { diagnostic, inOneStep, rowPlace } from "../diagnostic.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";

const COLUMNS = ["language", "genre", "lyrics"] as const;

/** So many words for a missing value are named. */
const MOST_NAMED = 5;

/** How many cells hold a word for a missing value, such as pandas' `nan`, at the first of them. */
export function missingValues({ file, records, columns }: LyricsTable): Diagnostic[] {
  const found = records.flatMap((record) =>
    COLUMNS.flatMap((column) => {
      const at = columns[column];
      const from = (at === undefined ? undefined : record.cells[at]?.value.trim()) ?? "";
      const isMissing = column === "lyrics" ? isNoLyrics(from, record.filename) : isMissingText(from);
      return record.usable && from !== "" && isMissing ? [{ record, column, from }] : [];
    }),
  );
  const [first] = found;
  if (first === undefined) return [];
  const words = [...new Set(found.map(({ from }) => `“${from}”`))];
  const shown = words.length > MOST_NAMED ? [...words.slice(0, MOST_NAMED), "…"] : words;
  const message = `${countOf(found.length, "cell")} ${found.length === 1 ? "holds" : "hold"} a word for a missing value (${shown.join(", ")}) and ${found.length === 1 ? "counts" : "count"} as empty.`;
  const fixes = found.map(({ record, column, from }) => ({ row: record.row, column, from, text: "" }));
  return [
    diagnostic("value-missing", message, {
      ...rowPlace(file, first.record),
      remedy: inOneStep(found.length === 1 ? "Empty it" : "Empty them", found.length),
      fixes,
    }),
  ];
}

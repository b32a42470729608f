import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { countOf, have } from "../../../shared/format.ts";
import { diagnostic } from "../diagnostic.ts";
import type { CsvCell, CsvRecord } from "../table/record.ts";
import { mayHoldMojibake, repairedMojibake } from "./mojibake.ts";
import type { TableText } from "./table-text.ts";

/** U+FFFD, which stands where a program could not read a character. */
const LOST = Buffer.from("\ufffd", "utf8");

/** What programs did to the text before: characters lost, or encoded twice. At most one diagnostic of each, which counts rows. */
export function damageDiagnostics(
  { text, mixed }: TableText,
  records: readonly CsvRecord[],
  file: string,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const place = (record: CsvRecord): Pick<Diagnostic, "file" | "line"> => ({ file, line: record.firstLine });

  // Of a file in several encodings the reader itself has put them in.
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const lost =
    mixed === undefined && buffer.includes(LOST)
      ? records.filter(({ start, end }) => buffer.subarray(start, end).includes(LOST))
      : [];
  if (lost[0] !== undefined) {
    const message = `${countOf(lost.length, "row")} ${have(lost.length)} the sign \ufffd where characters were lost before${lost.length === 1 ? "" : ", the first here"}.`;
    const remedy =
      "Export the table again as UTF-8; if only an editor shows them so, revert it and convert the file to UTF-8.";
    diagnostics.push(diagnostic("characters-lost", message, { ...place(lost[0]), remedy }));
  }

  const twice = mayHoldMojibake(text) ? records.flatMap((record) => encodedTwice(record) ?? []) : [];
  if (twice[0] !== undefined) {
    const { record, cell, repaired } = twice[0];
    const [before, after] = firstDifference(cell.value, repaired);
    const message = `${countOf(twice.length, "row")} ${twice.length === 1 ? "was" : "were"} encoded twice${twice.length === 1 ? "" : ", the first here"}: “${before}” is meant to be “${after}”.`;
    const remedy = "Repair the text (the quick fix, or latentune convert-table).";
    diagnostics.push(diagnostic("encoded-twice", message, { ...place(record), remedy }));
  }
  return diagnostics;
}

function encodedTwice(record: CsvRecord): { record: CsvRecord; cell: CsvCell; repaired: string } | undefined {
  for (const cell of record.cells) {
    const repaired = repairedMojibake(cell.value);
    if (repaired !== undefined) return { record, cell, repaired };
  }
  return undefined;
}

/** The words in which two texts differ first. */
function firstDifference(before: string, after: string): [string, string] {
  const old = before.split(/\s+/);
  const words = after.split(/\s+/);
  const at = Math.max(
    0,
    old.findIndex((word, index) => word !== words[index]),
  );
  const short = (word = ""): string => (word.length > 30 ? `${word.slice(0, 30)}…` : word);
  return [short(old[at]), short(words[at])];
}

import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic } from "../diagnostic.ts";
import { damageDiagnostics } from "../text/damage-diagnostics.ts";
import { decodeTable, type TableText } from "../text/table-text.ts";
import { encodingDiagnostics } from "../text/encoding-diagnostics.ts";
import { whatFileIs } from "../text/what-file-is.ts";
import { readCsv } from "./csv.ts";
import type { CsvFile } from "./record.ts";

/** A file of separated values, read: its text and its records. */
export interface ParsedTable {
  readonly source: TableText;
  readonly csv: CsvFile;
  /** About the file as a whole. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the bytes of `lyrics.csv` or of a genre map, by the same rules: encoding, separator, header. Never throws.
 *
 * @param what is read, at the beginning of a sentence: `The table`
 * @returns why there is nothing to be read, if the file is no text.
 */
export function parseTable(
  bytes: Uint8Array,
  file: string,
  what: string,
): ParsedTable | { readonly unreadable: Diagnostic } {
  const known = whatFileIs(bytes);
  if (known !== undefined)
    return { unreadable: notText(file, `${what} is ${known.what}, not a table of text.`, known.remedy) };
  const source = decodeTable(bytes);
  if (isBinary(source)) return { unreadable: notText(file, `${what} is no text.`) };
  const csv = readCsv(source.text);
  const diagnostics = [
    ...encodingDiagnostics(source, csv.starts, file, what),
    ...layoutDiagnostics(csv, file),
    ...damageDiagnostics(source, csv.records, file),
  ];
  return { source, csv, diagnostics };
}

function notText(file: string, message: string, remedy = "Put a table as CSV in UTF-8 in its place."): Diagnostic {
  return diagnostic("table-not-text", message, { file, line: 1, remedy });
}

/** Text has hardly a zero byte. */
function isBinary({ text }: TableText): boolean {
  const beginning = text.subarray(0, 4096);
  return beginning.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0) > beginning.length / 8;
}

function layoutDiagnostics({ layout }: CsvFile, file: string): Diagnostic[] {
  const { separator, skipped, headerLine } = layout;
  const diagnostics: Diagnostic[] = [];
  const [first, ...others] = skipped;
  if (first !== undefined) {
    const which = others.length === 0 ? "This line stands" : `This line and ${others.length} more stand`;
    const message = `${which} above the header, at line ${headerLine + 1}, and ${others.length === 0 ? "is" : "are"} not read.`;
    const remedy = "The header must be the first line: delete what is above it.";
    diagnostics.push(diagnostic("header-not-first", message, { file, line: first + 1, remedy }));
  }
  if (separator.codePointAt(0)! > 0x7f) {
    const message = `The columns are separated by ${separator === "，" ? "fullwidth commas" : "fullwidth semicolons"} (${separator}), which other programs do not read.`;
    const remedy = `Type them as ${separator === "，" ? "," : ";"} with the keyboard switched to Latin letters.`;
    diagnostics.push(diagnostic("separator-fullwidth", message, { file, line: headerLine + 1, remedy }));
  }
  return diagnostics;
}

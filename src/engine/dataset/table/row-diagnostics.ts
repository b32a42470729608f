import { countOf } from "../../../shared/format.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { CsvCell, CsvRecord } from "./record.ts";
import { diagnostic } from "../diagnostic.ts";
import { lineAt, textLines } from "./lines.ts";

/** What a row is checked with. */
export interface RowToCheck {
  readonly line: CsvRecord;
  readonly head: CsvRecord;
  readonly values: { readonly filename: string };
  /** The header's number of columns, those without a name behind the others left out. */
  readonly width: number;
  readonly separator: string;
  /** The table's text in UTF-8. */
  readonly bytes: Uint8Array;
  readonly starts: Float64Array;
}

/** Everything that is wrong with one row by itself, without its place except where it is inside the row. */
export function rowDiagnostics({ line, head, values, width, bytes, starts, separator }: RowToCheck): Diagnostic[] {
  const diagnostics = quoteDiagnostics(line, bytes, starts);
  const nul = bytes.subarray(line.start, line.end).indexOf(0);
  if (nul >= 0) {
    const at = lineAt(starts, line.start + nul);
    diagnostics.push(
      diagnostic("nul-byte", "The row holds a NUL byte and is left out.", { line: at, remedy: "Delete the byte." }),
    );
  }
  // What a broken quote does to the number of cells is not worth a second diagnostic.
  if (diagnostics.some(({ code }) => code === "quoting-broken")) return diagnostics;
  if (isHeader(line, head)) {
    const message = "The header stands here again, as where tables were put together; it is no song and is left out.";
    diagnostics.push(diagnostic("header-repeated", message, { remedy: "Delete the line." }));
    return diagnostics;
  }
  const extra = line.cells.slice(width);
  if (extra.some(({ value }) => value.trim() !== "")) {
    const message = `The row has ${line.cells.length} fields where the header has ${width}; it is left out.`;
    const remedy = line.cells.some(isTypographic)
      ? 'Replace the typographic quotes (“ ”) by straight ones ("): only these hold a field together.'
      : `Put double quotes around the field that holds a ${SEPARATOR_NAMES[separator] ?? separator}.`;
    diagnostics.push(diagnostic("row-too-long", message, { remedy }));
  }
  if (values.filename.trim() === "") {
    const message = "The row has no file name and is left out.";
    diagnostics.push(diagnostic("filename-empty", message, { remedy: "Fill in the file name or delete the row." }));
  }
  if (line.cells.length < width) {
    const message = `The row has ${countOf(line.cells.length, "field")} where the header has ${width}; the others are taken as empty.`;
    diagnostics.push(
      diagnostic("row-too-short", message, { remedy: `Add the missing ${SEPARATOR_NAMES[separator] ?? separator}s.` }),
    );
  }
  return diagnostics;
}

function isHeader({ cells }: CsvRecord, head: CsvRecord): boolean {
  const plain = ({ value }: CsvCell): string => value.replaceAll("\uFEFF", "").trim().toLowerCase();
  return (
    cells.length > 1 &&
    cells.length === head.cells.length &&
    cells.every((cell, at) => plain(cell) === plain(head.cells[at]!))
  );
}

const SEPARATOR_NAMES: Readonly<Partial<Record<string, string>>> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "bar",
  "，": "fullwidth comma",
  "；": "fullwidth semicolon",
};

/** A field that begins with a quote of another kind, as text processors and telephones write them. */
export function isTypographic({ value, quoted }: CsvCell): boolean {
  return !quoted && /^\s*[“”„‟«»＂]/.test(value);
}

function quoteDiagnostics({ quoteError, lastLine }: CsvRecord, bytes: Uint8Array, starts: Float64Array): Diagnostic[] {
  if (quoteError === undefined) return [];
  const { kind, line } = quoteError;
  if (kind === "stray") {
    const remedy = "Put double quotes around the whole field and double the quote inside it.";
    return [
      diagnostic("quote-stray", "A quote stands inside a field without quotes; it is kept as it is.", { line, remedy }),
    ];
  }
  const span = lastLine > line ? ` (lines ${line} to ${lastLine})` : "";
  const message =
    kind === "unclosed"
      ? `The quote that opens here is never closed: everything from here to the end of the file is left out${span}.`
      : `The field whose quote opens here goes on behind its closing quote; the row is left out${span}.`;
  const escaped = textLines(bytes, starts)
    .lineAt(line - 1)
    .includes('\\"');
  const remedy = escaped
    ? 'A quote inside a field is written twice ("") and not with a backslash (\\").'
    : "Close the field with a double quote; a quote inside it is written twice.";
  return [diagnostic("quoting-broken", message, { line, remedy })];
}

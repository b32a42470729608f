import { countOf } from "../../../shared/format.ts";
import { isUtf8 } from "node:buffer";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { CsvRecord } from "./record.ts";
import { diagnostic } from "../diagnostic.ts";
import { lineAt } from "./lines.ts";

const TO_UTF8 = "Save the file as UTF-8 (in VS Code: the encoding in the status bar, then Save with Encoding).";

/** What a row is checked with. */
export interface RowToCheck {
  readonly line: CsvRecord;
  readonly values: { readonly filename: string };
  /** The header's number of columns. */
  readonly width: number;
  readonly bytes: Uint8Array;
  readonly starts: Float64Array;
  /** Whether the whole file is UTF-8, so that its rows need not be checked. */
  readonly allUtf8: boolean;
}

/** The diagnostic if the bytes are UTF-16 or no text at all: then no row can be read. */
export function notText(bytes: Uint8Array, file: string): Diagnostic | undefined {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const beginning = bytes.subarray(0, 4096);
  const nuls = beginning.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  if (!utf16 && nuls <= beginning.length / 8) return undefined;
  return diagnostic("table-not-text", "The file is not UTF-8 text; it looks like UTF-16.", {
    file,
    line: 1,
    remedy: TO_UTF8,
  });
}

/** Everything that is wrong with one row by itself, without its place except where it is inside the row. */
export function rowDiagnostics({ line, values, width, bytes, starts, allUtf8 }: RowToCheck): Diagnostic[] {
  const diagnostics = quoteDiagnostics(line);
  const raw = bytes.subarray(line.start, line.end);
  if (!allUtf8 && !isUtf8(raw)) {
    const at = firstBadLine(line, bytes, starts);
    diagnostics.push(diagnostic("not-utf8", "The row is not UTF-8 and is left out.", { line: at, remedy: TO_UTF8 }));
  }
  const nul = raw.indexOf(0);
  if (nul >= 0) {
    const at = lineAt(starts, line.start + nul);
    diagnostics.push(
      diagnostic("nul-byte", "The row holds a NUL byte and is left out.", { line: at, remedy: "Delete the byte." }),
    );
  }
  // What a broken quote does to the number of cells is not worth a second diagnostic.
  if (diagnostics.some(({ code }) => code === "quoting-broken")) return diagnostics;
  const extra = line.cells.slice(width);
  if (extra.some(({ value }) => value.trim() !== "")) {
    const message = `The row has ${line.cells.length} fields where the header has ${width}; it is left out.`;
    diagnostics.push(
      diagnostic("row-too-long", message, { remedy: "Put double quotes around the field that holds a comma." }),
    );
  }
  if (values.filename.trim() === "") {
    const message = "The row has no file name and is left out.";
    diagnostics.push(diagnostic("filename-empty", message, { remedy: "Fill in the file name or delete the row." }));
  }
  if (line.cells.length < width) {
    const message = `The row has ${countOf(line.cells.length, "field")} where the header has ${width}; the others are taken as empty.`;
    diagnostics.push(diagnostic("row-too-short", message, { remedy: "Add the missing commas." }));
  }
  return diagnostics;
}

function quoteDiagnostics({ quoteError, lastLine }: CsvRecord): Diagnostic[] {
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
  const remedy = "Close the field with a double quote; a quote inside it is written twice.";
  return [diagnostic("quoting-broken", message, { line, remedy })];
}

/** The first line of the record that is not UTF-8. A line end is never inside a character, so lines can be checked alone. */
function firstBadLine({ firstLine, lastLine }: CsvRecord, bytes: Uint8Array, starts: Float64Array): number {
  let line = firstLine;
  while (line < lastLine && isUtf8(bytes.subarray(starts[line - 1], starts[line]))) line++;
  return line;
}

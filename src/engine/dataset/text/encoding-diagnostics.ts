import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { countOf } from "../../../shared/format.ts";
import { diagnostic } from "../diagnostic.ts";
import { lineAt, textLines } from "../table/lines.ts";
import { bomLength, encodingLabel, type TableText } from "./table-text.ts";

const CONVERT =
  "Convert it to UTF-8 (the quick fix, or latentune convert-table); if the words look wrong, choose another encoding there.";

/** What there is to say about how a file is encoded: one diagnostic, at the first line that shows it; most files have none. */
export function encodingDiagnostics(
  { text, encoding, guessed, mixed }: TableText,
  starts: Float64Array,
  file: string,
  what: string,
): Diagnostic[] {
  if (!guessed) return [];
  const lines = textLines(text, starts);
  if (mixed === undefined) {
    const line = firstLineBeyondAscii(text, starts);
    const message = `${what} is not UTF-8; it is read as ${encodingLabel(encoding)}${evidence(lines.lineAt(line - 1))}.`;
    return [diagnostic("table-encoding", message, { file, line, remedy: CONVERT })];
  }
  const [line = 1] = mixed.lines;
  const many = mixed.lines.length > 1;
  const shown = lines.lineAt(line - 1);
  const how = shown.includes("\ufffd")
    ? "their broken characters are shown as \ufffd"
    : `they are read as ${encodingLabel(mixed.encoding)}`;
  const message = `${countOf(mixed.lines.length, "line")} of ${what.toLowerCase()} ${many ? "are" : "is"} not UTF-8${many ? ", the first here" : ""}; ${how}${evidence(shown)}.`;
  return [diagnostic("not-utf8", message, { file, line, remedy: CONVERT })];
}

/** The words around the first character that is not ASCII. */
function evidence(line: string): string {
  const at = line.search(BEYOND_ASCII);
  if (at < 0) return "";
  const start = Math.max(0, at - REACH);
  const end = at + REACH;
  const words = line.slice(start, end).replace(/^\uFEFF/, "");
  return ` (“${start > 0 ? "…" : ""}${words}${end < line.length ? "…" : ""}”)`;
}

const BEYOND_ASCII = /[\u0080-\uFEFE\uFF00-\uFFFF]/;
const REACH = 20;

function firstLineBeyondAscii(text: Uint8Array, starts: Float64Array): number {
  const mark = bomLength(text);
  const at = text.findIndex((byte, index) => byte >= 0x80 && index >= mark);
  return at < 0 ? 1 : lineAt(starts, at);
}

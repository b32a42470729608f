import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { equalDiagnostics, type EqualDiagnostics } from "../../shared/equal-diagnostics.ts";
import { messageAndRemedy } from "../../shared/text/message-and-remedy.ts";
import { shownFile } from "./shown-path.ts";
import { visibleLine } from "./visible.ts";

/**
 * `error: data/lyrics/lyrics.csv:7: “song.mp3”: There is no such file. Put it into …`: a line for each, as compilers write;
 * one line for many that say the same, or that are of one kind.
 */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string[] {
  return equalDiagnostics(diagnostics).map(diagnosticLine);
}

function diagnosticLine({ first, times, song: filename }: EqualDiagnostics): string {
  const { severity, file, line, message, remedy } = first;
  const place = file === undefined ? "" : `${shownFile(file)}${line === undefined ? "" : `:${line}`}: `;
  const song = filename === undefined || message.includes(filename) ? "" : `“${filename}”: `;
  const count = times === undefined ? "" : ` (${times})`;
  // Our remedies may be lists of several lines; nothing else may.
  return messageAndRemedy(`${severity}: ${visibleLine(`${place}${song}${message}${count}`)}`, remedy);
}

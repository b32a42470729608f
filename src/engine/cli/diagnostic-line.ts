import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { visibleLine } from "./visible.ts";

/** `error: data/lyrics/lyrics.csv:7: “song.mp3”: There is no such file. Put it into …`: one line, as compilers write. */
export function diagnosticLine({ severity, file, line, filename, message, remedy }: Diagnostic): string {
  const place = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}: `;
  const song = filename === undefined || message.includes(filename) ? "" : `“${filename}”: `;
  // Our remedies may be lists of several lines; nothing else may.
  return `${severity}: ${visibleLine(`${place}${song}${message}`)}${remedy === undefined ? "" : ` ${remedy}`}`;
}

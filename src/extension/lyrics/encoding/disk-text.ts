import type * as vscode from "vscode";
import { FILE_LIMITS, readGivenFile } from "../../common/given-file.ts";
import { windows1252Text } from "../../../shared/table/windows-1252.ts";

/**
 * The text of a table on the disk, without its byte-order mark: UTF-16 by that mark, UTF-8, else Windows-1252. Other encodings are found out by the
 * engine, which offers to convert them.
 *
 * @param what it is, such as `The table of songs`
 */
export async function readTableText(path: string, what: string): Promise<string> {
  const bytes = await readGivenFile(path, what, FILE_LIMITS.table);
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  return utf8Text(bytes) ?? windows1252Text(bytes.toString("latin1"));
}

/** Whether saving an editor's text would destroy what the file has: it was read as UTF-8, which it is not. */
export async function wouldLoseCharacters(document: vscode.TextDocument): Promise<boolean> {
  if (!document.getText().includes("\ufffd")) return false;
  const bytes = await readGivenFile(document.uri.fsPath, "The table of songs", FILE_LIMITS.table).catch(
    () => undefined,
  );
  return bytes !== undefined && utf8Text(bytes) === undefined;
}

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

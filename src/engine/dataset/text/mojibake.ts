import { isUtf8 } from "node:buffer";
import { windows1252Byte } from "../../../shared/table/windows-1252.ts";

/**
 * Undoes the damage of a program that read UTF-8 as Windows-1252 and saved that as UTF-8 (`cafÃ©` for `café`), also if it was
 * done several times.
 *
 * @returns the text; undefined unless it is certain: every character is one of Windows-1252, and their bytes are UTF-8
 * beyond ASCII, which text that is right next to never is.
 */
export function repairedMojibake(text: string): string | undefined {
  const once = undoOnce(text);
  return once === undefined ? undefined : (repairedMojibake(once) ?? once);
}

function undoOnce(text: string): string | undefined {
  const bytes = new Uint8Array(text.length);
  let isAscii = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) isAscii = false;
    // ISO-8859-1 has control characters where Windows-1252 has signs: both readings occur.
    const byte = code <= 0xff ? code : windows1252Byte(code);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  return isAscii || !isUtf8(bytes) ? undefined : Buffer.from(bytes).toString("utf8");
}

/** The byte of UTF-8 that every character from U+00C0 to U+00FF begins with: damaged text always has one. */
const LEAD = 0xc3;

/** Whether damaged text may be in a text in UTF-8: two characters follow each other as the bytes of one do. Quick. */
export function mayHoldMojibake(text: Uint8Array): boolean {
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  for (let at = buffer.indexOf(LEAD); at >= 0; at = buffer.indexOf(LEAD, at + 2)) {
    // U+00C2 to U+00F4, the first byte of a character of UTF-8; the next character is not ASCII.
    const second = buffer[at + 1]!;
    if (second >= 0x82 && second <= 0xb4 && (buffer[at + 2] ?? 0) >= 0x80) return true;
  }
  return false;
}

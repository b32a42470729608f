// How the files of a song's transcript are called: the engine writes them, the editor reads them without it.
import { nameKey } from "../names.ts";

/** Names that Windows keeps for devices. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Bytes of a stem: file systems allow names of 255, and endings and temporary names need some. */
const MOST_BYTES = 180;

/**
 * The stems that a song's transcript may have: that of its name, and a distinct one for a song whose stem is another's.
 * @param sha256 of the file name, in hexadecimal
 */
export function transcriptStems(filename: string, sha256: string): readonly [plain: string, distinct: string] {
  const plain = safeStem(filename);
  return [plain, `${plain}-${sha256.slice(0, 8)}`];
}

/** A song's name without its ending, as every file system takes it. */
export function safeStem(filename: string): string {
  const stem = nameKey(filename).replace(/\.[^.]*$/, "");
  const plain = stem.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, "_").replaceAll(/^[\s.]+|[\s.]+$/g, "");
  const short = Array.from(plain).reduce((text, next) => (bytesOf(text + next) > MOST_BYTES ? text : text + next), "");
  if (short === "") return "_";
  return DEVICES.test(short) ? `_${short}` : short;
}

/** Bytes in UTF-8. */
function bytesOf(text: string): number {
  return Array.from(text).reduce((sum, character) => {
    const code = character.codePointAt(0)!;
    return sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  }, 0);
}

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { sha256 } from "../../core/hash.ts";

const OWN_NAME = /^(?:noise|cluster-\d+)\.m3u8$/;

/** The last line of a playlist that an export wrote, a comment for players: the digest of the lines before it. */
const MARK = "#LATENTUNE-EXPORT:";

/** A playlist with a mark that tells whether anything but an export changed it since. */
export function markedPlaylist(text: string): string {
  return `${text}${MARK}${sha256(text)}\n`;
}

/** Playlists in the folder of an export that are none of its clusters. Absolute, sorted by name. */
export interface EarlierPlaylists {
  /** Written by an earlier export and unchanged since. */
  readonly removed: readonly string[];
  /** What may be somebody's: changed, or written by anything else. */
  readonly left: readonly string[];
}

/** Removes what earlier exports wrote into a folder, except files of this one; nothing else is touched. */
export async function removeEarlierPlaylists(folder: string, written: readonly string[]): Promise<EarlierPlaylists> {
  const [removed, left]: [string[], string[]] = [[], []];
  const names = (await readdir(folder)).filter((name) => OWN_NAME.test(name));
  const inOrder = names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  for (const file of inOrder.map((name) => join(folder, name)).filter((path) => !written.includes(path))) {
    const own = await isUnchanged(file);
    if (own) await rm(file);
    (own ? removed : left).push(file);
  }
  return { removed, left };
}

async function isUnchanged(file: string): Promise<boolean> {
  // What cannot be read, or is no file, is not ours.
  const bytes = await readGivenFile(file, "The playlist", FILE_LIMITS.table).catch(() => null);
  const text = bytes?.toString("utf8") ?? "";
  const at = text.lastIndexOf(MARK);
  return at >= 0 && markedPlaylist(text.slice(0, at)) === text;
}

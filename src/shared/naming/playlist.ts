import { songTitle } from "../names.ts";

/** Whether a playlist can name a file: it has a line for each, and nothing in it stands for a line break. */
export function isListable(path: string): boolean {
  return !/[\r\n]/.test(path);
}

/** That songs are left out of playlists, and what helps; no line where none is. @param names of their files */
export function leftOutLines(names: readonly string[]): string[] {
  const [first] = names;
  if (first === undefined) return [];
  const more = names.length > 1 ? `, … (${names.length} in all)` : "";
  return [
    `Left out, because a playlist cannot name a file with a line break in its path: ${oneLine(first)}${more}. Rename it.`,
  ];
}

/**
 * A playlist that players read as UTF-8 (extended M3U): title and path of each song that {@link isListable}.
 * @param entries paths with forward slashes, relative to the playlist's folder, so that both can be moved together
 */
export function playlistText(entries: readonly { readonly filename: string; readonly path: string }[]): string {
  const listed = entries.filter(({ path }) => isListable(path));
  // A line that begins with # is a comment.
  const lines = listed.flatMap(({ filename, path }) => [
    `#EXTINF:-1,${oneLine(songTitle(filename))}`,
    path.startsWith("#") ? `./${path}` : path,
  ]);
  return ["#EXTM3U", ...lines, ""].join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}

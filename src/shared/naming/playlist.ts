import { songTitle } from "../names.ts";

/**
 * A playlist that players read as UTF-8 (extended M3U): title and path of each song.
 * @param entries paths with forward slashes, relative to the playlist's folder, so that both can be moved together
 */
export function playlistText(entries: readonly { readonly filename: string; readonly path: string }[]): string {
  // A line that begins with # is a comment, and one with a line break would be two.
  const lines = entries.flatMap(({ filename, path }) => [
    `#EXTINF:-1,${oneLine(songTitle(filename))}`,
    oneLine(path.startsWith("#") ? `./${path}` : path),
  ]);
  return ["#EXTM3U", ...lines, ""].join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}

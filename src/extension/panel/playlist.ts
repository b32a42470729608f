import { relative, resolve, sep } from "node:path";
import { songTitle } from "../../shared/names.ts";

/**
 * A playlist that players read as UTF-8 (extended M3U): title and path of each song, relative to the playlist's folder with forward
 * slashes, so that both can be moved together.
 * @param entries `audio` relative to the workspace, or absolute
 */
export function playlistOf(
  entries: readonly { readonly filename: string; readonly audio: string }[],
  workspace: string,
  folder: string,
): string {
  const lines = entries.flatMap(({ filename, audio }) => {
    const path = relative(folder, resolve(workspace, audio)).split(sep).join("/");
    // A line that begins with # is a comment, and one with a line break would be two.
    return [`#EXTINF:-1,${oneLine(songTitle(filename))}`, oneLine(path.startsWith("#") ? `./${path}` : path)];
  });
  return ["#EXTM3U", ...lines, ""].join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}

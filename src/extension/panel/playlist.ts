import { relative, resolve, sep } from "node:path";
import { playlistText } from "../../shared/naming/playlist.ts";

/** A playlist in a folder. @param entries `audio` relative to the workspace, or absolute */
export function playlistOf(
  entries: readonly { readonly filename: string; readonly audio: string }[],
  workspace: string,
  folder: string,
): string {
  return playlistText(
    entries.map(({ filename, audio }) => ({
      filename,
      path: relative(folder, resolve(workspace, audio)).split(sep).join("/"),
    })),
  );
}

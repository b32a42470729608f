import * as vscode from "vscode";
import type { MergeGenresResult } from "../../shared/contract/rpc.ts";
import { countOf } from "../../shared/format.ts";
import type { Services } from "../services.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";

/** Writes the genres of `genre_map.csv` into `lyrics.csv`, after asking: it is the user's file. */
export async function mergeGenres({ workspace, engine }: Services): Promise<void> {
  const { path, dataDir, genreSeparator, lyricsFile } = await readyWorkspace(workspace, { needsLyrics: true });
  const merge = "Merge";
  const pressed = await vscode.window.showInformationMessage(
    "Merge the genres of genre_map.csv into lyrics.csv?",
    {
      modal: true,
      detail: "Rows without a genre get the one of the map; every other byte of the file stays as it is.",
    },
    merge,
  );
  if (pressed !== merge) return;
  const result = await engine.request("mergeGenres", {
    workspace: path,
    dataDir,
    genreSeparator,
    overwriteLyrics: true,
  });
  const show = "Show lyrics.csv";
  if ((await vscode.window.showInformationMessage(mergedText(result), show)) === show)
    await vscode.window.showTextDocument(lyricsFile);
}

export function mergedText({
  lyricsChanged,
  fromMap,
  missing,
}: Pick<MergeGenresResult, "lyricsChanged" | "fromMap" | "missing">): string {
  const left = missing.length === 0 ? "" : ` ${countOf(missing.length, "song")} still without a genre.`;
  return lyricsChanged
    ? `${countOf(fromMap, "song")} of lyrics.csv now ${fromMap === 1 ? "has its" : "have their"} genre from the map.${left}`
    : `lyrics.csv had every genre of the map already.${left}`;
}

import * as vscode from "vscode";
import type { LrcExport } from "../../shared/contract/transcript.ts";
import { countOf, have } from "../../shared/format.ts";
import { TIMES_FROM } from "../../shared/lyrics/lrc.ts";
import type { Services } from "../services.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";

const BESIDE = "Beside Each Song";
const FOLDER = "Into One Folder…";

/** Writes lyrics with their times as `.lrc`, for players that show them line by line. */
export async function exportLrc({ workspace: state, engine }: Pick<Services, "workspace" | "engine">): Promise<void> {
  const { path, dataDir } = await readyWorkspace(state, { needsLyrics: true });
  const place = await vscode.window.showQuickPick(
    [
      { label: BESIDE, detail: "Where players look for them. Files of yours that are there already stay." },
      { label: FOLDER, detail: "One file per song, called like the song." },
    ],
    { title: "Export lyrics with times", placeHolder: "Where to?" },
  );
  if (place === undefined) return;
  const folder = place.label === FOLDER ? await chooseFolder() : null;
  if (folder === undefined) return;
  const result = await engine.request("exportLrc", { workspace: path, dataDir, settings: state.settings(), folder });
  await vscode.window.showInformationMessage(exportedText(result));
}

async function chooseFolder(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Export Here",
      title: "Folder for .lrc files",
    })) ?? [];
  return chosen?.fsPath;
}

/** `Exported the lyrics of 12 songs. 18 songs have no times: they were not transcribed, or have other lyrics since.` */
export function exportedText({ written, kept, untimed }: LrcExport): string {
  return [
    written.length === 0 ? "No lyrics were exported." : `Exported the lyrics of ${countOf(written.length, "song")}.`,
    ...(kept.length === 0
      ? []
      : [`${countOf(kept.length, ".lrc file")} of yours ${kept.length === 1 ? "stays" : "stay"} as before.`]),
    ...(untimed === 0
      ? []
      : [
          `${countOf(untimed, "song")} ${have(untimed)} no times. ${TIMES_FROM} Transcribe Missing Lyrics, or Transcribe This Row in lyrics.csv.`,
        ]),
  ].join(" ");
}

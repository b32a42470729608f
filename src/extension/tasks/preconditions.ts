import * as vscode from "vscode";
import { UserError, type ErrorButton } from "../common/report-error.ts";
import { COMMANDS } from "../ids.ts";
import { wouldLoseCharacters } from "../lyrics/encoding/disk-text.ts";
import { IN_BROWSER, unsupportedReason } from "../engine/platform.ts";
import type { Workspace, WorkspaceState } from "../services.ts";

export const SAMPLE: ErrorButton = {
  title: "Create Sample Workspace…",
  press: () => vscode.commands.executeCommand(COMMANDS.createSample),
};

export const OPEN_FOLDER: ErrorButton = {
  title: "Open Folder…",
  press: () => vscode.commands.executeCommand("vscode.openFolder"),
};

const CREATE_TABLE: ErrorButton = {
  title: "Create lyrics.csv from Songs…",
  press: () => vscode.commands.executeCommand(COMMANDS.createTable),
};

/**
 * The folder to work on, when the engine may work there. `lyrics.csv` on disk is then what its editor shows.
 * @throws {UserError} that says what is missing and offers it; {vscode.CancellationError} if the user went back.
 */
export async function readyWorkspace(
  state: WorkspaceState,
  { needsLyrics, needsNetworks = false }: { readonly needsLyrics: boolean; readonly needsNetworks?: boolean },
): Promise<Workspace> {
  const unsupported = needsNetworks ? unsupportedReason() : undefined;
  if (unsupported !== undefined) throw new UserError(unsupported);
  await state.ready;
  if (IN_BROWSER) throw new UserError(unsupportedReason()!);
  if (!state.trusted) {
    throw new UserError("Nothing runs in an untrusted workspace; its finished runs can be viewed.", {
      title: "Manage Workspace Trust",
      press: () => vscode.commands.executeCommand("workbench.trust.manage"),
    });
  }
  if (!(await state.settle())) throw new vscode.CancellationError();
  if (needsLyrics && state.current?.hasLyrics === false) await state.refresh();
  const { current } = state;
  if (current === undefined) {
    throw new UserError("Open a folder with songs first.", OPEN_FOLDER, SAMPLE);
  }
  if (needsLyrics && !current.hasLyrics) {
    throw new UserError(
      `There is no ${current.dataDir}/lyrics/lyrics.csv in “${current.folder.name}”, the table that lists your songs.`,
      CREATE_TABLE,
      SAMPLE,
    );
  }
  await saveLyrics(current);
  return current;
}

async function saveLyrics({ lyricsFile }: Workspace): Promise<void> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === lyricsFile.fsPath);
  if (document?.isDirty !== true) return;
  if (await wouldLoseCharacters(document)) {
    const convert = {
      title: "Convert to UTF-8",
      press: () => vscode.commands.executeCommand(COMMANDS.convertTable, "lyrics"),
    };
    throw new UserError(
      "lyrics.csv is not UTF-8, and saving it from its editor would lose the letters shown as \ufffd.",
      convert,
    );
  }
  if (!(await document.save())) {
    throw new UserError("lyrics.csv could not be saved, so the run would not see your changes.");
  }
}

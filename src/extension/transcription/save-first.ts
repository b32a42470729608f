import * as vscode from "vscode";
import { UserError } from "../common/report-error.ts";
import type { Workspace } from "../services.ts";

/**
 * Asks to save `lyrics.csv` if its editor has changes: what is about to be written to the file would clash with them.
 * @throws {vscode.CancellationError} if the user would rather not; {UserError} if it cannot be saved
 */
export async function askToSave(workspace: Workspace | undefined): Promise<void> {
  const document = workspace === undefined ? undefined : openLyrics(workspace);
  if (document?.isDirty !== true) return;
  const save = "Save";
  const detail =
    "Transcribed lyrics are written into the file, row by row. Changes that are not saved would clash with them.";
  const pressed = await vscode.window.showWarningMessage(
    "Save the changes in lyrics.csv first?",
    { modal: true, detail },
    save,
  );
  if (pressed !== save) throw new vscode.CancellationError();
  if (!(await document.save())) throw new UserError("lyrics.csv could not be saved; nothing was transcribed.");
}

/** Does the editor of `lyrics.csv` have changes that are not saved? */
export function isEdited(workspace: Workspace): boolean {
  return openLyrics(workspace)?.isDirty === true;
}

function openLyrics({ lyricsFile }: Workspace): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => !isClosed && uri.scheme === "file" && uri.fsPath === lyricsFile.fsPath,
  );
}

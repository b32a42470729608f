import * as vscode from "vscode";
import { COMMANDS } from "../../ids.ts";
import type { WorkspaceState } from "../../services.ts";
import { lyricsDocument, type DataCheck } from "../problems/data-check.ts";
import { wouldLoseCharacters } from "./disk-text.ts";

/** Says once per file that its editor shows it wrongly, with the button that converts it: saving it there would destroy it. */
export function createEncodingNotice(check: DataCheck, workspace: WorkspaceState): vscode.Disposable {
  const told = new Set<string>();
  const look = async (): Promise<void> => {
    const document = lyricsDocument(workspace);
    if (document === undefined || told.has(document.uri.fsPath) || !(await wouldLoseCharacters(document))) return;
    told.add(document.uri.fsPath);
    const convert = "Convert to UTF-8";
    const pressed = await vscode.window.showWarningMessage(
      "lyrics.csv is not UTF-8, and this editor shows its letters as \ufffd: saving it here would lose them. Tasks read it as it is.",
      convert,
    );
    if (pressed === convert) await vscode.commands.executeCommand(COMMANDS.convertTable, "lyrics");
  };
  return vscode.Disposable.from(
    check.onDidCheck(() => void look()),
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      if (workspace.isLyrics(uri)) void look();
    }),
  );
}

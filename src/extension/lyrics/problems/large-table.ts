import { stat } from "node:fs/promises";
import * as vscode from "vscode";
import type { WorkspaceState } from "../../services.ts";

/** VS Code hands no file larger than this to extensions: its editor is then left alone. */
const LARGEST_BYTES = 50 * 1024 * 1024;

/** Says once why an opened `lyrics.csv` of that size has no lenses and colours. */
export function reportLargeTable(workspace: WorkspaceState): vscode.Disposable {
  let told = false;
  const look = async (): Promise<void> => {
    const file = workspace.current?.lyricsFile;
    if (file === undefined || !isOpen(file)) return;
    const size = (await stat(file.fsPath).catch(() => undefined))?.size ?? 0;
    if (size <= LARGEST_BYTES || told) return;
    told = true;
    void vscode.window.showInformationMessage(
      "lyrics.csv is larger than 50 MB, which VS Code does not share with extensions: its editor has no lenses, colours and quick fixes. Runs, the panel and Problems work as usual.",
    );
  };
  const subscription = vscode.window.tabGroups.onDidChangeTabs(() => void look());
  void look();
  return subscription;
}

function isOpen(file: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath === file.fsPath),
  );
}

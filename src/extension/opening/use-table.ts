import * as vscode from "vscode";
import type { FolderSurvey } from "../../shared/contract/dataset.ts";
import { UserError } from "../common/report-error.ts";
import { COMMANDS, SECTION } from "../ids.ts";
import type { WorkspaceState } from "../services.ts";

/** Makes a table that lies elsewhere in the folder the one that is used: sets the folder's data folder. */
export async function useTable(
  workspace: WorkspaceState,
  { file, dataDir }: FolderSurvey["tables"][number],
): Promise<void> {
  const { current } = workspace;
  if (current === undefined) throw new UserError("No folder is open.");
  const settings = vscode.workspace.getConfiguration(SECTION, current.folder.uri);
  await settings.update("dataDir", dataDir, vscode.ConfigurationTarget.WorkspaceFolder);
  await workspace.refresh();
  const run = "Run Hard Task";
  const open = "Open lyrics.csv";
  const text = `${file} is used now: the setting latentune.dataDir of this folder is “${dataDir}”.`;
  const pressed = await vscode.window.showInformationMessage(text, run, open);
  if (pressed === run) await vscode.commands.executeCommand(COMMANDS.runHard);
  if (pressed === open) await vscode.window.showTextDocument(vscode.Uri.joinPath(current.folder.uri, file));
}

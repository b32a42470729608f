import { basename } from "node:path";
import * as vscode from "vscode";
import { OF_FOLDER } from "../common/uri.ts";
import { METRICS_FILES } from "../../shared/contract/result-files.ts";
import { COMMANDS, METRICS_VIEW_TYPE } from "../ids.ts";
import { createMetricsEditor } from "./metrics-editor.ts";

/** Metrics tables as reports: the view, and the ways from the text to it. */
export function registerReport(extensionUri: vscode.Uri): vscode.Disposable {
  const names = Object.values(METRICS_FILES).map((path) => basename(path));
  const tables: vscode.DocumentSelector = { ...OF_FOLDER, pattern: `**/{${names.join(",")}}.csv` };
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(METRICS_VIEW_TYPE, createMetricsEditor(extensionUri), {
      supportsMultipleEditorsPerDocument: false,
    }),
    vscode.commands.registerCommand(COMMANDS.openMetrics, async (given?: unknown) => {
      const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
      if (uri !== undefined) await openMetrics(uri);
    }),
    vscode.languages.registerCodeLensProvider(tables, {
      provideCodeLenses: (document) => {
        if (!isMetricsHeader(document.lineAt(0).text)) return [];
        const top = new vscode.Range(0, 0, 0, 0);
        return [
          new vscode.CodeLens(top, {
            title: "View as table",
            command: COMMANDS.openMetrics,
            arguments: [document.uri],
          }),
        ];
      },
    }),
  );
}

/** Shows a table in one tab: the one that it has already, as a table or as text. */
async function openMetrics(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const isOfFile = ({ input }: vscode.Tab): boolean =>
    (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) &&
    input.uri.toString() === uri.toString();
  const own = tabs.filter(isOfFile);
  const place = own.find(({ input }) => input instanceof vscode.TabInputCustom) ?? own[0];
  await vscode.commands.executeCommand("vscode.openWith", uri, METRICS_VIEW_TYPE, place?.group.viewColumn);
  const texts = own.filter(({ input, isDirty }) => input instanceof vscode.TabInputText && !isDirty);
  await vscode.window.tabGroups.close(texts, true);
}

/** Other tools write files of this name too; ours begin with what was clustered how. */
function isMetricsHeader(line: string): boolean {
  return /^\ufeff?(?:rep,)?method,/.test(line);
}

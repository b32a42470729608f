import { basename } from "node:path";
import * as vscode from "vscode";
import { pageInWebview } from "../../shared/report-page/policy.ts";
import { FILE_LIMITS, readGivenFile } from "../common/given-file.ts";
import { REPORT_TYPE } from "../ids.ts";

/**
 * Shows `report.html` in a tab. It has no more rights than in a browser: its own script, and songs of the workspace.
 * @param path of the file, absolute. @param workspace the folder in which its songs lie, absolute
 */
export async function showReportPage(path: string, title: string, workspace: string): Promise<void> {
  const page = (await readGivenFile(path, `The report ${basename(path)}`, FILE_LIMITS.json)).toString("utf8");
  const folder = vscode.Uri.file(workspace);
  const { webview } = vscode.window.createWebviewPanel(REPORT_TYPE, title, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [folder],
  });
  webview.html = pageInWebview(page, {
    origin: webview.cspSource,
    songs: `${webview.asWebviewUri(folder).toString()}/`,
  });
}

import * as vscode from "vscode";
import { IN_BROWSER } from "../engine/platform.ts";

/** Where documents of the folder lie: on the disk; in a browser wherever the folder does. */
export const OF_FOLDER: vscode.DocumentFilter = IN_BROWSER ? {} : { scheme: "file" };

/** The URI of a path of this machine; in a browser, of the file system that the open folder lies in. */
export function uriOf(path: string): vscode.Uri {
  const folder = IN_BROWSER ? vscode.workspace.workspaceFolders?.[0] : undefined;
  return folder === undefined ? vscode.Uri.file(path) : folder.uri.with({ path: path.replaceAll("\\", "/") });
}

/** The path that {@link uriOf} turns back. */
export function pathOf(uri: vscode.Uri): string {
  return IN_BROWSER ? uri.path : uri.fsPath;
}

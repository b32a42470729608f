import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import * as vscode from "vscode";
import { uriOf } from "../common/uri.ts";
import type { WorkspaceState } from "../services.ts";
import { panelHtml } from "./html.ts";

/** Writes the page of the panel, with its icon. */
export function writePage(panel: vscode.WebviewPanel, extensionUri: vscode.Uri): void {
  const own = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
  panel.iconPath = { light: own("media", "panel-light.svg"), dark: own("media", "panel-dark.svg") };
  panel.webview.html = panelHtml(
    panel.webview,
    { script: own("dist", "webview", "panel.js"), style: own("dist", "webview", "panel.css") },
    randomBytes(16).toString("base64url"),
  );
}

/** What the page may read: our own files, the songs, and what runs left behind. */
export function permitFiles(
  { webview }: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  { current }: WorkspaceState,
): void {
  const songs =
    current === undefined
      ? []
      : [uriOf(resolve(current.path, current.dataDir)), uriOf(join(current.path, ".latentune")), current.audioFolder];
  webview.options = {
    enableScripts: true,
    localResourceRoots: [
      vscode.Uri.joinPath(extensionUri, "dist"),
      vscode.Uri.joinPath(extensionUri, "media"),
      ...songs,
    ],
  };
}

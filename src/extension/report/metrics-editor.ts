import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import * as vscode from "vscode";
import type { ReportHostMessage } from "../../webview/metrics-report/protocol.ts";
import { webviewPage } from "../common/webview-page.ts";
import { debounce } from "../../shared/throttle.ts";
import { messageOf } from "../../shared/thrown.ts";
import { readBeside } from "./beside-table.ts";
import { metricReport } from "./metric-report.ts";

/** A run writes several files: they are looked at together. */
const SETTLE_MS = 200;

/** Shows a metrics table as a report that sorts, marks and explains; read-only. */
export function createMetricsEditor(extensionUri: vscode.Uri): vscode.CustomTextEditorProvider {
  return {
    resolveCustomTextEditor(document, { webview, onDidDispose }) {
      let turn = 0;
      const show = async (): Promise<void> => {
        const mine = ++turn;
        const message = await messageFor(document);
        if (mine === turn) await webview.postMessage(message);
      };
      const showSoon = debounce(SETTLE_MS, () => void show());

      const dist = vscode.Uri.joinPath(extensionUri, "dist", "webview");
      webview.options = { enableScripts: true, localResourceRoots: [dist] };
      const folder = vscode.Uri.joinPath(document.uri, "..");
      const watchers = [
        new vscode.RelativePattern(folder, "*.json"),
        new vscode.RelativePattern(vscode.Uri.joinPath(folder, ".."), RESULT_FILES.manifest),
      ].map((pattern) => vscode.workspace.createFileSystemWatcher(pattern));
      const owned = vscode.Disposable.from(
        showSoon,
        // The view says one thing: that it listens.
        webview.onDidReceiveMessage(() => void show()),
        vscode.workspace.onDidChangeTextDocument((event) => {
          if (event.document === document) showSoon();
        }),
        ...watchers.flatMap((watcher) => [watcher, watcher.onDidCreate(showSoon), watcher.onDidChange(showSoon)]),
      );
      onDidDispose(() => {
        turn = Number.POSITIVE_INFINITY;
        owned.dispose();
      });
      const files = {
        script: vscode.Uri.joinPath(dist, "metrics-report.js"),
        style: vscode.Uri.joinPath(dist, "metrics-report.css"),
      };
      webview.html = webviewPage(webview, { title: "Metrics", ...files }, randomBytes(16).toString("base64url"));
    },
  };
}

/** What the view gets of a document's present text. */
export async function messageFor(document: Pick<vscode.TextDocument, "uri" | "getText">): Promise<ReportHostMessage> {
  const path = document.uri.fsPath;
  try {
    return { type: "report", report: metricReport(basename(path), document.getText(), await readBeside(path)) };
  } catch (error) {
    return { type: "broken", message: messageOf(error) };
  }
}

import { basename } from "node:path";
import { scriptHash } from "latentune:report-page";
import * as vscode from "vscode";
import { uriOf } from "../common/uri.ts";
import { pageInWebview } from "../../shared/report-page/policy.ts";
import { FILE_LIMITS, readGivenFile } from "../common/given-file.ts";
import { REPORT_TYPE } from "../ids.ts";

/** The tabs that show a `report.html`. */
export interface ReportPages {
  /** The run whose report has the focus. */
  readonly active: string | undefined;
  /**
   * Shows a page in its tab, as it is on the disk now. It has no more rights than in a browser: its own script, and songs of
   * the workspace.
   * @param path of the file, absolute. @param workspace the folder in which its songs lie, absolute
   */
  show(path: string, of: { readonly runId: string; readonly title: string; readonly workspace: string }): Promise<void>;
}

export function createReportPages(): ReportPages {
  const tabs = new Map<string, { readonly panel: vscode.WebviewPanel; readonly runId: string }>();
  return {
    get active() {
      return [...tabs.values()].find(({ panel }) => panel.active)?.runId;
    },
    async show(path, { runId, title, workspace }) {
      const page = await readPage(path);
      const folder = uriOf(workspace);
      let panel = tabs.get(path)?.panel;
      if (panel === undefined) {
        panel = vscode.window.createWebviewPanel(REPORT_TYPE, `Report: ${title}`, vscode.ViewColumn.Active, {
          enableScripts: true,
          // What is filtered and where it is read stays while another tab is in front.
          retainContextWhenHidden: true,
          localResourceRoots: [folder],
        });
        panel.onDidDispose(() => tabs.delete(path));
      }
      tabs.set(path, { panel, runId });
      panel.reveal();
      const { webview } = panel;
      webview.html = pageInWebview(page, {
        script: scriptHash,
        origin: webview.cspSource,
        songs: `${webview.asWebviewUri(folder).toString()}/`,
      });
    },
  };
}

/** Whether this version wrote a page: the script of another one does not run in the editor. */
export async function isOfThisVersion(path: string): Promise<boolean> {
  return (await readPage(path)).includes(scriptHash);
}

async function readPage(path: string): Promise<string> {
  return (await readGivenFile(path, `The report ${basename(path)}`, FILE_LIMITS.json)).toString("utf8");
}

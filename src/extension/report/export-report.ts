import { join } from "node:path";
import * as vscode from "vscode";
import { RESULT_FILES, type ReportFormatName } from "../../shared/contract/result-files.ts";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import { runTitle } from "../runs/runs-tree.ts";
import type { Services } from "../services.ts";
import { showReportPage } from "./report-page.ts";

const FORMATS: readonly (vscode.QuickPickItem & { readonly format: ReportFormatName })[] = [
  { format: "pdf", label: "PDF", description: RESULT_FILES.reportPdf, picked: true },
  { format: "html", label: "Web page", description: RESULT_FILES.reportHtml, picked: true },
  { format: "md", label: "Markdown", description: RESULT_FILES.report },
];

/** Writes a run's report where the user wants it, in the formats that they choose, and opens it. */
export async function exportReport(
  { workspace, engine, activity }: Pick<Services, "workspace" | "engine" | "activity">,
  run: KeptRun,
): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  const chosen = await vscode.window.showQuickPick(FORMATS, {
    title: `Export Report of ${runTitle(run)}: formats (1 of 2)`,
    canPickMany: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: "Export Report: folder (2 of 2)",
      openLabel: "Export",
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.file(path),
    })) ?? [];
  if (folder === undefined) return;

  const out = folder.fsPath;
  const formats = chosen.map(({ format }) => format);
  const { files, warnings } = await activity.run({
    title: "report",
    task: null,
    ask: (_token, cancellation) =>
      engine.request(
        "exportReport",
        { workspace: path, dataDir, runId: run.manifest.runId, formats, out },
        cancellation,
      ),
  });
  for (const { message, remedy = "" } of warnings)
    void vscode.window.showWarningMessage(`${message} ${remedy}`.trimEnd());
  for (const file of files) await openWritten(file, out, run, path);
}

/** The page in a tab, the PDF outside, the text in an editor where there is nothing else. */
async function openWritten(file: string, out: string, run: KeptRun, workspace: string): Promise<void> {
  if (file === join(out, RESULT_FILES.reportHtml)) await showReportPage(file, runTitle(run), workspace);
  else if (file === join(out, RESULT_FILES.reportPdf)) await vscode.env.openExternal(vscode.Uri.file(file));
  else await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.file(file));
}

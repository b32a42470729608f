import { join } from "node:path";
import * as vscode from "vscode";
import { uriOf } from "../common/uri.ts";
import { RESULT_FILES, type ReportFormatName } from "../../shared/contract/result-files.ts";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import { isFile } from "../common/files.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import type { Services } from "../services.ts";
import { isOfThisVersion, type ReportPages } from "./report-pages.ts";

export type ReportParts = Pick<Services, "workspace" | "engine" | "activity" | "runs"> & {
  readonly pages: ReportPages;
};

/** A report's file, and how it is shown: the page in a tab, the PDF outside, the text in an editor. */
export async function showReport(
  { workspace, runs, pages }: Pick<ReportParts, "workspace" | "runs" | "pages">,
  run: KeptRun,
  file: string,
): Promise<void> {
  if (file.endsWith(".html"))
    await pages.show(file, {
      runId: run.manifest.runId,
      title: runs.titleOf(run),
      workspace: workspace.current?.path ?? run.runDir,
    });
  else if (file.endsWith(".pdf")) await openOutside(uriOf(file));
  else await vscode.commands.executeCommand("markdown.showPreview", uriOf(file));
}

/** The machine's own viewer, where the window is on the machine of its files; else whatever the window has for them. */
async function openOutside(uri: vscode.Uri): Promise<void> {
  const isLocal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isLocal) await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand("vscode.open", uri);
}

/**
 * Shows the report of a run. A page that is not there, or that another version wrote, is written anew where the engine may run; else
 * what there is is shown.
 */
export async function openReport(parts: ReportParts, run: KeptRun): Promise<void> {
  const page = join(run.runDir, RESULT_FILES.reportHtml);
  const hasPage = await isFile(page);
  if (!hasPage || (parts.workspace.trusted && !(await isOfThisVersion(page)))) {
    try {
      await writeReport(parts, run, ["html"], run.runDir);
    } catch (error) {
      const text = join(run.runDir, RESULT_FILES.report);
      if (!hasPage && (error instanceof vscode.CancellationError || !(await isFile(text)))) throw error;
      await showReport(parts, run, hasPage ? page : text);
      return;
    }
  }
  await showReport(parts, run, page);
}

/** Opens the PDF of a run's report; it is written first if it is not there. */
export async function openReportPdf(parts: ReportParts, run: KeptRun): Promise<void> {
  const file = join(run.runDir, RESULT_FILES.reportPdf);
  if (!(await isFile(file))) await writeReport(parts, run, ["pdf"], run.runDir);
  await showReport(parts, run, file);
}

/** Has a run's report written. @param out the folder, absolute */
export async function writeReport(
  { workspace, engine, activity }: Pick<ReportParts, "workspace" | "engine" | "activity">,
  run: KeptRun,
  formats: readonly ReportFormatName[],
  out: string,
) {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  const { runId } = run.manifest;
  return activity.run({
    title: "report",
    task: null,
    ask: (_token, cancellation) =>
      engine.request("exportReport", { workspace: path, dataDir, runId, formats, out }, cancellation),
  });
}

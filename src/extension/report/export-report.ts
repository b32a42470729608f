import { basename, join } from "node:path";
import * as vscode from "vscode";
import { uriOf } from "../common/uri.ts";
import { RESULT_FILES, type ReportFormatName } from "../../shared/contract/result-files.ts";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import { messageAndRemedy } from "../../shared/text/message-and-remedy.ts";
import { isFile } from "../common/files.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import { showReport, writeReport, type ReportParts } from "./open-report.ts";

/** In the order in which one of them is opened. */
const FORMATS: readonly (vscode.QuickPickItem & { readonly format: ReportFormatName; readonly description: string })[] =
  [
    { format: "html", label: "Web page", description: RESULT_FILES.reportHtml, picked: true },
    { format: "pdf", label: "PDF", description: RESULT_FILES.reportPdf, picked: true },
    { format: "md", label: "Markdown", description: RESULT_FILES.report },
  ];

/** Writes a run's report where the user wants it, in the formats that they choose, and offers to open it. */
export async function exportReport(parts: ReportParts, run: KeptRun): Promise<void> {
  const { path } = await readyWorkspace(parts.workspace, { needsLyrics: false });
  const chosen = await vscode.window.showQuickPick(FORMATS, {
    title: `Export Report of ${parts.runs.titleOf(run)}: formats (1 of 2)`,
    canPickMany: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: "Export Report: folder (2 of 2)",
      openLabel: "Export",
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: uriOf(path),
    })) ?? [];
  if (folder === undefined) return;
  const out = folder.fsPath;
  if (!(await mayReplace(out, chosen.map(({ description }) => description)))) return; // prettier-ignore

  const { files, warnings } = await writeReport(parts, run, chosen.map(({ format }) => format), out); // prettier-ignore
  const names = files.map((file) => basename(file)).join(" and ");
  const left = warnings.map(({ message, remedy }) => ` ${messageAndRemedy(message, remedy)}`).join("");
  const text = `${names} ${files.length === 1 ? "is" : "are"} in ${out}.${left}`;
  const show = left === "" ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const first = FORMATS.map(({ description }) => join(out, description)).find((file) => files.includes(file));
  if ((await show(text, "Open")) === "Open" && first !== undefined) await showReport(parts, run, first);
}

/** Whether files of these names may be written: the user is asked where some are there already. */
async function mayReplace(folder: string, names: readonly string[]): Promise<boolean> {
  const there: string[] = [];
  for (const name of names) if (await isFile(join(folder, name))) there.push(name);
  if (there.length === 0) return true;
  const text = `${there.join(" and ")} ${there.length === 1 ? "is" : "are"} in ${folder} already.`;
  return (await vscode.window.showWarningMessage(text, { modal: true }, "Replace")) === "Replace";
}

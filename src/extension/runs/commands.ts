import { winningScore } from "../../shared/best-row.ts";
import { join } from "node:path";
import * as vscode from "vscode";
import { RESULT_FILES, resultsFolder } from "../../shared/contract/result-files.ts";
import type { KeptRun, RunAnnotation } from "../../shared/contract/rpc.ts";
import type { Handler } from "../common/commands.ts";
import { isFile } from "../common/files.ts";
import { UserError } from "../common/report-error.ts";
import { exportReport } from "../report/export-report.ts";
import { COMMANDS } from "../ids.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import type { RunStore, Services } from "../services.ts";
import { runTitle, type RunNode } from "./runs-tree.ts";

type RunParts = Pick<Services, "workspace" | "engine" | "runs" | "activity">;
type PanelParts = Pick<Services, "workspace" | "runs" | "panel">;

/** Commands of kept runs; those of the side bar's items come with the node, and with all selected ones. */
export function runCommands(parts: RunParts & Pick<Services, "panel">) {
  const { runs, panel } = parts;
  return {
    [COMMANDS.openReport]: (runId: unknown) => openReport(parts, typeof runId === "string" ? runId : undefined),
    [COMMANDS.exportReport]: async (node: unknown) => {
      await runs.refresh();
      const run = nodeRun(node) ?? runs.shown;
      if (run === undefined) throw new UserError("No run has finished in this folder yet.", NO_RUNS);
      await exportReport(parts, run);
    },
    [COMMANDS.compareRuns]: () => compareRuns(parts, []),
    [COMMANDS.refreshRuns]: () => runs.refresh(),
    [COMMANDS.runOpen]: (node: unknown) => {
      const run = runOf(node);
      runs.show(run.manifest.runId);
      return panel.open();
    },
    [COMMANDS.runReport]: (node: unknown) => openReport(parts, runOf(node).manifest.runId),
    [COMMANDS.runCompare]: (node: unknown, selected: unknown) => compareRuns(parts, runsOf(node, selected)),
    [COMMANDS.runRename]: (node: unknown) => renameRun(parts, runOf(node)),
    [COMMANDS.runPin]: (node: unknown) => annotate(parts, runOf(node), { pinned: true }),
    [COMMANDS.runUnpin]: (node: unknown) => annotate(parts, runOf(node), { pinned: false }),
    [COMMANDS.runDelete]: (node: unknown, selected: unknown) => deleteRuns(parts, runsOf(node, selected)),
    [COMMANDS.runReveal]: async (node: unknown) => {
      // The desktop's own explorer knows only files of its own machine.
      const local = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
      const command = local ? "revealFileInOS" : "revealInExplorer";
      await vscode.commands.executeCommand(command, vscode.Uri.file(runOf(node).runDir));
    },
  } satisfies Record<string, Handler>;
}

const NO_RUNS = { title: "Run Hard Task", press: () => vscode.commands.executeCommand(COMMANDS.runHard) };

/**
 * Shows the report of a run, rendered. The latest run of a task is read from `results_<task>/`, where the next run puts its
 * own: an open preview follows it.
 */
async function openReport({ workspace, runs }: RunParts, runId?: string): Promise<void> {
  await runs.refresh();
  const run = runId === undefined ? runs.shown : runs.all.find(({ manifest }) => manifest.runId === runId);
  if (run === undefined) throw new UserError("No run has finished in this folder yet.", NO_RUNS);
  const report = await reportOf(run, runs, workspace.current?.path);
  if (report === undefined)
    throw new UserError(`The report of ${runTitle(run)} is not in its folder any more. Run the task again.`, NO_RUNS);
  await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.file(report));
}

async function reportOf(run: KeptRun, { all }: RunStore, workspace: string | undefined): Promise<string | undefined> {
  const { task } = run.manifest;
  const isLatest = all.find(({ manifest }) => manifest.task === task) === run;
  const places = [
    ...(isLatest && workspace !== undefined ? [join(workspace, resultsFolder(task))] : []),
    run.runDir,
  ].map((folder) => join(folder, RESULT_FILES.report));
  for (const place of places) if (await isFile(place)) return place;
  return undefined;
}

/** Two runs side by side in the panel: the given ones, or two that the user picks. */
async function compareRuns({ workspace, runs, panel }: PanelParts, given: readonly KeptRun[]): Promise<void> {
  await readyWorkspace(workspace, { needsLyrics: false });
  await runs.refresh();
  if (runs.all.length < 2) throw new UserError("There are no two runs to compare yet.", NO_RUNS);
  const first = given[0] ?? (await pickRun(runs.all, "Compare Runs: the first (1 of 2)"));
  if (first === undefined) return;
  const others = runs.all.filter(({ manifest }) => manifest.runId !== first.manifest.runId);
  const second =
    given[1] ?? (await pickRun(sameTaskFirst(others, first), `Compare Runs: ${runTitle(first)} with (2 of 2)`));
  if (second === undefined) return;
  // The older one is the base: changes read forward in time.
  const [a, b] = first.manifest.startedAt <= second.manifest.startedAt ? [first, second] : [second, first];
  await panel.compare(a.manifest.runId, b.manifest.runId);
}

function sameTaskFirst(runs: readonly KeptRun[], { manifest: { task } }: KeptRun): readonly KeptRun[] {
  const same = (run: KeptRun): boolean => run.manifest.task === task;
  return [...runs.filter(same), ...runs.filter((run) => !same(run))];
}

async function pickRun(runs: readonly KeptRun[], title: string): Promise<KeptRun | undefined> {
  const items = runs.map((run) => ({
    label: runTitle(run),
    description: winningScore(run.manifest),
    detail: run.manifest.runId,
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))?.run;
}

async function renameRun(parts: RunParts, run: KeptRun): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: `Rename ${runTitle(run)}`,
    prompt: "A name of your own; leave it empty for none.",
    value: run.annotation.name ?? "",
    validateInput: (text) => (text.length > 100 ? "At most 100 characters." : undefined),
  });
  if (name !== undefined) await annotate(parts, run, { name: name.trim() });
}

async function annotate({ workspace, engine, runs }: RunParts, run: KeptRun, annotation: RunAnnotation): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  await engine.request("annotateRun", {
    workspace: path,
    dataDir,
    runId: run.manifest.runId,
    ...run.annotation,
    ...annotation,
  });
  await runs.refresh();
}

/** Deletes runs; they can be brought back until the next command of the folder begins. */
async function deleteRuns({ workspace, engine, runs }: RunParts, chosen: readonly KeptRun[]): Promise<void> {
  const [first] = chosen;
  if (first === undefined) return;
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  const deleted: string[] = [];
  try {
    for (const { manifest } of chosen) {
      await engine.request("deleteRun", { workspace: path, dataDir, runId: manifest.runId });
      deleted.push(manifest.runId);
    }
  } finally {
    await runs.refresh();
  }
  const what = chosen.length === 1 ? runTitle(first) : `${chosen.length} runs`;
  const pressed = await vscode.window.showInformationMessage(
    `${what} deleted. This can be undone until the next run begins.`,
    "Undo",
  );
  if (pressed !== "Undo") return;
  try {
    for (const runId of deleted) await engine.request("restoreRun", { workspace: path, dataDir, runId });
  } finally {
    await runs.refresh();
  }
}

function runOf(node: unknown): KeptRun {
  const run = nodeRun(node);
  if (run === undefined) throw new UserError("Choose a run in the Latentune side bar first.");
  return run;
}

function runsOf(node: unknown, selected: unknown): KeptRun[] {
  const nodes: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [node];
  return nodes.map(nodeRun).filter((run) => run !== undefined);
}

function nodeRun(node: unknown): KeptRun | undefined {
  const candidate = node as Partial<RunNode> | undefined;
  return candidate?.kind === "run" && "run" in candidate ? candidate.run : undefined;
}

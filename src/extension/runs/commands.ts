import { winningNotes, winningScore } from "../../shared/best-row.ts";
import * as vscode from "vscode";
import { uriOf } from "../common/uri.ts";
import type { KeptRun, RunAnnotation } from "../../shared/contract/rpc.ts";
import type { Handler } from "../common/commands.ts";
import { UserError } from "../common/report-error.ts";
import { exportReport } from "../report/export-report.ts";
import { openReport, openReportPdf, type ReportParts } from "../report/open-report.ts";
import { createReportPages } from "../report/report-pages.ts";
import { COMMANDS } from "../ids.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import type { RunStore, Services } from "../services.ts";
import type { RunNode } from "./runs-tree.ts";

type RunParts = Pick<Services, "workspace" | "engine" | "runs" | "activity">;
type PanelParts = Pick<Services, "workspace" | "runs" | "panel">;

/** Commands of kept runs; those of the side bar's items come with the node, and with all selected ones. */
export function runCommands(parts: RunParts & Pick<Services, "panel">) {
  const { runs, panel } = parts;
  const pages = createReportPages();
  const shownRun = (): Promise<KeptRun | undefined> => Promise.resolve(runs.shown);
  const anyRun = (): Promise<KeptRun | undefined> => runs.all.length === 1 ? shownRun() : pickRun(runs, runs.all, "Export Report: of which run"); // prettier-ignore
  /** What a command does with a run's report: with that of the given run, the one that has the focus, or of the run that `choose` says. */
  const withReport =
    (use: (parts: ReportParts, run: KeptRun) => Promise<void>, choose = shownRun): Handler =>
    async (given: unknown) => {
      await runs.refresh();
      if (runs.all.length === 0) throw new UserError("No run has finished in this folder yet.", NO_RUNS);
      const runId = typeof given === "string" ? given : (nodeRun(given)?.manifest.runId ?? pages.active);
      const run = runId === undefined ? await choose() : runs.all.find(({ manifest }) => manifest.runId === runId);
      if (run !== undefined) await use({ ...parts, pages }, run);
      else if (runId !== undefined) throw new UserError(`The run ${runId} has been deleted.`);
    };
  return {
    [COMMANDS.openReport]: withReport(openReport),
    [COMMANDS.openReportPdf]: withReport(openReportPdf),
    [COMMANDS.exportReport]: withReport(exportReport, anyRun),
    [COMMANDS.compareRuns]: () => compareRuns(parts, []),
    [COMMANDS.refreshRuns]: () => runs.refresh(),
    [COMMANDS.runOpen]: (node: unknown) => {
      const run = runOf(node);
      runs.show(run.manifest.runId);
      return panel.open();
    },
    [COMMANDS.runCompare]: (node: unknown, selected: unknown) => compareRuns(parts, runsOf(node, selected)),
    [COMMANDS.runRename]: (node: unknown) => renameRun(parts, runOf(node)),
    [COMMANDS.runPin]: (node: unknown) => annotate(parts, runOf(node), { pinned: true }),
    [COMMANDS.runUnpin]: (node: unknown) => annotate(parts, runOf(node), { pinned: false }),
    [COMMANDS.runDelete]: (node: unknown, selected: unknown) => deleteRuns(parts, runsOf(node, selected)),
    [COMMANDS.runReveal]: async (node: unknown) => {
      // The desktop's own explorer knows only files of its own machine.
      const local = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
      const command = local ? "revealFileInOS" : "revealInExplorer";
      await vscode.commands.executeCommand(command, uriOf(runOf(node).runDir));
    },
  } satisfies Record<string, Handler>;
}

const NO_RUNS = { title: "Run Hard Task", press: () => vscode.commands.executeCommand(COMMANDS.runHard) };

/** Two runs side by side in the panel: the given ones, or two that the user picks. */
async function compareRuns({ workspace, runs, panel }: PanelParts, given: readonly KeptRun[]): Promise<void> {
  await readyWorkspace(workspace, { needsLyrics: false });
  await runs.refresh();
  if (runs.all.length < 2) throw new UserError("There are no two runs to compare yet.", NO_RUNS);
  const first = given[0] ?? (await pickRun(runs, runs.all, "Compare Runs: the first (1 of 2)"));
  if (first === undefined) return;
  const others = runs.all.filter(({ manifest }) => manifest.runId !== first.manifest.runId);
  const second =
    given[1] ??
    (await pickRun(runs, sameTaskFirst(others, first), `Compare Runs: ${runs.titleOf(first)} with (2 of 2)`));
  if (second === undefined) return;
  // The older one is the base: changes read forward in time.
  const [a, b] = first.manifest.startedAt <= second.manifest.startedAt ? [first, second] : [second, first];
  await panel.compare(a.manifest.runId, b.manifest.runId);
}

function sameTaskFirst(runs: readonly KeptRun[], { manifest: { task } }: KeptRun): readonly KeptRun[] {
  const same = (run: KeptRun): boolean => run.manifest.task === task;
  return [...runs.filter(same), ...runs.filter((run) => !same(run))];
}

async function pickRun(runs: RunStore, offered: readonly KeptRun[], title: string): Promise<KeptRun | undefined> {
  const items = offered.map((run) => ({
    label: runs.titleOf(run),
    description: winningScore(run.manifest),
    detail: [run.manifest.runId, ...winningNotes(run.manifest)].join(" · "),
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))?.run;
}

async function renameRun(parts: RunParts, run: KeptRun): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: `Rename ${parts.runs.titleOf(run)}`,
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
  const title = runs.titleOf(first);
  const deleted: string[] = [];
  try {
    for (const { manifest } of chosen) {
      await engine.request("deleteRun", { workspace: path, dataDir, runId: manifest.runId });
      deleted.push(manifest.runId);
    }
  } finally {
    await runs.refresh();
  }
  const what = chosen.length === 1 ? title : `${chosen.length} runs`;
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

import { isSweepRunName } from "../../shared/names.ts";
import { countOf, formatLoss, formatSeconds, formatTime } from "../../shared/format.ts";
import { epochsText } from "../../shared/contract/run/stopped-early.ts";
import { winnerOf, winningNotes, winningScore } from "../../shared/best-row.ts";
import * as vscode from "vscode";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import { TASK_LABELS } from "../../shared/contract/settings.ts";
import { rowLabel } from "../../shared/labels.ts";
import { COMMANDS, VIEWS } from "../ids.ts";
import { percentOf } from "../tasks/progress-text.ts";
import { uriOf } from "../common/uri.ts";
import type { Activity, BrokenRun, RunStore, Services } from "../services.ts";

/** A line of the tree: what goes on now, a kept run, or the folder of one that cannot be used. */
export type RunNode =
  | { readonly kind: "running" }
  | { readonly kind: "run"; readonly run: KeptRun }
  | { readonly kind: "broken"; readonly broken: BrokenRun };

/** The kept runs, pinned ones first, above them the one that goes on. */
export function createRunsTree({ runs, activity, workspace }: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const tell = (): void => {
    changed.fire(undefined);
  };
  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? nodesOf(runs, activity) : []),
    getTreeItem(node) {
      if (node.kind === "broken") return brokenItem(node.broken);
      return node.kind === "run"
        ? runItem(node.run, runs.titleOf(node.run), runs.shown === node.run)
        : runningItem(activity);
    },
  };
  const view = vscode.window.createTreeView(VIEWS.runs, { treeDataProvider: provider, canSelectMany: true });
  // Of several folders, which one.
  const describe = (): void => {
    view.description =
      (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? (workspace.current?.folder.name ?? "") : "";
  };
  describe();
  return vscode.Disposable.from(
    view,
    changed,
    workspace.onDidChange(describe),
    runs.onDidChange(tell),
    activity.onDidChange(tell),
  );
}

function nodesOf({ all, broken }: RunStore, activity: Activity): RunNode[] {
  const pinned = all.filter(({ annotation }) => annotation.pinned === true);
  const others = all.filter(({ annotation }) => annotation.pinned !== true);
  const running: RunNode[] = activity.current === undefined ? [] : [{ kind: "running" }];
  return [
    ...running,
    ...[...pinned, ...others].map((run): RunNode => ({ kind: "run", run })),
    ...broken.map((each): RunNode => ({ kind: "broken", broken: each })),
  ];
}

export function runItem(run: KeptRun, title: string, shown: boolean): vscode.TreeItem {
  const { manifest, annotation } = run;
  const item = new vscode.TreeItem(title);
  const named =
    annotation.name === undefined ? [] : [`${TASK_LABELS[manifest.task]}, ${formatTime(manifest.startedAt)}`];
  item.id = manifest.runId;
  // The icon of the shown run takes the place of the pin.
  const pinned = shown && annotation.pinned === true ? ["pinned"] : [];
  item.description = [...pinned, ...named, winningScore(manifest)].filter((part) => part !== "").join(" · ");
  item.contextValue = [
    "run",
    ...(annotation.pinned === true ? ["pinned"] : []),
    ...(isSweepRunName(annotation.name) ? ["swept"] : []),
  ].join(" ");
  item.iconPath = new vscode.ThemeIcon(shown ? "eye" : annotation.pinned === true ? "pinned" : "graph-scatter");
  item.tooltip = `${runTooltip(run)}${shown ? "\nShown in the panel and in lyrics.csv" : ""}`;
  // Without it a screen reader reads the whole tooltip; a mark of doubt is no word.
  const label = [`${title}, ${item.description}`, ...winningNotes(manifest)].join("; ");
  item.accessibilityInformation = { label };
  item.command = {
    command: COMMANDS.runOpen,
    title: "Open in Panel",
    arguments: [{ kind: "run", run } satisfies RunNode],
  };
  return item;
}

/** Says what is wrong with a run's record, and opens it. */
export function brokenItem({ runId, file, problem }: BrokenRun): vscode.TreeItem {
  const item = new vscode.TreeItem(runId);
  item.id = `broken ${runId}`;
  item.description = `cannot be used: ${problem}`;
  item.tooltip = `The record of this run cannot be used: ${problem}.\n${file}\nPut the file back as the run wrote it, or delete the run's folder.`;
  item.contextValue = "broken";
  item.iconPath = new vscode.ThemeIcon("warning");
  item.accessibilityInformation = { label: `${runId}, ${item.description}` };
  item.command = { command: "vscode.open", title: "Open Its Record", arguments: [uriOf(file)] };
  return item;
}

function runTooltip({ manifest }: KeptRun): string {
  const { task, startedAt, seconds, rows, models, warnings, runId } = manifest;
  const best = winnerOf(manifest);
  const told = warnings.filter(({ severity }) => severity !== "info").length;
  return [
    `${TASK_LABELS[task]} task, started ${formatTime(startedAt)}, took ${formatSeconds(seconds)}`,
    `${rows.used} of ${countOf(rows.total, "row")} used${told === 0 ? "" : `, ${countOf(told, "diagnostic")}`}`,
    ...models.map((model) => `${model.label}: loss ${formatLoss(model.final.total)} after ${epochsText(model)}`),
    ...(best === undefined ? [] : [`Best: ${rowLabel(manifest.labels, best)} (${winningScore(manifest)})`]),
    ...winningNotes(manifest),
    runId,
  ].join("\n");
}

function runningItem({ current }: Activity): vscode.TreeItem {
  const item = new vscode.TreeItem(current?.title ?? "");
  const event = current?.event ?? null;
  item.description = event === null ? "starting" : `${percentOf(event.fraction)} % · ${event.label}`;
  item.iconPath = new vscode.ThemeIcon("loading~spin");
  item.contextValue = "running";
  item.tooltip = "Running. Click to open the analysis panel.";
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  item.command = { command: COMMANDS.openPanel, title: "Open Analysis Panel" };
  return item;
}

import { join } from "node:path";
import * as vscode from "vscode";
import { K_CRITERIA, kCriterion } from "../../shared/contract/k-sweep.ts";
import type { EngineResult } from "../../shared/contract/rpc.ts";
import { K_SWEEP } from "../../shared/contract/result-files.ts";
import { TASK_LABELS } from "../../shared/contract/settings.ts";
import { countOf, formatNumber } from "../../shared/format.ts";
import { UserError } from "../common/report-error.ts";
import type { Services } from "../services.ts";
import { readyWorkspace } from "./preconditions.ts";

/** Judges every number of clusters for the latest run of the shown run's task. */
export async function kSweep({ workspace, engine, activity, runs }: Services): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  const task = runs.shown?.manifest.task;
  if (task === undefined) throw new UserError("A k sweep clusters what a run has made: run a task first.");
  const { resultsDir, sweeps } = await activity.run({
    title: "k sweep",
    task: null,
    ask: (token, cancellation) => engine.request("kSweep", { workspace: path, dataDir, task, token }, cancellation),
  });
  const pressed = await vscode.window.showInformationMessage(
    `k sweep of the latest ${TASK_LABELS[task]} run finished: ${countOf(sweeps.length, "representation")}.`,
    "Open Picture…",
    "Open Table",
  );
  const file = pressed === "Open Table" ? K_SWEEP.table : pressed === undefined ? undefined : await askPicture(sweeps);
  if (file !== undefined) {
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(join(resultsDir, file)));
  }
}

/** The picture of a representation that the user picks by its best numbers of clusters. */
async function askPicture(sweeps: EngineResult<"kSweep">["sweeps"]): Promise<string | undefined> {
  const items = sweeps.map(({ representation, label, best }) => ({
    label,
    detail: K_CRITERIA.map((name) => `${kCriterion(name).label}: ${formatNumber(best[name])}`).join(" · "),
    file: `${representation}.png`,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: "k sweep",
    placeHolder: "Best number of clusters by each criterion",
  });
  return picked?.file;
}

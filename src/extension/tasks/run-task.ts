import * as vscode from "vscode";
import type { RunTaskResult } from "../../shared/contract/rpc.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import type { RunSettings, Task } from "../../shared/contract/settings.ts";
import { countOf, formatSeconds } from "../common/words.ts";
import { TASK_LABELS } from "../../shared/contract/settings.ts";
import { COMMANDS } from "../ids.ts";
import { bestRow, bestScore } from "../runs/best-row.ts";
import type { EngineClient, RunStore, RunViewStore } from "../services.ts";
import { withLyricModel, type Models } from "../models/models.ts";
import type { OwnedWorkspaceState } from "../workspace/state.ts";
import type { OwnedActivity } from "./activity.ts";
import { readyWorkspace } from "./preconditions.ts";

export interface TaskParts {
  readonly workspace: OwnedWorkspaceState;
  readonly engine: EngineClient;
  readonly activity: OwnedActivity;
  readonly runs: RunStore;
  readonly views: RunViewStore;
  readonly models: Pick<Models, "ensure">;
}

/**
 * Runs a task, from the first check to the message at its end.
 * @param overrides settings of this run only, over those of the editor
 */
export async function runTask(parts: TaskParts, task: Task, overrides: Partial<RunSettings> = {}): Promise<void> {
  // 1. Everything a run needs.
  const { path, dataDir } = await readyWorkspace(parts.workspace, { needsLyrics: true });
  const settings = await withLyricModel(parts.models, task, { ...parts.workspace.settings(), ...overrides });

  // 2. The run.
  const { manifest } = await parts.activity.run<RunTaskResult>({
    title: `${TASK_LABELS[task]} task`,
    task,
    ask: (token, cancellation) =>
      parts.engine.request("runTask", { workspace: path, dataDir, task, settings, token }, cancellation),
  });

  // 3. Lists, panel, editor and report follow it.
  await parts.runs.refresh();
  parts.runs.show(undefined);
  await vscode.commands.executeCommand("markdown.preview.refresh");

  // 4. What it came to.
  await reportFinished(manifest, await namesOf(parts, manifest));
}

async function reportFinished(manifest: RunManifest, best: string): Promise<void> {
  const pressed = await vscode.window.showInformationMessage(finishedText(manifest, best), "Open Panel", "Open Report");
  if (pressed === "Open Panel") await vscode.commands.executeCommand(COMMANDS.openPanel);
  if (pressed === "Open Report") await vscode.commands.executeCommand(COMMANDS.openReport, manifest.runId);
}

/** `Hard task finished in 41 s: 30 songs. Best: β-VAE latent, Ward (ARI genre 0.45).` */
export function finishedText(
  manifest: Pick<RunManifest, "task" | "seconds" | "rows" | "best" | "bestBy">,
  best: string,
): string {
  const { task, seconds, rows } = manifest;
  const left = rows.total - rows.used;
  const used = `${countOf(rows.used, "song")}${left === 0 ? "" : `, ${countOf(left, "row")} left out`}`;
  const winner = best === "" ? "" : ` Best: ${best} (${bestScore(manifest)}).`;
  return `${TASK_LABELS[task]} task finished in ${formatSeconds(seconds)}: ${used}.${winner}`;
}

/** The best row in the words of its view, `β-VAE latent, Ward`; in those of the table if it has no view. */
async function namesOf({ runs, views }: TaskParts, manifest: RunManifest): Promise<string> {
  const row = bestRow(manifest);
  if (row === undefined) return "";
  const run = runs.all.find(({ manifest: { runId } }) => runId === manifest.runId);
  // The message must not wait for, or fail of, what it can do without.
  const view = run === undefined ? undefined : await views.get(run).catch(() => undefined);
  const representation = view?.manifest.representations.find(({ name }) => name === row.rep);
  const clustering = representation?.clusterings.find(({ method }) => method === row.method);
  return `${representation?.label ?? row.rep}, ${clustering?.label ?? row.method}`;
}

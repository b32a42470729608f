import { countOf, formatSeconds } from "../../shared/format.ts";
import { winnerOf, winningNotes, winningScore } from "../../shared/best-row.ts";
import * as vscode from "vscode";
import type { RunTaskResult } from "../../shared/contract/rpc.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { TASK_LABELS, type RunSettings, type Task } from "../../shared/contract/settings.ts";
import { rowLabel } from "../../shared/labels.ts";
import { COMMANDS } from "../ids.ts";
import type { Services } from "../services.ts";
import { withModels } from "../models/models.ts";
import { readyWorkspace } from "./preconditions.ts";

export type TaskParts = Pick<Services, "workspace" | "engine" | "activity" | "runs" | "models" | "panel">;

/**
 * Runs a task, from the first check to the message at its end.
 * @param overrides settings of this run only, over those of the editor
 */
export async function runTask(parts: TaskParts, task: Task, overrides: Partial<RunSettings> = {}): Promise<void> {
  // 1. Everything a run needs.
  const { path, dataDir } = await readyWorkspace(parts.workspace, { needsLyrics: true, needsNetworks: true });
  const settings = await withModels(parts.models, task, { ...parts.workspace.settings(), ...overrides });

  // 2. The run.
  const { manifest } = await parts.activity.run<RunTaskResult>({
    title: `${TASK_LABELS[task]} task`,
    task,
    ask: (token, cancellation) =>
      parts.engine.request(
        "runTask",
        { workspace: path, dataDir, task, settings, ...parts.workspace.queue(), token },
        cancellation,
      ),
  });

  // 3. Lists, panel, editor and report follow it, unless the user looks at another run meanwhile: then it is offered there.
  await parts.runs.refresh();
  if (!parts.panel.keepsRun) parts.runs.show(manifest.runId);
  await vscode.commands.executeCommand("markdown.preview.refresh");

  // 4. What it came to.
  const pressed = await vscode.window.showInformationMessage(finishedText(manifest), "Open Panel", "Open Report");
  if (pressed === "Open Panel") {
    parts.runs.show(manifest.runId);
    await vscode.commands.executeCommand(COMMANDS.openPanel);
  }
  if (pressed === "Open Report") await vscode.commands.executeCommand(COMMANDS.openReport, manifest.runId);
}

/** `Hard task finished in 41 s: 30 songs. Best: β-VAE latent, Ward (ARI genre 0.45).` */
export function finishedText(
  manifest: Pick<RunManifest, "task" | "seconds" | "rows" | "best" | "bestBy" | "labels">,
): string {
  const { task, seconds, rows, labels } = manifest;
  const best = winnerOf(manifest);
  const left = rows.total - rows.used;
  const used = `${countOf(rows.used, "song")}${left === 0 ? "" : `, ${countOf(left, "row")} left out`}`;
  const winner =
    best === undefined
      ? ""
      : ` Best: ${rowLabel(labels, best)} (${winningScore(manifest)}).${winningNotes(manifest)
          .map((note) => ` ${note}`)
          .join("")}`;
  return `${TASK_LABELS[task]} task finished in ${formatSeconds(seconds)}: ${used}.${winner}`;
}

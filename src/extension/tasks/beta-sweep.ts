import { join } from "node:path";
import { BETA_SWEEP, resultsFolder } from "../../shared/contract/result-files.ts";
import * as vscode from "vscode";
import { isFile } from "../common/files.ts";
import { UserError } from "../common/report-error.ts";
import { COMMANDS } from "../ids.ts";
import { withModels } from "../models/models.ts";
import type { Services } from "../services.ts";
import { readyWorkspace } from "./preconditions.ts";

/** Keeps a Hard run with each of several β, and compares them. */
export async function betaSweep({ workspace, engine, activity, runs, models }: Services): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: true, needsNetworks: true });
  const settings = await withModels(models, "hard", workspace.settings());
  const { resultsDir, report } = await activity.run({
    title: "β sweep",
    task: null,
    ask: (token, cancellation) =>
      engine.request("betaSweep", { workspace: path, dataDir, settings, ...workspace.queue(), token }, cancellation),
  });
  await runs.refresh();
  const pressed = await vscode.window.showInformationMessage(
    "β sweep finished: each β is a run in the side bar.",
    "Open Report",
    "Open Table",
  );
  if (pressed === "Open Report") await showReport(report);
  if (pressed === "Open Table")
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(join(resultsDir, BETA_SWEEP.table)));
}

/** Shows what the last β sweep of the folder came to. */
export async function openBetaSweep({ workspace }: Pick<Services, "workspace">): Promise<void> {
  const folder = join(workspace.current?.path ?? "", resultsFolder("hard"), BETA_SWEEP.folder);
  const places = [BETA_SWEEP.report, BETA_SWEEP.picture].map((name) => join(folder, name));
  for (const place of places) if (await isFile(place)) return showReport(place);
  throw new UserError("No β sweep has been made in this folder yet.", {
    title: "Run Beta Sweep",
    press: () => vscode.commands.executeCommand(COMMANDS.betaSweep),
  });
}

/** A sweep of an earlier version has its picture alone. */
async function showReport(path: string): Promise<void> {
  const command = path.endsWith(".md") ? "markdown.showPreview" : "vscode.open";
  await vscode.commands.executeCommand(command, vscode.Uri.file(path));
}

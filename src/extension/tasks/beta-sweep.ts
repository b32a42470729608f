import { join } from "node:path";
import { BETA_SWEEP } from "../../shared/contract/result-files.ts";
import * as vscode from "vscode";
import { withModels } from "../models/models.ts";
import type { Services } from "../services.ts";
import { readyWorkspace } from "./preconditions.ts";

/** Keeps a Hard run with each of several β, and compares them. */
export async function betaSweep({ workspace, engine, activity, runs, models }: Services): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: true, needsNetworks: true });
  const settings = await withModels(models, "hard", workspace.settings());
  const { resultsDir } = await activity.run({
    title: "β sweep",
    task: null,
    ask: (token, cancellation) =>
      engine.request("betaSweep", { workspace: path, dataDir, settings, ...workspace.queue(), token }, cancellation),
  });
  await runs.refresh();
  const files = { "Open Picture": BETA_SWEEP.picture, "Open Table": BETA_SWEEP.table };
  const buttons = Object.keys(files) as (keyof typeof files)[];
  const pressed = await vscode.window.showInformationMessage(
    "β sweep finished: each β is a run in the side bar.",
    ...buttons,
  );
  if (pressed !== undefined)
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(join(resultsDir, files[pressed])));
}

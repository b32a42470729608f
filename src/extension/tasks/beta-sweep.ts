import { join } from "node:path";
import { BETA_SWEEP } from "../../shared/contract/result-files.ts";
import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { readyWorkspace } from "./preconditions.ts";

/** Trains with several β and compares them. */
export async function betaSweep({ workspace, engine, activity }: Services): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: true });
  const settings = workspace.settings();
  const { resultsDir } = await activity.run({
    title: "β sweep",
    task: null,
    ask: (token, cancellation) =>
      engine.request("betaSweep", { workspace: path, dataDir, settings, token }, cancellation),
  });
  const files = { "Open Picture": BETA_SWEEP.picture, "Open Table": BETA_SWEEP.table };
  const buttons = Object.keys(files) as (keyof typeof files)[];
  const pressed = await vscode.window.showInformationMessage(
    "β sweep finished: reconstruction and clustering by β.",
    ...buttons,
  );
  if (pressed !== undefined)
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(join(resultsDir, files[pressed])));
}

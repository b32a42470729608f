import * as vscode from "vscode";
import type { Handler } from "../common/commands.ts";
import type { Services } from "../services.ts";
import { COMMANDS } from "../ids.ts";
import { betaSweep, openBetaSweep } from "./beta-sweep.ts";
import { kSweep } from "./k-sweep.ts";
import { askOptions } from "./options-flow.ts";
import { readyWorkspace } from "./preconditions.ts";
import { runTask } from "./run-task.ts";

export function taskCommands(parts: Services) {
  const { workspace, activity, memory } = parts;
  return {
    [COMMANDS.runEasy]: () => runTask(parts, "easy"),
    [COMMANDS.runMedium]: () => runTask(parts, "medium"),
    [COMMANDS.runHard]: () => runTask(parts, "hard"),
    [COMMANDS.runHardWithOptions]: async () => {
      await readyWorkspace(workspace, { needsLyrics: true, needsNetworks: true });
      const options = await askOptions("hard", workspace.settings(), memory);
      if (options !== undefined) await runTask(parts, "hard", options);
    },
    [COMMANDS.openBetaSweep]: () => openBetaSweep(parts),
    [COMMANDS.betaSweep]: () => betaSweep(parts),
    [COMMANDS.kSweep]: () => kSweep(parts),
    [COMMANDS.cancelRun]: async () => {
      if (!activity.cancel()) await vscode.window.showInformationMessage("Nothing is running in this window.");
    },
  } satisfies Record<string, Handler>;
}

import * as vscode from "vscode";
import { COMMANDS } from "../ids.ts";
import type { EngineClient } from "../services.ts";

/** Tells that the engine's process died, once for each process, and what comes of it. */
export function reportCrashes(engine: EngineClient): vscode.Disposable {
  return engine.onCrash((how) => {
    const text = `Latentune's engine stopped unexpectedly (it ${how}). The next run starts it again and goes on from the last checkpoint.`;
    const showLog = "Show Log";
    void vscode.window.showErrorMessage(text, showLog).then((pressed) => {
      if (pressed === showLog) void vscode.commands.executeCommand(COMMANDS.showLog);
    });
  });
}

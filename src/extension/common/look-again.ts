import * as vscode from "vscode";

/** Milliseconds after the beginning. */
const LOOKS = [5_000, 20_000, 60_000];

/**
 * The editor begins to watch a folder some time after it is asked to, and does not tell when: what is written there meanwhile is found by
 * looking again.
 */
export function lookAgain(look: () => void): vscode.Disposable {
  const timers = LOOKS.map((ms) => setTimeout(look, ms));
  return new vscode.Disposable(() => {
    for (const timer of timers) clearTimeout(timer);
  });
}

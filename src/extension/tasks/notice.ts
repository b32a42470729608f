import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import { createIncrements } from "./progress-text.ts";

/** The notification of a long work, which is there while nothing else in sight shows the progress and cancels it. */
export interface Notice extends Disposable {
  show(isShown: boolean): void;
  /** @param fraction done; left out: as before */
  say(message: string, fraction?: number): void;
}

export function createNotice(title: string, cancel: () => void): Notice {
  let said = { message: "Starting", fraction: 0 };
  let shown: { readonly report: () => void; readonly close: () => void } | undefined;

  function open(): void {
    const increment = createIncrements();
    let write: vscode.Progress<{ message: string; increment: number }> | undefined;
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const report = (): void => {
      write?.report({ message: said.message, increment: increment(said.fraction) });
    };
    shown = { report, close };
    // Its body is called a moment later; it may be closed by then.
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, button) => {
        write = progress;
        report();
        const listening = button.onCancellationRequested(cancel);
        await closed;
        listening.dispose();
      },
    );
  }
  function hide(): void {
    shown?.close();
    shown = undefined;
  }
  return {
    show(isShown) {
      if (!isShown) hide();
      else if (shown === undefined) open();
    },
    say(message, fraction = said.fraction) {
      said = { message, fraction };
      shown?.report();
    },
    dispose: hide,
  };
}

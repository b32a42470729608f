import * as vscode from "vscode";
import { NOWHERE } from "../engine/platform.ts";
import { uriOf as fileUriOf } from "../common/uri.ts";
import type { Disposable } from "../common/disposable.ts";
import { throttle } from "../../shared/throttle.ts";
import type { HostMessage, PanelMessage } from "../../webview/protocol.ts";
import type { ClusteringChoice, PanelControl, RunView, Services, TunedReply } from "../services.ts";
import { choiceOf, sourceOf } from "./comparison.ts";
import { watchCursor } from "./cursor.ts";
import { watchLabels } from "./own-labels.ts";
import { permitFiles, writePage } from "./page.ts";
import { answer, panelHandlers, withRemedy } from "./requests.ts";

const PROGRESS_MS = 250;

export type PanelHostParts = Omit<Services, "panel" | "checks" | "documents" | "proposals">;

export interface OpenPanel extends Disposable {
  reveal(preserveFocus: boolean): void;
  close(): void;
  act(filename: string, action: "select" | "play"): void;
  /** Whether the user looks at the run that is shown, and not at the one that goes on. */
  keepsRun(): boolean;
  /** Shows a run beside the shown one. */
  compare(runId: string): void;
}

/** Who hears of what the page says. */
export interface PanelListeners {
  readonly select: (selection: PanelControl["selected"]) => void;
  readonly choose: (clustering: ClusteringChoice) => void;
}

/** The panel around one webview: what it shows, what goes on beside it, and its messages. */
export function openPanel(
  parts: PanelHostParts,
  webviewPanel: vscode.WebviewPanel,
  { select, choose }: PanelListeners,
): OpenPanel {
  const { extensionUri, log, workspace, opening, runs, views, activity } = parts;
  const { webview } = webviewPanel;
  let listening = false;
  let view: RunView | undefined;
  /** What was asked for before the panel could do it. */
  let waiting: { readonly filename: string; readonly action: "select" | "play" } | undefined;
  let comparing: string | undefined;
  /** The records that the cursor was last in: a page that comes later rings them too. */
  let atCursor: readonly string[] = [];
  let watches = false;
  let lastTuned: TunedReply | null = null;
  /** Counts what is shown: of several that load at once only the latest is. */
  let turn = 0;

  const post = (message: HostMessage): void => {
    if (listening) void webview.postMessage(message);
  };
  const uriOf = (path: string): string => webview.asWebviewUri(fileUriOf(path)).toString();
  const handlers = panelHandlers(parts, {
    view: () => view,
    column: () => webviewPanel.viewColumn,
    uriOf,
    tuned: (reply) => {
      lastTuned = reply;
    },
    ignoreSelection: (editor) => {
      atCursor = [];
      cursor.ignore(editor);
    },
  });

  // 1. The run that is shown.
  async function showRun(): Promise<void> {
    if (!listening) return;
    const mine = ++turn;
    const run = runs.shown;
    try {
      const loaded = run === undefined ? undefined : await views.get(run);
      if (mine !== turn) return;
      view = loaded;
      if (run !== undefined && loaded === undefined) {
        post({
          type: "failed",
          runId: run.manifest.runId,
          message: `This run has no view that this version of Latentune can show, and none can be made ${NOWHERE}.`,
        });
        return;
      }
      post({
        type: "show",
        run: run === undefined ? null : sourceOf(run, uriOf),
        runs: runs.all.map(choiceOf),
        offered: runs.offered === undefined ? null : choiceOf(runs.offered),
        trusted: workspace.trusted,
        workspace: workspace.current?.folder.name ?? "",
        survey: opening.survey ?? null,
      });
      notifyCursor();
      if (comparing !== undefined) post({ type: "compare", runId: comparing });
      comparing = undefined;
      if (waiting !== undefined) notifyAct(waiting.filename, waiting.action);
      waiting = undefined;
    } catch (error) {
      if (mine !== turn || run === undefined) return;
      log.error(error instanceof Error ? error : String(error));
      post({ type: "failed", runId: run.manifest.runId, message: withRemedy(error, workspace.current?.path) });
    }
  }
  function notifyCursor(): void {
    const songs = songsOf(atCursor);
    if (songs.length > 0) post({ type: "cursor", songs });
  }
  function songsOf(filenames: readonly string[]): number[] {
    return filenames.map((filename) => view?.songNamed(filename)).filter((song) => song !== undefined);
  }
  function notifyAct(filename: string, action: "select" | "play"): void {
    const song = view?.songNamed(filename);
    if (song !== undefined) post({ type: "act", song, action });
    else
      void vscode.window.showInformationMessage(
        `“${filename}” is not part of the run that is shown. Run a task to bring it in.`,
      );
  }

  // 2. What goes on.
  const notifyProgress = throttle<undefined>(PROGRESS_MS, () => {
    const { current } = activity;
    post({
      type: "progress",
      task: current?.task ?? null,
      event: current?.event ?? null,
      ended: activity.ended ?? null,
    });
  });

  // 3. The page's messages.
  function receive(message: PanelMessage): void {
    switch (message.type) {
      case "ready":
        listening = true;
        activity.watch(true);
        restoreRun(message.runId);
        notifyProgress(undefined);
        for (const news of activity.epochs) post({ type: "epoch", ...news });
        void showRun();
        return;
      case "request":
        void answer(handlers, message, workspace.current?.path).then(post);
        return;
      case "watch":
        watches = message.run;
        return;
      case "selection":
        select(selectionOf(message));
        return;
      case "clustering":
        choose({ ...message, tuned: message.tuned ? lastTuned : null });
        return;
      case "log":
        log.warn(`Panel: ${message.message}`);
        return;
    }
  }
  function selectionOf({
    songs,
    focus,
  }: Extract<PanelMessage, { readonly type: "selection" }>): PanelControl["selected"] {
    const nameOf = (song: number): string | undefined => view?.songs.filename.at(song);
    return {
      filenames: songs.map(nameOf).filter((name) => name !== undefined),
      focus: focus === null ? undefined : nameOf(focus),
    };
  }
  /** After a reload of the window the panel comes back with the run that it showed. */
  function restoreRun(runId: string | null): void {
    const isKept = runs.all.some(({ manifest }) => manifest.runId === runId);
    if (runId !== null && isKept && view === undefined && runs.all[0]?.manifest.runId !== runId) runs.show(runId);
  }

  const cursor = watchCursor(parts, (filenames) => {
    atCursor = filenames;
    post({ type: "cursor", songs: songsOf(filenames) });
  });
  const subscriptions = vscode.Disposable.from(
    cursor,
    notifyProgress,
    watchLabels(() => {
      post({ type: "labels" });
    }),
    webview.onDidReceiveMessage(receive),
    runs.onDidChange(() => void showRun()),
    opening.onDidChange(() => void showRun()),
    workspace.onDidChange(() => {
      permitFiles(webviewPanel, extensionUri, workspace);
      void showRun();
    }),
    activity.onDidChange(() => {
      notifyProgress(undefined);
    }),
    activity.onEpoch((news) => {
      post({ type: "epoch", ...news });
    }),
    webviewPanel.onDidChangeViewState(() => {
      // A hidden page is gone; it says "ready" when it is back.
      if (webviewPanel.visible) return;
      listening = false;
      activity.watch(false);
    }),
  );
  permitFiles(webviewPanel, extensionUri, workspace);
  writePage(webviewPanel, extensionUri);
  return {
    reveal: (preserveFocus) => {
      webviewPanel.reveal(undefined, preserveFocus);
    },
    close: () => {
      webviewPanel.dispose();
    },
    act(filename, action) {
      if (listening && view !== undefined) notifyAct(filename, action);
      else waiting = { filename, action };
    },
    keepsRun: () => listening && view !== undefined && !watches,
    compare(runId) {
      if (listening && view !== undefined) post({ type: "compare", runId });
      else comparing = runId;
    },
    dispose() {
      turn = Number.POSITIVE_INFINITY;
      activity.watch(false);
      subscriptions.dispose();
    },
  };
}

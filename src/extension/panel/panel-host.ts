import { randomBytes } from "node:crypto";
import { join } from "node:path";
import * as vscode from "vscode";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import type { HostMessage, PanelMessage, PanelMethod, RunChoice } from "../../webview/protocol.ts";
import type { Disposable } from "../common/disposable.ts";
import { throttle } from "../../shared/throttle.ts";
import { messageOf } from "../../shared/thrown.ts";
import { EngineError } from "../engine/engine-error.ts";
import { PANEL_TYPE, SECTION } from "../ids.ts";
import type { OwnedActivity } from "../tasks/activity.ts";
import type {
  ClusteringChoice,
  EngineClient,
  PanelControl,
  RecordIndex,
  RunStore,
  RunView,
  RunViewStore,
  WorkspaceState,
} from "../services.ts";
import { watchCursor } from "./cursor.ts";
import { panelHtml } from "./html.ts";
import { panelHandlers, type PanelHandlers } from "./requests.ts";

const PROGRESS_MS = 250;

export interface PanelHostParts {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineClient;
  readonly workspace: WorkspaceState;
  readonly records: RecordIndex;
  readonly runs: RunStore;
  readonly views: RunViewStore;
  readonly activity: OwnedActivity;
}

/** The analysis panel of the window: made when it is opened or restored, at most one. */
export function createPanelHost(parts: PanelHostParts): PanelControl & Disposable {
  const selectionChanged = new vscode.EventEmitter<void>();
  const clusteringChosen = new vscode.EventEmitter<void>();
  let clustering: ClusteringChoice | undefined;
  let open: OpenPanel | undefined;
  let selected = NOTHING;
  const select = (selection: PanelControl["selected"]): void => {
    selected = selection;
    selectionChanged.fire();
  };

  const choose = ({ representation, method }: ClusteringChoice): void => {
    if (clustering?.representation === representation && clustering.method === method) return;
    clustering = { representation, method };
    clusteringChosen.fire();
  };

  function adopt(webviewPanel: vscode.WebviewPanel): OpenPanel {
    const panel = openPanel(parts, webviewPanel, { select, choose });
    open = panel;
    webviewPanel.onDidDispose(() => {
      if (open === panel) open = undefined;
      select(NOTHING);
      panel.dispose();
    });
    return panel;
  }
  function show(preserveFocus: boolean): OpenPanel {
    if (open !== undefined) {
      open.reveal(preserveFocus);
      return open;
    }
    const viewColumn = columnForPanel(parts.workspace);
    return adopt(
      vscode.window.createWebviewPanel(PANEL_TYPE, "Latentune", { viewColumn, preserveFocus }, { enableScripts: true }),
    );
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
    deserializeWebviewPanel(restored) {
      // A second one, dragged in from another window, has nothing to add.
      if (open === undefined) adopt(restored);
      else restored.dispose();
      return Promise.resolve();
    },
  });
  return {
    open: () => {
      show(false);
      return Promise.resolve();
    },
    act: (filename, action) => {
      // To hear a song one need not leave its row.
      show(action === "play").act(filename, action);
      return Promise.resolve();
    },
    get selected() {
      return selected;
    },
    onDidSelect: selectionChanged.event,
    get clustering() {
      return clustering;
    },
    onDidChooseClustering: clusteringChosen.event,
    dispose() {
      serializer.dispose();
      open?.close();
      selectionChanged.dispose();
      clusteringChosen.dispose();
    },
  };
}

const NOTHING: PanelControl["selected"] = { filenames: [], focus: undefined };

/** Beside `lyrics.csv` if that is what the user looks at, so that both are seen. */
function columnForPanel(workspace: WorkspaceState): vscode.ViewColumn {
  const { activeTextEditor } = vscode.window;
  return activeTextEditor !== undefined && workspace.isLyrics(activeTextEditor.document.uri)
    ? vscode.ViewColumn.Beside
    : vscode.ViewColumn.Active;
}

interface OpenPanel extends Disposable {
  reveal(preserveFocus: boolean): void;
  close(): void;
  act(filename: string, action: "select" | "play"): void;
}

/** Who hears of what the page says. */
interface PanelListeners {
  readonly select: (selection: PanelControl["selected"]) => void;
  readonly choose: (clustering: ClusteringChoice) => void;
}

function openPanel(
  parts: PanelHostParts,
  webviewPanel: vscode.WebviewPanel,
  { select, choose }: PanelListeners,
): OpenPanel {
  const { extensionUri, log, workspace, runs, views, activity } = parts;
  const { webview } = webviewPanel;
  let listening = false;
  let view: RunView | undefined;
  /** What was asked for before the panel could do it. */
  let waiting: { readonly filename: string; readonly action: "select" | "play" } | undefined;
  /** The records that the cursor was last in: a page that comes later rings them too. */
  let atCursor: readonly string[] = [];
  /** Counts what is shown: of several that load at once only the latest is. */
  let turn = 0;

  const post = (message: HostMessage): void => {
    if (listening) void webview.postMessage(message);
  };
  const handlers = panelHandlers(parts, {
    view: () => view,
    column: () => webviewPanel.viewColumn,
    uriOf: (path) => webview.asWebviewUri(vscode.Uri.file(path)).toString(),
    ignoreSelection: (editor) => {
      atCursor = [];
      cursor.ignore(editor);
    },
  });

  // 1. The page, and what it may read: our own files, the songs, and what runs left behind.
  function write(): void {
    const dist = vscode.Uri.joinPath(extensionUri, "dist", "webview");
    webviewPanel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, "media", "panel-light.svg"),
      dark: vscode.Uri.joinPath(extensionUri, "media", "panel-dark.svg"),
    };
    permit();
    webview.html = panelHtml(
      webview,
      { script: vscode.Uri.joinPath(dist, "panel.js"), style: vscode.Uri.joinPath(dist, "panel.css") },
      randomBytes(16).toString("base64url"),
    );
  }
  function permit(): void {
    const { current } = workspace;
    const songs = current === undefined ? [] : [join(current.path, current.dataDir), join(current.path, ".latentune")];
    webview.options = {
      enableScripts: true,
      localResourceRoots: [
        vscode.Uri.joinPath(extensionUri, "dist"),
        vscode.Uri.joinPath(extensionUri, "media"),
        ...songs.map((path) => vscode.Uri.file(path)),
      ],
    };
  }

  // 2. The run that is shown.
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
          message: "The view of this run is not there yet, and an untrusted workspace cannot make it.",
        });
        return;
      }
      post({
        type: "show",
        run:
          run === undefined
            ? null
            : { ...choiceOf(run), baseUri: webview.asWebviewUri(vscode.Uri.file(run.runDir)).toString() },
        runs: runs.all.map(choiceOf),
        trusted: workspace.trusted,
        workspace: workspace.current?.folder.name ?? "",
      });
      notifyCursor();
      if (waiting !== undefined) notifyAct(waiting.filename, waiting.action);
      waiting = undefined;
    } catch (error) {
      if (mine !== turn || run === undefined) return;
      log.error(error instanceof Error ? error : String(error));
      post({ type: "failed", runId: run.manifest.runId, message: withRemedy(error) });
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

  // 3. What goes on.
  const notifyProgress = throttle<undefined>(PROGRESS_MS, () => {
    const { current } = activity;
    post({ type: "progress", task: current?.task ?? null, event: current?.event ?? null });
  });
  function notifyPreferences(): void {
    const focusRowOnClick = vscode.workspace.getConfiguration(SECTION).get("panel.focusRowOnClick") === true;
    post({ type: "preferences", focusRowOnClick });
  }

  // 4. The page's messages.
  function receive(message: PanelMessage): void {
    switch (message.type) {
      case "ready":
        listening = true;
        restoreRun(message.runId);
        notifyPreferences();
        notifyProgress(undefined);
        for (const news of activity.epochs) post({ type: "epoch", ...news });
        void showRun();
        return;
      case "request":
        void answer(handlers, message).then(post);
        return;
      case "selection":
        select(selectionOf(message));
        return;
      case "clustering":
        choose(message);
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
    const nameOf = (song: number): string | undefined => view?.songs.filename[song];
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
    webview.onDidReceiveMessage(receive),
    runs.onDidChange(() => void showRun()),
    workspace.onDidChange(() => {
      permit();
      void showRun();
    }),
    activity.onDidChange(() => {
      notifyProgress(undefined);
    }),
    activity.onEpoch((news) => {
      post({ type: "epoch", ...news });
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.panel`)) notifyPreferences();
    }),
    webviewPanel.onDidChangeViewState(() => {
      // A hidden page is gone; it says "ready" when it is back.
      if (!webviewPanel.visible) listening = false;
    }),
  );
  write();
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
    dispose() {
      turn = Number.POSITIVE_INFINITY;
      subscriptions.dispose();
    },
  };
}

function choiceOf({ manifest: { runId, task, startedAt }, annotation }: KeptRun): RunChoice {
  return { runId, task, startedAt, name: annotation.name ?? null };
}

async function answer(
  handlers: PanelHandlers,
  { id, method, params }: Extract<PanelMessage, { readonly type: "request" }>,
): Promise<HostMessage> {
  try {
    const handler = handlers[method] as (params: unknown) => Promise<PanelHandlersResult>;
    return { type: "reply", id, ok: true, value: await handler(params) };
  } catch (error) {
    return { type: "reply", id, ok: false, message: withRemedy(error) };
  }
}
type PanelHandlersResult = Awaited<ReturnType<PanelHandlers[PanelMethod]>>;

function withRemedy(error: unknown): string {
  const remedy = error instanceof EngineError ? error.remedy : undefined;
  return remedy === undefined ? messageOf(error) : `${messageOf(error)} ${remedy}`;
}

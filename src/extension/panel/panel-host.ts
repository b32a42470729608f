import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import { PANEL_TYPE } from "../ids.ts";
import type { ClusteringChoice, PanelControl, WorkspaceState } from "../services.ts";
import { openPanel, type OpenPanel, type PanelHostParts } from "./open-panel.ts";

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

  const choose = (chosen: ClusteringChoice): void => {
    const { representation, method, tuned } = chosen;
    const isSame = clustering?.representation === representation && clustering.method === method;
    if (isSame && clustering?.tuned === tuned) return;
    clustering = chosen;
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
    compare: (a, b) => {
      parts.runs.show(a);
      show(false).compare(b);
      return Promise.resolve();
    },
    get selected() {
      return selected;
    },
    onDidSelect: selectionChanged.event,
    get keepsRun() {
      return open?.keepsRun() ?? false;
    },
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

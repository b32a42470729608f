import * as vscode from "vscode";
import type { Disposable } from "../../common/disposable.ts";
import { createRecordWindows } from "../records/record-window.ts";
import { SECTION } from "../../ids.ts";
import { lensesOf } from "./record-lenses.ts";
import type { ShownClusters } from "./shown-clusters.ts";
import { linesOf, type TableIndex } from "../records/table-index.ts";

/** The setting that turns them off. */
const LENSES = "editor.lenses";

/** Lenses above the records of `lyrics.csv`. */
export interface LensProvider extends vscode.CodeLensProvider, Disposable {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
}

interface Parts {
  readonly tables: TableIndex;
  readonly shown: ShownClusters;
  readonly isLyrics: (uri: vscode.Uri) => boolean;
  /** The command that transcribes a row; undefined where there is none. */
  readonly transcribe: () => string | undefined;
}

export function createLensProvider({ tables, shown, isLyrics, transcribe }: Parts): LensProvider {
  const changed = new vscode.EventEmitter<void>();
  const refresh = (): void => {
    changed.fire();
  };
  const windows = createRecordWindows(tables, isLyrics, refresh);
  const configured = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.${LENSES}`)) refresh();
  });
  const subscriptions = vscode.Disposable.from(changed, shown.onDidChange(refresh), windows, configured);

  return {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!isLyrics(document.uri) || vscode.workspace.getConfiguration(SECTION).get(LENSES) === false) return [];
      const table = tables.of(document);
      const window = windows.of(document);
      const lines = linesOf(document);
      const context = { shown: shown.current, transcribe: transcribe() };
      const lenses: vscode.CodeLens[] = [];
      for (let index = window.first; index < window.last; index++) {
        const line = table.records[index]!.firstLine;
        const range = new vscode.Range(line, 0, line, 0);
        for (const { title, tooltip, command, filename } of lensesOf(table, index, lines, context)) {
          const about = tooltip === undefined ? {} : { tooltip };
          lenses.push(new vscode.CodeLens(range, { title, command, arguments: [filename], ...about }));
        }
      }
      return lenses;
    },
    dispose() {
      subscriptions.dispose();
    },
  };
}

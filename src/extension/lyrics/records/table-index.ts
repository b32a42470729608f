import * as vscode from "vscode";
import type { Disposable } from "../../common/disposable.ts";
import { changedLines, type ContentChange } from "../problems/line-changes.ts";
import { readRecordLines, updateRecordLines, type RecordLines } from "./record-lines.ts";
import type { LineSource } from "../../../shared/table/csv-scan.ts";

/** An edit of a table that someone has asked for, with its records after it. */
export interface TableChange {
  readonly document: vscode.TextDocument;
  readonly changes: readonly ContentChange[];
  readonly table: RecordLines;
}

/** The records of open tables, kept right with every edit. */
export interface TableIndex extends Disposable {
  /** Up to date with the document's present text. */
  of(document: vscode.TextDocument): RecordLines;
  /** After the records of an edited document were brought up to date. */
  readonly onDidChange: vscode.Event<TableChange>;
}

export function createTableIndex(): TableIndex {
  const known = new WeakMap<vscode.TextDocument, { readonly version: number; readonly table: RecordLines }>();
  const changed = new vscode.EventEmitter<TableChange>();

  const remember = (document: vscode.TextDocument, table: RecordLines): RecordLines => {
    known.set(document, { version: document.version, table });
    return table;
  };
  const of = (document: vscode.TextDocument): RecordLines => {
    const entry = known.get(document);
    return entry?.version === document.version ? entry.table : remember(document, readRecordLines(linesOf(document)));
  };
  const onEdit = ({ document, contentChanges }: vscode.TextDocumentChangeEvent): void => {
    const entry = known.get(document);
    const change = changedLines(contentChanges);
    if (entry === undefined || change === undefined) return;
    // Someone who heard of the edit before us may have asked for the table already.
    const table =
      entry.version === document.version
        ? entry.table
        : remember(document, updateRecordLines(entry.table, linesOf(document), change));
    changed.fire({ document, changes: contentChanges, table });
  };
  const listening = vscode.workspace.onDidChangeTextDocument(onEdit);
  return {
    of,
    onDidChange: changed.event,
    dispose: () => {
      listening.dispose();
      changed.dispose();
    },
  };
}

export function linesOf(document: vscode.TextDocument): LineSource {
  return { lineCount: document.lineCount, lineAt: (line) => document.lineAt(line).text };
}

import * as vscode from "vscode";
import { throttle } from "../../shared/throttle.ts";
import type { Services } from "../services.ts";

const TELL_MS = 100;

export interface CursorWatch extends vscode.Disposable {
  /** A selection that we made ourselves: it is not told. */
  ignore(editor: vscode.TextEditor): void;
}

/** Tells which records the user's cursor is in, whenever it moves in `lyrics.csv`. */
export function watchCursor(
  { workspace, records }: Pick<Services, "workspace" | "records">,
  tell: (filenames: readonly string[]) => void,
): CursorWatch {
  let ours: string | undefined;
  const show = throttle<vscode.TextEditor>(TELL_MS, ({ document, selections }) => {
    const ranges = selections.map(({ start, end }) => ({ first: start.line + 1, last: end.line + 1 }));
    tell(records.of(document).namesIn(ranges));
  });
  const subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
    if (!workspace.isLyrics(textEditor.document.uri)) return;
    const { selections } = textEditor;
    if (keyOf(selections) === ours) return;
    ours = undefined;
    show(textEditor);
  });
  // Where it is already when somebody starts to watch.
  const present = vscode.window.visibleTextEditors.find(({ document }) => workspace.isLyrics(document.uri));
  if (present !== undefined) show(present);
  const owner = vscode.Disposable.from(show, subscription);
  return Object.assign(owner, {
    ignore(editor: vscode.TextEditor) {
      ours = keyOf(editor.selections);
    },
  });
}

function keyOf(selections: readonly vscode.Selection[]): string {
  return selections
    .map(({ anchor, active }) => [anchor.line, anchor.character, active.line, active.character].join(":"))
    .join(" ");
}

import * as vscode from "vscode";
import { UserError } from "../common/report-error.ts";
import type { ListedRecord, RecordIndex, Services } from "../services.ts";

/** Where the editor of `lyrics.csv` goes, and whether the keyboard goes there too. */
export interface ShowRecordOptions {
  readonly focus: boolean;
  /** The column of what the user looks at now: the editor must not cover it. */
  readonly besides?: vscode.ViewColumn | undefined;
  /** Where that is the only column: a new one below it instead of beside it. */
  readonly below?: boolean;
}

/**
 * Shows the record of a song in `lyrics.csv` with the whole of it selected, at its present lines.
 * @throws {Error} if the table has no such record any more
 */
export async function showRecord(
  lyricsFile: vscode.Uri,
  records: RecordIndex,
  filename: string,
  { focus, besides, below = false }: ShowRecordOptions,
): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(lyricsFile);
  const record = records.of(document).named(filename);
  if (record === undefined) throw new Error(`lyrics.csv has no row for “${filename}” any more.`);
  const selection = selectionOf(document, record);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnFor(lyricsFile, besides) ?? (await newColumn(below)),
    preserveFocus: !focus,
    preview: false,
    selection,
  });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/**
 * The file name of the record at the cursor.
 * @throws {UserError} if that is in no such record
 */
export function nameAtCursor({ workspace, records }: Pick<Services, "workspace" | "records">): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !workspace.isLyrics(editor.document.uri))
    throw new UserError("Put the cursor into a row of lyrics.csv first.");
  const filename = records.of(editor.document).at(editor.selection.active.line + 1)?.filename ?? "";
  if (filename === "") throw new UserError("The cursor is in no row with a file name.");
  return filename;
}

/** The whole record, its cursor at the start so that its first line is what is seen. */
export function selectionOf(
  document: Pick<vscode.TextDocument, "lineAt">,
  { firstLine, lastLine }: ListedRecord,
): vscode.Selection {
  return new vscode.Selection(document.lineAt(lastLine - 1).range.end, new vscode.Position(firstLine - 1, 0));
}

/** Where the file is open already, else another column than the one that must stay visible; undefined: there is none yet. */
function columnFor(file: vscode.Uri, besides: vscode.ViewColumn | undefined): vscode.ViewColumn | undefined {
  const groups = vscode.window.tabGroups.all;
  const holds = (group: vscode.TabGroup): boolean =>
    group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath === file.fsPath);
  const visible = vscode.window.visibleTextEditors.find(
    ({ document, viewColumn }) => document.uri.fsPath === file.fsPath && viewColumn !== undefined,
  );
  if (visible?.viewColumn !== undefined) return visible.viewColumn;
  if (besides === undefined) return groups.find(holds)?.viewColumn ?? vscode.ViewColumn.Active;
  const others = groups.filter(({ viewColumn }) => viewColumn !== besides);
  return (others.find(holds) ?? others[0])?.viewColumn;
}

async function newColumn(below: boolean): Promise<vscode.ViewColumn> {
  if (!below) return vscode.ViewColumn.Beside;
  await vscode.commands.executeCommand("workbench.action.newGroupBelow");
  return vscode.ViewColumn.Active;
}

import { existsSync } from "node:fs";
import * as vscode from "vscode";
import type { Workspace, WorkspaceState } from "../../services.ts";
import type { Problems } from "./problems.ts";
import type { FixTarget, QuickFix } from "./quick-fix.ts";
import { fixesOf, genreMapFixesOf } from "./quick-fixes.ts";
import { readRecordLines } from "../records/record-lines.ts";
import { linesOf, type TableIndex } from "../records/table-index.ts";

interface Parts {
  readonly problems: Problems;
  readonly tables: TableIndex;
  readonly workspace: WorkspaceState;
  /** The command that transcribes a row; undefined where there is none. */
  readonly transcribe: () => string | undefined;
}

/** Quick fixes of our entries in Problems, in `lyrics.csv` and `genre_map.csv`. */
export function createFixProvider({ problems, tables, workspace, transcribe }: Parts): vscode.CodeActionProvider {
  return {
    provideCodeActions(document, _range, { diagnostics }) {
      const { current } = workspace;
      if (current === undefined) return [];
      const isLyrics = workspace.isLyrics(document.uri);
      if (!isLyrics && document.uri.fsPath !== current.genreMap.fsPath) return [];
      const lines = linesOf(document);
      const table = isLyrics ? tables.of(document) : readRecordLines(lines);
      const context = { hasGenreMap: existsSync(current.genreMap.fsPath), transcribe: transcribe() };
      return diagnostics.flatMap((entry) => {
        const diagnostic = problems.diagnosticOf(entry);
        if (diagnostic === undefined) return [];
        const line = entry.range.start.line;
        const fixes = isLyrics
          ? fixesOf(diagnostic, line, table, lines, context)
          : genreMapFixesOf(diagnostic, line, table, lines);
        return fixes.map((fix) => actionOf(fix, document.uri, entry, current));
      });
    },
  };
}

function actionOf(
  { title, preferred = false, edits, opens, command }: QuickFix,
  uri: vscode.Uri,
  entry: vscode.Diagnostic,
  files: Pick<Workspace, FixTarget>,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [entry];
  action.isPreferred = preferred;
  if (edits !== undefined) {
    action.edit = new vscode.WorkspaceEdit();
    for (const { line, character, endLine, endCharacter, text } of edits) {
      action.edit.replace(uri, new vscode.Range(line, character, endLine, endCharacter), text);
    }
  }
  if (opens !== undefined) {
    const opener = opens === "audioFolder" ? "revealInExplorer" : "vscode.open";
    action.command = { title, command: opener, arguments: [files[opens]] };
  }
  if (command !== undefined) {
    action.command = {
      title,
      command: command.id,
      arguments: command.argument === undefined ? [] : [command.argument],
    };
  }
  return action;
}

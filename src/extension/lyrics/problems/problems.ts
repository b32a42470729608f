import { groupBy } from "../../../shared/group-by.ts";
import { join } from "node:path";
import * as vscode from "vscode";
import { uriOf } from "../../common/uri.ts";
import { debounce } from "../../../shared/throttle.ts";
import { messageAndRemedy } from "../../../shared/text/message-and-remedy.ts";
import type { Disposable } from "../../common/disposable.ts";
import type { Diagnostic, Severity } from "../../../shared/contract/diagnostic.ts";
import type { WorkspaceState } from "../../services.ts";
import { lyricsDocument, type CheckedData, type DataCheck } from "./data-check.ts";
import { movedLine, movesLines } from "./line-changes.ts";
import { placeDiagnostics, spanOf, type PlacedDiagnostic } from "./place-diagnostics.ts";
import type { RecordLines } from "../records/record-lines.ts";
import type { TableIndex } from "../records/table-index.ts";

/** Entries follow inserted and deleted lines this soon, before a new check. */
const FOLLOW_MS = 50;

/** What stands in Problems. */
export interface Problems extends Disposable {
  /** The diagnostic of an entry of ours. */
  diagnosticOf(entry: vscode.Diagnostic): Diagnostic | undefined;
}

/** Shows the diagnostics of checks in Problems and moves those of `lyrics.csv` with its lines. */
export function createProblems(check: DataCheck, tables: TableIndex, workspace: WorkspaceState): Problems {
  const collection = vscode.languages.createDiagnosticCollection("latentune");
  const diagnostics = new WeakMap<vscode.Diagnostic, Diagnostic>();
  let ofLyrics: readonly PlacedDiagnostic[] = [];
  let lyricsFile: vscode.Uri | undefined;

  const entryOf = (placed: PlacedDiagnostic, table: RecordLines | undefined): vscode.Diagnostic => {
    const { diagnostic } = placed;
    const { line, character, endLine, endCharacter } = spanOf(placed, table);
    const range = new vscode.Range(line, character, endLine, endCharacter);
    const entry = new vscode.Diagnostic(range, messageOf(diagnostic), SEVERITIES[diagnostic.severity]);
    entry.source = "Latentune";
    entry.code = diagnostic.code;
    diagnostics.set(entry, diagnostic);
    return entry;
  };
  const showLyrics = (): void => {
    showLyricsSoon.dispose();
    if (lyricsFile === undefined) return;
    const document = lyricsDocument(workspace);
    const table = document === undefined ? undefined : tables.of(document);
    collection.set(
      lyricsFile,
      ofLyrics.map((placed) => entryOf(placed, table)),
    );
  };
  const showLyricsSoon = debounce(FOLLOW_MS, showLyrics);
  const show = (checked: CheckedData | undefined): void => {
    collection.clear();
    ofLyrics = [];
    lyricsFile = checked && uriOf(checked.result.lyricsFile);
    if (checked === undefined || lyricsFile === undefined) return;
    const {
      result,
      workspace: { path },
      editsSince,
    } = checked;
    const byFile = groupByFile(result.diagnostics, path, lyricsFile.fsPath);
    ofLyrics = placeDiagnostics(byFile.get(lyricsFile.fsPath) ?? [], editsSince);
    byFile.delete(lyricsFile.fsPath);
    showLyrics();
    for (const [file, others] of byFile) {
      collection.set(
        uriOf(file),
        placeDiagnostics(others, []).map((placed) => entryOf(placed, undefined)),
      );
    }
  };
  const subscriptions = vscode.Disposable.from(
    collection,
    showLyricsSoon,
    check.onDidCheck(show),
    tables.onDidChange(({ document, changes }) => {
      if (ofLyrics.length === 0 || !workspace.isLyrics(document.uri) || !movesLines(changes)) return;
      ofLyrics = ofLyrics.map(({ diagnostic, line }) => ({ diagnostic, line: movedLine(line, changes) }));
      showLyricsSoon();
    }),
  );
  return { diagnosticOf: (entry) => diagnostics.get(entry), dispose: () => void subscriptions.dispose() };
}

/** A list of entries shows no rows: each names its song. */
function messageOf({ filename, message, remedy }: Diagnostic): string {
  const about = filename === undefined ? "" : `${filename}: `;
  return messageAndRemedy(`${about}${message}`, remedy);
}

/** By absolute path; what has no file is about the table. */
function groupByFile(diagnostics: readonly Diagnostic[], workspace: string, table: string): Map<string, Diagnostic[]> {
  return groupBy(diagnostics, ({ file }) => (file === undefined ? table : join(workspace, file)));
}

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

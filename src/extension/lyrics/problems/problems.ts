import { join } from "node:path";
import * as vscode from "vscode";
import type { Finding, Severity } from "../../../shared/contract/warning.ts";
import type { Owned } from "../../common/owned.ts";
import type { WorkspaceState } from "../../services.ts";
import { lyricsDocument, type CheckedData, type DataCheck } from "./data-check.ts";
import { movedLine, movesLines } from "./line-changes.ts";
import { placeFindings, spanOf, type PlacedFinding } from "./place-findings.ts";
import type { RecordLines } from "../records/record-lines.ts";
import type { TableIndex } from "../records/table-index.ts";

/** Entries follow inserted and deleted lines this soon, before a new check. */
const FOLLOW_MS = 50;

/** What stands in Problems. */
export interface Problems extends Owned {
  /** The finding of an entry of ours. */
  findingOf(diagnostic: vscode.Diagnostic): Finding | undefined;
}

/** Shows the findings of checks in Problems and moves those of `lyrics.csv` with its lines. */
export function createProblems(check: DataCheck, tables: TableIndex, workspace: WorkspaceState): Problems {
  const collection = vscode.languages.createDiagnosticCollection("latentune");
  const findings = new WeakMap<vscode.Diagnostic, Finding>();
  let ofLyrics: readonly PlacedFinding[] = [];
  let lyricsFile: vscode.Uri | undefined;
  let timer: NodeJS.Timeout | undefined;

  const entryOf = (placed: PlacedFinding, table: RecordLines | undefined): vscode.Diagnostic => {
    const { finding } = placed;
    const { line, character, endLine, endCharacter } = spanOf(placed, table);
    const range = new vscode.Range(line, character, endLine, endCharacter);
    const diagnostic = new vscode.Diagnostic(range, messageOf(finding), SEVERITIES[finding.severity]);
    diagnostic.source = "Latentune";
    diagnostic.code = finding.code;
    findings.set(diagnostic, finding);
    return diagnostic;
  };
  const showLyrics = (): void => {
    clearTimeout(timer);
    if (lyricsFile === undefined) return;
    const document = lyricsDocument(workspace);
    const table = document === undefined ? undefined : tables.of(document);
    collection.set(lyricsFile, ofLyrics.map((placed) => entryOf(placed, table)));
  };
  const show = (checked: CheckedData | undefined): void => {
    collection.clear();
    ofLyrics = [];
    lyricsFile = checked && vscode.Uri.file(checked.result.lyricsFile);
    if (checked === undefined || lyricsFile === undefined) return;
    const { result, workspace: { path }, editsSince } = checked;
    const byFile = groupByFile(result.findings, path, lyricsFile.fsPath);
    ofLyrics = placeFindings(byFile.get(lyricsFile.fsPath) ?? [], editsSince);
    byFile.delete(lyricsFile.fsPath);
    showLyrics();
    for (const [file, others] of byFile) {
      collection.set(vscode.Uri.file(file), placeFindings(others, []).map((placed) => entryOf(placed, undefined)));
    }
  };
  const subscriptions = vscode.Disposable.from(
    collection,
    check.onDidCheck(show),
    tables.onDidChange(({ document, changes }) => {
      if (ofLyrics.length === 0 || !workspace.isLyrics(document.uri) || !movesLines(changes)) return;
      ofLyrics = ofLyrics.map(({ finding, line }) => ({ finding, line: movedLine(line, changes) }));
      clearTimeout(timer);
      timer = setTimeout(showLyrics, FOLLOW_MS);
    }),
  );
  return {
    findingOf: (diagnostic) => findings.get(diagnostic),
    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}

/** A list of entries shows no rows: each names its song. */
function messageOf({ filename, message, remedy }: Finding): string {
  const about = filename === undefined ? "" : `${filename}: `;
  return `${about}${message}${remedy === undefined ? "" : ` ${remedy}`}`;
}

/** By absolute path; what has no file is about the table. */
function groupByFile(findings: readonly Finding[], workspace: string, table: string): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = finding.file === undefined ? table : join(workspace, finding.file);
    const group = groups.get(file);
    if (group === undefined) groups.set(file, [finding]);
    else group.push(finding);
  }
  return groups;
}

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

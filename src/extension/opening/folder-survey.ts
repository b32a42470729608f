import { relative, sep } from "node:path";
import * as vscode from "vscode";
import type { FolderSurvey } from "../../shared/contract/dataset.ts";
import { isPassedOver } from "../../shared/layout.ts";
import { debounce } from "../../shared/throttle.ts";
import { messageOf } from "../../shared/thrown.ts";
import type { Disposable } from "../common/disposable.ts";
import { unsupportedReason } from "../engine/platform.ts";
import { CONTEXTS } from "../ids.ts";
import type { Opening, Services, Workspace } from "../services.ts";
import { openingKind } from "../../shared/opening.ts";

/** After the last of a burst of changed files, such as songs that are copied into the folder. */
const QUIET_MS = 1_000;

/** Looks through the current folder while it has no table, and again when files come or go. */
export function createOpening({
  engine,
  workspace,
  log,
}: Pick<Services, "engine" | "workspace" | "log">): Opening & Disposable {
  const changed = new vscode.EventEmitter<void>();
  let survey: FolderSurvey | undefined;
  let watcher: vscode.Disposable | undefined;
  let cancellation: vscode.CancellationTokenSource | undefined;

  async function look(): Promise<void> {
    cancellation?.cancel();
    cancellation = undefined;
    const { current } = workspace;
    if (current === undefined || !mayLook(workspace)) {
      keep(undefined);
      return;
    }
    const mine = new vscode.CancellationTokenSource();
    cancellation = mine;
    try {
      const { path, dataDir } = current;
      const found = await engine.request("surveyFolder", { workspace: path, dataDir }, mine.token);
      if (!mine.token.isCancellationRequested) keep(found);
    } catch (error) {
      if (!mine.token.isCancellationRequested) log.warn(`The folder could not be looked through: ${messageOf(error)}`);
    }
    mine.dispose();
  }
  function keep(found: FolderSurvey | undefined): void {
    if (JSON.stringify(found) === JSON.stringify(survey)) return;
    survey = found;
    void vscode.commands.executeCommand("setContext", CONTEXTS.opening, found && openingKind(found));
    changed.fire();
  }
  const lookSoon = debounce(QUIET_MS, () => void look());
  function restart(): void {
    watcher?.dispose();
    watcher = mayLook(workspace) ? watchFiles(workspace.current!, lookSoon) : undefined;
    void look();
  }

  const subscription = workspace.onDidChange(restart);
  restart();
  return {
    get survey() {
      return survey;
    },
    onDidChange: changed.event,
    dispose() {
      subscription.dispose();
      watcher?.dispose();
      lookSoon.dispose();
      cancellation?.cancel();
      changed.dispose();
    },
  };
}

function mayLook({ current, trusted }: Services["workspace"]): boolean {
  return trusted && current?.hasLyrics === false && unsupportedReason() === undefined;
}

function watchFiles({ folder, path }: Workspace, onChange: () => void): vscode.Disposable {
  const look = ({ fsPath }: vscode.Uri): void => {
    if (!relative(path, fsPath).split(sep).some(isPassedOver)) onChange();
  };
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, "**"),
    false,
    true,
    false,
  );
  return vscode.Disposable.from(watcher, watcher.onDidCreate(look), watcher.onDidDelete(look));
}

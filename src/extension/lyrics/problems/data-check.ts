import { basename, relative, sep } from "node:path";
import * as vscode from "vscode";
import { isPassedOver } from "../../../shared/layout.ts";
import type { Disposable } from "../../common/disposable.ts";
import type { CheckDataResult } from "../../../shared/contract/rpc.ts";
import { messageOf } from "../../../shared/thrown.ts";
import { COMMANDS } from "../../ids.ts";
import type { Services, Workspace } from "../../services.ts";
import type { ContentChange } from "./line-changes.ts";
import type { TableIndex } from "../records/table-index.ts";

/** After the last keystroke, and after the last of a burst of changed files. */
const QUIET_MS = 300;
/** A burst that does not end is looked into all the same. */
const LATEST_MS = 1_000;
/** So many times as long as the last check took is waited at least: a long table is not checked all the time that someone types. */
const QUIET_PER_CHECK = 2;
const LATEST_PER_CHECK = 10;
/** Unsaved text beyond this is not sent with every edit; it is checked when it is saved. */
const MOST_CHARACTERS = 16e6;

/** What the engine said about the data, and what was edited in `lyrics.csv` while it looked. */
export interface CheckedData {
  readonly workspace: Workspace;
  readonly result: CheckDataResult;
  /** Edits since the text that was checked, one entry per event: lines of the result move by them. */
  readonly editsSince: readonly (readonly ContentChange[])[];
}

/** Has the engine check the data whenever they change. */
export interface DataCheck extends Disposable {
  /** Undefined: nothing may be checked, or nothing is there any more. */
  readonly onDidCheck: vscode.Event<CheckedData | undefined>;
}

type Needed = Pick<Services, "engine" | "workspace" | "activity" | "checks" | "log">;

/**
 * Checks after edits of `lyrics.csv` (unsaved ones too), after changes of the audio folder, the genre map and the table on disk, and after
 * work that decoded songs. One check at a time: what happens meanwhile makes one more. Nothing runs in an untrusted
 * workspace.
 */
export function createDataCheck({ engine, workspace, activity, checks, log }: Needed, tables: TableIndex): DataCheck {
  const checked = new vscode.EventEmitter<CheckedData | undefined>();
  let watchers: vscode.Disposable | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let waitingSince: number | undefined;
  let cancellation: vscode.CancellationTokenSource | undefined;
  let again = false;
  let isReported = false;
  let lastTook = 0;
  let edits: (readonly ContentChange[])[] = [];

  function request(): void {
    if (!mayCheck(workspace)) return;
    const now = performance.now();
    waitingSince ??= now;
    clearTimeout(quiet);
    const latest = waitingSince + Math.max(LATEST_MS, LATEST_PER_CHECK * lastTook);
    quiet = setTimeout(start, Math.max(0, Math.min(Math.max(QUIET_MS, QUIET_PER_CHECK * lastTook), latest - now)));
  }
  function start(): void {
    if (cancellation === undefined) void check();
    else again = true;
  }
  async function check(): Promise<void> {
    const { current } = workspace;
    waitingSince = undefined;
    if (current === undefined || !mayCheck(workspace)) return;
    const document = lyricsDocument(workspace);
    const text = document?.isDirty === true ? document.getText() : undefined;
    if (text !== undefined && text.length > MOST_CHARACTERS) return;
    edits = [];
    if (document !== undefined) tables.of(document);
    const mine = new vscode.CancellationTokenSource();
    cancellation = mine;
    const started = performance.now();
    try {
      const unsaved = text === undefined ? {} : { lyricsText: text };
      const result = await engine.request(
        "checkData",
        {
          workspace: current.path,
          dataDir: current.dataDir,
          audioRoots: current.audioRoots,
          genreSeparator: current.genreSeparator,
          ...unsaved,
        },
        mine.token,
      );
      if (!mine.token.isCancellationRequested) checked.fire({ workspace: current, result, editsSince: edits });
    } catch (error) {
      if (!mine.token.isCancellationRequested) log.warn(`The data could not be checked: ${messageOf(error)}`);
      if (engine.stopped) void reportStopped(messageOf(error));
    }
    lastTook = performance.now() - started;
    mine.dispose();
    if (cancellation !== mine) return;
    cancellation = undefined;
    if (again) request();
    again = false;
  }
  /** Nobody asked for the check, so an engine that cannot do it is reported once, until the user has it tried again. */
  async function reportStopped(text: string): Promise<void> {
    if (isReported) return;
    isReported = true;
    const [tryAgain, showLog] = ["Try Again", "Show Log"];
    const pressed = await vscode.window.showErrorMessage(`Your songs are not checked. ${text}`, tryAgain, showLog);
    if (pressed === showLog) await vscode.commands.executeCommand(COMMANDS.showLog);
    if (pressed !== tryAgain) return;
    isReported = false;
    engine.retry();
    request();
  }
  function stop(): void {
    clearTimeout(quiet);
    waitingSince = undefined;
    again = false;
    cancellation?.cancel();
    cancellation = undefined;
  }
  function restart(): void {
    stop();
    watchers?.dispose();
    watchers = undefined;
    if (!mayCheck(workspace)) {
      checked.fire(undefined);
      return;
    }
    watchers = watchData(workspace.current!, request);
    request();
  }

  let busy = activity.current !== undefined;
  const subscriptions = vscode.Disposable.from(
    checked,
    workspace.onDidChange(restart),
    checks.onDidChange(request),
    activity.onDidChange(() => {
      const wasBusy = busy;
      busy = activity.current !== undefined;
      if (wasBusy && !busy) request();
    }),
    tables.onDidChange(({ document, changes }) => {
      if (!workspace.isLyrics(document.uri)) return;
      edits.push(changes);
      request();
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (workspace.isLyrics(uri)) request();
    }),
  );
  restart();
  return {
    onDidCheck: checked.event,
    dispose() {
      stop();
      watchers?.dispose();
      subscriptions.dispose();
    },
  };
}

/** The open document of `lyrics.csv`, if there is one. */
export function lyricsDocument(workspace: Services["workspace"]): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri, isClosed }) => !isClosed && workspace.isLyrics(uri));
}

function mayCheck({ current, trusted }: Services["workspace"]): boolean {
  return trusted && current?.hasLyrics === true;
}

function watchData(workspace: Workspace, onChange: () => void): vscode.Disposable {
  const { path, audioFolder, genreMap, lyricsFile } = workspace;
  const isOurs = ({ fsPath }: vscode.Uri): boolean => relative(path, fsPath).split(sep).some(isPassedOver);
  const look = (uri: vscode.Uri): void => {
    if (!isOurs(uri)) onChange();
  };
  const beside = (file: vscode.Uri): vscode.RelativePattern =>
    new vscode.RelativePattern(vscode.Uri.joinPath(file, ".."), basename(file.fsPath));
  const watchers = [new vscode.RelativePattern(audioFolder, "**"), beside(genreMap), beside(lyricsFile)].map(
    (pattern) => vscode.workspace.createFileSystemWatcher(pattern),
  );
  return vscode.Disposable.from(
    ...watchers,
    ...watchers.flatMap((watcher) => [watcher.onDidCreate(look), watcher.onDidChange(look), watcher.onDidDelete(look)]),
  );
}

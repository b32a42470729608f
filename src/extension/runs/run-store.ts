import * as vscode from "vscode";
import { lookAgain } from "../common/look-again.ts";
import { uriOf } from "../common/uri.ts";
import { titleAmong } from "../../shared/names.ts";
import { debounce } from "../../shared/throttle.ts";
import type { Disposable } from "../common/disposable.ts";
import type { KeptRun } from "../../shared/contract/rpc.ts";
import { CONTEXTS } from "../ids.ts";
import type { RunStore, WorkspaceState } from "../services.ts";
import { readRuns, type KeptFolders } from "./read-runs.ts";

/** Several files of a run appear at once: one look for all of them. */
const SETTLE_MS = 300;

/** The kept runs of the current folder, followed on disk: other windows and the command line write there too. */
export function createRunStore(workspace: WorkspaceState): RunStore & Disposable {
  const changed = new vscode.EventEmitter<void>();
  let all: readonly KeptRun[] = [];
  let broken: KeptFolders["broken"] = [];
  let chosen: string | undefined;
  let offered: string | undefined;
  /** Whether the folder's runs have been read once. */
  let opened = false;
  let path: string | undefined;
  let watcher: vscode.Disposable | undefined;
  let latest = 0;
  let known = "";

  async function refresh(): Promise<void> {
    const turn = ++latest;
    const { runs: read, broken: unusable }: KeptFolders =
      path === undefined ? { runs: [], broken: [] } : await readRuns(path);
    if (turn !== latest) return;
    // Our own changes are heard of again from the disk; lists that are drawn anew for nothing disturb who points at them.
    const now = JSON.stringify([path, read, unusable]);
    if (now === known) return;
    known = now;
    // What the list has not had before has ended meanwhile; a folder that is opened has nothing new.
    const before = new Set(all.map(({ manifest }) => manifest.runId));
    const [newest] = read;
    if (opened && newest !== undefined && !before.has(newest.manifest.runId)) offered = newest.manifest.runId;
    all = read;
    broken = unusable;
    opened = true;
    if (!all.some(({ manifest }) => manifest.runId === chosen)) chosen = newest?.manifest.runId;
    await vscode.commands.executeCommand("setContext", CONTEXTS.hasRuns, all.length > 0);
    changed.fire();
  }
  function watch(): void {
    if (workspace.current?.path === path) return;
    path = workspace.current?.path;
    chosen = offered = undefined;
    opened = false;
    watcher?.dispose();
    watcher = path === undefined ? undefined : watchRuns(path, refreshSoon);
    void refresh();
  }
  const refreshSoon = debounce(SETTLE_MS, () => void refresh());

  const named = (runId: string | undefined): KeptRun | undefined =>
    all.find(({ manifest }) => manifest.runId === runId);

  const subscription = workspace.onDidChange(watch);
  watch();
  return {
    get all() {
      return all;
    },
    get broken() {
      return broken;
    },
    get shown() {
      return named(chosen);
    },
    get offered() {
      return offered === chosen ? undefined : named(offered);
    },
    onDidChange: changed.event,
    titleOf: (run) => titleAmong(all.map(namedRun), namedRun(run)),
    refresh,
    show(runId) {
      chosen = runId;
      offered = undefined;
      changed.fire();
    },
    decline() {
      offered = undefined;
      changed.fire();
    },
    dispose() {
      latest = Number.POSITIVE_INFINITY;
      refreshSoon.dispose();
      watcher?.dispose();
      subscription.dispose();
      changed.dispose();
    },
  };
}

const namedRun = ({ manifest: { runId, task, startedAt }, annotation: { name } }: KeptRun) =>
  ({ runId, task, startedAt, name }) as const;

/** Runs appear by a rename, which tells their folder and not its files; so does deleting, which tells the outermost folder. */
const WATCHED =
  "{.latentune,.latentune/runs,.latentune/runs/*,.latentune/runs/*/run.json,.latentune/runs/*/marks.json}";

function watchRuns(workspace: string, look: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uriOf(workspace), WATCHED));
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(look),
    watcher.onDidChange(look),
    watcher.onDidDelete(look),
    lookAgain(look),
  );
}

import { join } from "node:path";
import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import { SETTINGS } from "../../shared/contract/settings.ts";
import { isFile } from "../common/files.ts";
import { CONTEXTS, SECTION } from "../ids.ts";
import type { Workspace, WorkspaceState } from "../services.ts";
import { chooseFolder } from "./choose-folder.ts";
import { readSettings } from "./settings.ts";

const CHOSEN_KEY = "folder";

/** Watches the window's folders, trust and settings. */
export function createWorkspaceState(memory: vscode.Memento): WorkspaceState & Disposable {
  const changed = new vscode.EventEmitter<void>();
  let folders: readonly FolderState[] = [];
  let choice: ReturnType<typeof chooseFolder<FolderState>>;
  let watchers: readonly vscode.Disposable[] = [];
  let latest = 0;

  async function refresh(): Promise<void> {
    const turn = ++latest;
    const read = await Promise.all(
      (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(readFolder),
    );
    // A later look is under way: it will tell.
    if (turn !== latest) return;
    folders = read;
    choice = chooseFolder(folders, memory.get<string>(CHOSEN_KEY));
    await vscode.commands.executeCommand("setContext", CONTEXTS.hasData, choice?.folder.hasLyrics === true);
    changed.fire();
  }
  function watch(): void {
    for (const watcher of watchers) watcher.dispose();
    watchers = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, withParents(`${dataDirOf(folder)}/lyrics/lyrics.csv`)),
        false,
        true,
        false,
      );
      const look = (): void => void refresh();
      return vscode.Disposable.from(watcher, watcher.onDidCreate(look), watcher.onDidDelete(look));
    });
  }
  async function look(): Promise<void> {
    watch();
    await refresh();
  }
  async function choose(): Promise<boolean> {
    const picked = await vscode.window.showQuickPick(
      folders.map((entry) => ({
        label: entry.folder.name,
        description: entry.hasLyrics ? "has a lyrics.csv" : `no ${entry.dataDir}/lyrics/lyrics.csv`,
        entry,
      })),
      { title: "Which folder holds the songs?" },
    );
    if (picked === undefined) return false;
    await memory.update(CHOSEN_KEY, picked.entry.id);
    await refresh();
    return true;
  }

  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(() => void look()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void look()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) void look();
    }),
  );
  return {
    ready: look(),
    get current() {
      return choice?.folder;
    },
    get trusted() {
      return vscode.workspace.isTrusted;
    },
    onDidChange: changed.event,
    isLyrics: (uri) => uri.scheme === "file" && choice?.folder.lyricsFile.fsPath === uri.fsPath,
    settings() {
      const configuration = vscode.workspace.getConfiguration(SECTION, choice?.folder.folder.uri);
      return readSettings((name) => configuration.get(name));
    },
    settle: async () => choice === undefined || choice.certain || (await choose()),
    choose,
    dispose() {
      latest = Number.POSITIVE_INFINITY;
      for (const watcher of watchers) watcher.dispose();
      subscriptions.dispose();
    },
  };
}

interface FolderState extends Workspace {
  readonly id: string;
}

async function readFolder(folder: vscode.WorkspaceFolder): Promise<FolderState> {
  const dataDir = dataDirOf(folder);
  const path = folder.uri.fsPath;
  const lyricsFile = vscode.Uri.file(join(path, dataDir, "lyrics", "lyrics.csv"));
  const hasLyrics = await isFile(lyricsFile.fsPath);
  return { id: folder.uri.toString(), folder, path, dataDir, lyricsFile, hasLyrics };
}

/** A pattern for a file and its folders: those that are moved or deleted as a whole are reported, what is in them is not. */
function withParents(path: string): string {
  const names = path.split("/").filter((name) => name !== "." && name !== "");
  return `{${names.map((_, index) => names.slice(0, index + 1).join("/")).join(",")}}`;
}

/** The data folder as set; its default where the setting is not usable, which a run tells. */
function dataDirOf(folder: vscode.WorkspaceFolder): string {
  const value: unknown = vscode.workspace.getConfiguration(SECTION, folder.uri).get("dataDir");
  return typeof value === "string" && value !== "" ? value.replaceAll("\\", "/") : SETTINGS.dataDir.default;
}

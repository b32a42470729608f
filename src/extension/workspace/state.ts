import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as vscode from "vscode";
import { IN_BROWSER } from "../engine/platform.ts";
import { lookAgain } from "../common/look-again.ts";
import { pathOf, uriOf } from "../common/uri.ts";
import type { Disposable } from "../common/disposable.ts";
import { findDataFolder, TABLE_PLACE } from "../../shared/layout.ts";
import { GENRE_SEPARATORS, SETTINGS, settingProblem, type GenreSeparator } from "../../shared/contract/settings.ts";
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

  async function refresh(always = true): Promise<void> {
    const turn = ++latest;
    const read = await Promise.all(
      (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => IN_BROWSER || uri.scheme === "file")
        .map(readFolder),
    );
    // A later look is under way: it will tell.
    if (turn !== latest) return;
    const isNew = JSON.stringify(read.map(placesOf)) !== JSON.stringify(folders.map(placesOf));
    if (!isNew && !always) return;
    folders = read;
    choice = chooseFolder(folders, memory.get<string>(CHOSEN_KEY));
    await vscode.commands.executeCommand("setContext", CONTEXTS.hasData, choice?.folder.hasLyrics === true);
    changed.fire();
  }
  function watch(): void {
    for (const watcher of watchers) watcher.dispose();
    const again = (): void => void refresh(false);
    const ofFolders = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, watched(dataDirOf(folder))),
        false,
        true,
        false,
      );
      return vscode.Disposable.from(watcher, watcher.onDidCreate(again), watcher.onDidDelete(again));
    });
    watchers = [...ofFolders, lookAgain(again)];
  }
  async function look(): Promise<void> {
    watch();
    await refresh();
  }
  async function choose(): Promise<boolean> {
    const picked = await vscode.window.showQuickPick(
      folders.map((entry) => ({
        label: entry.folder.name,
        description: entry.hasLyrics ? "has a lyrics.csv" : "no lyrics.csv",
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
    refresh: () => refresh(false),
    get current() {
      return choice?.folder;
    },
    get trusted() {
      // Where nothing can run, nothing may.
      return vscode.workspace.isTrusted && !IN_BROWSER;
    },
    onDidChange: changed.event,
    isLyrics: (uri) =>
      choice?.folder.lyricsFile.scheme === uri.scheme && choice.folder.lyricsFile.fsPath === uri.fsPath,
    settings() {
      const configuration = vscode.workspace.getConfiguration(SECTION, choice?.folder.folder.uri);
      return readSettings((name) => configuration.get(name));
    },
    queue() {
      const address: unknown = vscode.workspace.getConfiguration(SECTION).get("queue");
      return typeof address === "string" && address.trim() !== "" ? { queue: address.trim() } : {};
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
  const path = pathOf(folder.uri);
  const data = resolve(path, dataDir);
  const found = await findDataFolder((name) => readdir(join(data, name)).catch(() => []));
  const at = (name: string): vscode.Uri => uriOf(join(data, name));
  const lyricsFile = at(found.table ?? TABLE_PLACE);
  return {
    id: folder.uri.toString(),
    folder,
    path,
    dataDir,
    genreSeparator: genreSeparatorOf(folder),
    audioRoots: audioRootsOf(folder),
    lyricsFile,
    hasLyrics: await isFile(lyricsFile.fsPath),
    genreMap: at(found.genreMap ?? "genre_map.csv"),
    audioFolder: found.audio === undefined ? folder.uri : at(found.audio),
  };
}

/** What a look at the disk may find changed. */
function placesOf({ id, hasLyrics, lyricsFile, genreMap, audioFolder }: FolderState): readonly unknown[] {
  return [id, hasLyrics, lyricsFile.fsPath, genreMap.fsPath, audioFolder.fsPath];
}

/** A pattern for everything in the data folder and its folder `lyrics`: what is moved as a whole is reported, what is in it is not. */
function watched(dataDir: string): string {
  const names = dataDir.split("/").filter((name) => name !== "." && name !== "");
  const parents = names.map((_, index) => names.slice(0, index + 1).join("/"));
  const folder = names.length === 0 ? "" : `${names.join("/")}/`;
  return `{${[...parents, `${folder}*`, `${folder}[lL][yY][rR][iI][cC][sS]/*`].join(",")}}`;
}

/** The folders as set; none where the setting is not usable, which a run tells. */
function audioRootsOf(folder: vscode.WorkspaceFolder): readonly string[] {
  const value: unknown = vscode.workspace.getConfiguration(SECTION, folder.uri).get("audioRoots");
  return settingProblem("audioRoots", value) === undefined ? (value as readonly string[]) : [];
}

/** The data folder as set; its default where the setting is not usable, which a run tells. */
function dataDirOf(folder: vscode.WorkspaceFolder): string {
  const value: unknown = vscode.workspace.getConfiguration(SECTION, folder.uri).get("dataDir");
  return typeof value === "string" && value !== "" ? value.replaceAll("\\", "/") : SETTINGS.dataDir.default;
}

/** Likewise. */
function genreSeparatorOf(folder: vscode.WorkspaceFolder): GenreSeparator {
  const value: unknown = vscode.workspace.getConfiguration(SECTION, folder.uri).get("genreSeparator");
  return GENRE_SEPARATORS.find((separator) => separator === value) ?? SETTINGS.genreSeparator.default;
}

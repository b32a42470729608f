import { countOf } from "../../shared/format.ts";
import { nameKey } from "../../shared/names.ts";
import * as vscode from "vscode";
import { debounce } from "../../shared/throttle.ts";
import { readTableText } from "../lyrics/encoding/disk-text.ts";
import { COMMANDS, VIEWS } from "../ids.ts";
import type { ListedRecord, RecordIndex, Services } from "../services.ts";
import { loadShown, type ShownClustering } from "../lyrics/clusters/shown-clusters.ts";
import { withMappedGenres } from "./mapped-genres.ts";
import { readRecords } from "./records.ts";
import { offerItem, offerNodes, type OfferNode } from "../opening/offer-nodes.ts";
import { groupSongs, withClasses, type SongGroup, type SongGrouping } from "./song-groups.ts";

export type SongNode =
  | { readonly kind: "group"; readonly group: SongGroup }
  | { readonly kind: "song"; readonly song: ListedRecord; readonly parent: SongGroup }
  | OfferNode;

/** The songs follow the text when typing rests. */
const FOLLOW_MS = 500;
const SETTLE_MS = 100;
const GROUPING_KEY = "songGrouping";

/** The songs of `lyrics.csv` as they stand there now, in groups. Nothing is read before the view is opened. */
export function createSongsTree(parts: Services): vscode.Disposable {
  const { workspace, runs, panel, memory } = parts;
  const changed = new vscode.EventEmitter<undefined>();
  let grouping = memory.get<SongGrouping>(GROUPING_KEY, "language");
  let roots: readonly SongNode[] = [];
  // VS Code knows the nodes of `roots` a moment after it has asked for them, until the tree is to be read anew.
  let isCurrent = false;

  async function load(): Promise<readonly SongNode[]> {
    const { current } = workspace;
    if (current?.hasLyrics !== true) return offerNodes(parts.opening.survey);
    const written = await readSongs(current.lyricsFile, parts.records);
    const mapped = await withMappedGenres(written, current.genreMap);
    const songs = withClasses(mapped, current.genreSeparator);
    return groupSongs(songs, grouping, await groupOf(grouping)).map((group) => ({ kind: "group", group }));
  }
  async function groupOf(by: SongGrouping): Promise<(song: ListedRecord) => string> {
    if (by !== "cluster") return (song) => song[by];
    const view = runs.shown === undefined ? undefined : await parts.views.get(runs.shown);
    const shown = view === undefined ? undefined : await loadShown(view, panel.clustering);
    describe(shown?.name);
    return ({ filename }) => clusterName(shown, filename);
  }
  const provider: vscode.TreeDataProvider<SongNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node?.kind === "group") return songNodes(node.group);
      if (node !== undefined) return [];
      roots = await load();
      if (roots.some(({ kind }) => kind === "offer")) view.description = "";
      else if (view.description === "") describe();
      settle();
      return [...roots];
    },
    getParent: (node) =>
      node.kind === "song" ? roots.find((root) => root.kind === "group" && root.group === node.parent) : undefined,
    getTreeItem(node) {
      if (node.kind === "offer") return offerItem(node);
      return node.kind === "group" ? groupItem(node.group) : songItem(node.song);
    },
  };
  const view = vscode.window.createTreeView(VIEWS.songs, { treeDataProvider: provider });
  const describe = (clustering?: string): void => {
    view.description = `by ${grouping}${clustering === undefined ? "" : ` (${clustering})`}`;
  };
  const reload = (): void => {
    isCurrent = false;
    changed.fire(undefined);
  };
  const reloadSoon = debounce(FOLLOW_MS, reload);
  const settle = debounce(SETTLE_MS, () => {
    isCurrent = true;
    void follow();
  });

  async function choose(): Promise<void> {
    const names: readonly SongGrouping[] = ["language", "genre", "cluster"];
    const picked = await vscode.window.showQuickPick(
      names.map((name) => ({ label: `By ${name}`, description: name === grouping ? "now" : "", name })),
      { title: "Group songs" },
    );
    if (picked === undefined) return;
    grouping = picked.name;
    await memory.update(GROUPING_KEY, grouping);
    describe();
    reload();
  }
  /** The song that the panel shows the details of is the one that the tree points to. */
  async function follow(): Promise<void> {
    const { focus } = panel.selected;
    if (focus === undefined || !view.visible || !isCurrent) return;
    const groups = roots.flatMap((root) => (root.kind === "group" ? [root.group] : []));
    const node = groups.flatMap(songNodes).find(({ song }) => nameKey(song.filename) === nameKey(focus));
    if (node === undefined) return;
    try {
      await view.reveal(node, { select: true, focus: false });
    } catch {
      // The tree was read anew meanwhile (a reload of the window, an edit): it no longer knows this node. The next song will do.
    }
  }

  describe();
  return vscode.Disposable.from(
    view,
    changed,
    reloadSoon,
    settle,
    vscode.commands.registerCommand(COMMANDS.groupSongs, choose),
    workspace.onDidChange(() => {
      reload();
    }),
    parts.opening.onDidChange(() => {
      reload();
    }),
    runs.onDidChange(() => {
      if (grouping === "cluster") reload();
    }),
    panel.onDidChooseClustering(() => {
      if (grouping === "cluster") reload();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (workspace.isLyrics(document.uri)) reloadSoon();
    }),
    panel.onDidSelect(() => void follow()),
  );
}

/** The records of the open editor, else of the file: the side bar opens no document. */
async function readSongs(file: vscode.Uri, records: RecordIndex): Promise<readonly ListedRecord[]> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file.fsPath);
  const found =
    document === undefined ? readRecords(await readTableText(file.fsPath, "The table of songs")) : records.of(document);
  return found.listed().filter(({ filename }) => filename !== "");
}

/** The group of a song in the clustering that panel and editor show; empty if that has no such song. */
function clusterName(shown: ShownClustering | undefined, filename: string): string {
  const song = shown?.view.songNamed(filename);
  const label = song === undefined ? undefined : shown?.labels[song];
  if (label === undefined) return "";
  return label < 0 ? "Noise" : `Cluster ${label}`;
}

function songNodes(group: SongGroup): (SongNode & { readonly kind: "song" })[] {
  return group.songs.map((song) => ({ kind: "song", song, parent: group }));
}

function groupItem({ name, songs }: SongGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `group ${name}`;
  item.description = String(songs.length);
  item.tooltip = `${name}: ${countOf(songs.length, "song")}`;
  item.accessibilityInformation = { label: item.tooltip };
  item.contextValue = "group";
  return item;
}

function songItem(song: ListedRecord): vscode.TreeItem {
  const { filename, language, genre, firstLine, lastLine } = song;
  const title = filename.replace(/\.[A-Za-z0-9]{2,5}$/, "");
  const item = new vscode.TreeItem(title);
  item.id = `song ${song.row} ${filename}`;
  item.description = [genre, language].filter((part) => part !== "").join(" · ");
  item.tooltip = `${filename}\nlyrics.csv, ${firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine} to ${lastLine}`}`;
  item.accessibilityInformation = { label: [title, genre, language].filter((part) => part !== "").join(", ") };
  item.iconPath = new vscode.ThemeIcon("music");
  item.contextValue = "song";
  item.command = { command: COMMANDS.songOpen, title: "Show Row", arguments: [{ kind: "song", song }] };
  return item;
}

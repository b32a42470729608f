import { join } from "node:path";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { MOST_NAMES, type FolderLabels, type FolderLevel, type TablePlan } from "../../../shared/contract/new-table.ts";
import { resolveLanguage } from "../../../shared/languages/resolve.ts";
import { isNoLyrics } from "../../../shared/lyrics/lyrics-text.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { linkDiagnostics, skippedDiagnostics } from "../audio-files/folder-diagnostics.ts";
import { workspaceRelative } from "../dataset.ts";
import type { DatasetPaths } from "../layout.ts";
import { folderLevels, folderName } from "./folder-levels.ts";
import { lyricsBeside } from "./lyrics-beside.ts";
import type { SongList } from "./song-list.ts";
import { NO_TAGS, readSongTags, type SongTags } from "./song-tags.ts";

/** Files whose tags are read at the same time: enough to hide a disk's latency. */
const PARALLEL = 8;

/** A row that could be written. */
export interface PlannedRow extends SongTags {
  /** As the table names it. */
  readonly filename: string;
  /** Relative to the audio folder, with forward slashes. */
  readonly path: string;
  /** Whether its tags could be read. */
  readonly read: boolean;
}

export interface PlannedTable {
  readonly paths: DatasetPaths;
  readonly rows: readonly PlannedRow[];
  readonly levels: readonly FolderLevel[];
  /** See {@link unusedOf}. */
  readonly unused: readonly Diagnostic[];
}

/** What of the folder is not used, and what helps: folders that are not searched, links that may not or cannot be followed. */
export function unusedOf(
  { workspace, audioRoot }: Pick<DatasetPaths, "workspace" | "audioRoot">,
  { index, links }: Pick<SongList, "index" | "links">,
): Diagnostic[] {
  const folder = workspaceRelative(workspace, audioRoot);
  const place = { folder, links: { file: folder } };
  return [...skippedDiagnostics(index, place), ...linkDiagnostics(links, place)];
}

interface PlanOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Reads what songs say about themselves, and the lyrics beside them. A file that cannot be read has no tags. @throws {CancelledError} */
export async function planTable(
  paths: DatasetPaths,
  { index, songs, links }: SongList,
  { signal, onProgress = () => undefined }: PlanOptions = {},
): Promise<PlannedTable> {
  const beside = lyricsBeside(index);
  const rows: PlannedRow[] = [];
  const waiting = songs.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [at, { file, filename }] of waiting) {
      throwIfCancelled(signal);
      const tags = await readSongTags(join(index.root, file.path)).catch(() => undefined);
      const { genre, language, lyrics } = tags ?? NO_TAGS;
      const words = isNoLyrics(lyrics, filename) ? await beside(file) : lyrics;
      rows[at] = { filename, path: file.path, read: tags !== undefined, genre, language, lyrics: words };
      onProgress(++done, songs.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return {
    paths,
    rows,
    unused: unusedOf(paths, { index, links }),
    levels: folderLevels(
      rows.map(({ path }) => path),
      (name) => resolveLanguage(name) !== undefined,
    ),
  };
}

/** The plan in numbers. */
export function describePlan({ paths, rows, levels, unused }: PlannedTable): TablePlan {
  const count = (is: (row: PlannedRow) => boolean): number => rows.filter(is).length;
  const unread = rows.filter(({ read }) => !read);
  const named = ({ path }: PlannedRow): string => workspaceRelative(paths.workspace, join(paths.audioRoot, path));
  return {
    file: workspaceRelative(paths.workspace, paths.lyricsTable),
    songs: rows.length,
    withGenre: count(({ genre }) => genre !== ""),
    withLanguage: count(({ language }) => language !== ""),
    withLyrics: count(({ lyrics }) => lyrics !== ""),
    unread: unread.length,
    unreadFiles: unread.slice(0, MOST_NAMES).map(named),
    levels,
    unused,
  };
}

/** The rows with the names of folders where tags have no label. */
export function labelledRows(rows: readonly PlannedRow[], { genre, language }: FolderLabels): readonly PlannedRow[] {
  return rows.map((row) => ({
    ...row,
    genre: row.genre || folderName(row.path, genre),
    language: row.language || folderName(row.path, language),
  }));
}

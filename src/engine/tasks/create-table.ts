import { existsSync } from "node:fs";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { FolderLabels, WrittenTable } from "../../shared/contract/new-table.ts";
import { DEFAULT_SETTINGS } from "../../shared/contract/settings.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { csvText } from "../../shared/csv.ts";
import { COLUMNS } from "../../shared/table/columns.ts";
import { LatentuneError } from "../core/errors.ts";
import { createFile } from "../core/files.ts";
import { USUAL_ENDINGS } from "../dataset/audio-files/audio-index.ts";
import { locateSongs } from "../dataset/audio-files/locate-songs.ts";
import { workspaceRelative } from "../dataset/dataset.ts";
import { countLabels } from "../dataset/genres/merge-genres.ts";
import { findLayout, type DatasetPaths } from "../dataset/layout.ts";
import { errorOf } from "../dataset/diagnostic.ts";
import { withRows } from "../dataset/opening/add-rows.ts";
import { missingTable } from "../dataset/opening/missing-table.ts";
import {
  labelledRows,
  planTable,
  unusedOf,
  type PlannedRow,
  type PlannedTable,
} from "../dataset/opening/plan-table.ts";
import { listSongs, type SongList } from "../dataset/opening/song-list.ts";
import { parseLyricsTable, type LyricsTable } from "../dataset/table/lyrics-table.ts";
import { readTable } from "../dataset/table/read-table.ts";
import { replaceTable } from "../dataset/table/replace-table.ts";
import { encodeTable } from "../dataset/text/table-text.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import { enterWorkspace } from "../store/enter-workspace.ts";
import { workspacePaths } from "../store/paths.ts";

export interface NewTableRequest {
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly dataDir?: string | undefined;
  readonly audioRoots?: readonly string[] | undefined;
  /** Whether songs are added to the table that is there, those that no row of it names; else there must be none. */
  readonly add: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (event: ProgressEvent) => void;
}

interface Found {
  readonly paths: DatasetPaths;
  readonly add: boolean;
}

const listAll = defineUncachedStep({
  name: "list-songs",
  label: "Looking for songs",
  run: async ({ paths, add }: Found, _context: unknown, { signal }) => {
    const list = await listSongs(paths, signal);
    if (!add) return list;
    const { unnamed, unusedLinks } = locateSongs(await tableOf(paths), list.index);
    const free = new Set(unnamed);
    return { ...list, songs: list.songs.filter(({ file }) => free.has(file)), links: unusedLinks };
  },
});

const readAllTags = defineUncachedStep({
  name: "read-tags",
  label: "Reading tags",
  run: (
    { paths, found }: { readonly paths: DatasetPaths; readonly found: SongList },
    _context: unknown,
    { signal, fraction },
  ) =>
    planTable(paths, found, {
      signal,
      onProgress: (done, total) => {
        fraction(done / total, `${done} of ${total}`);
      },
    }),
});

/**
 * Reads what the songs of a workspace say about themselves, for rows of a table. Nothing is written.
 * @throws {LatentuneError} if there is a table already (to add to one: if there is none), if there are no songs that
 * could be rows, or too many files. @throws {CancelledError}
 */
export async function planNewTable(request: NewTableRequest): Promise<PlannedTable> {
  const { workspace, dataDir = DEFAULT_SETTINGS.dataDir, audioRoots = [], add, signal } = request;
  const paths = await findLayout({ workspace, dataDir, audioRoots });
  if (!add) requireNone(paths);
  else if (!existsSync(paths.lyricsTable)) throw errorOf(await missingTable(paths, signal));
  const plan = [
    { step: listAll, weight: 0.1 },
    { step: readAllTags, weight: 1 },
  ];
  const steps = createStepRunner(plan, { signal }, request.onProgress ?? (() => undefined));
  const found = await steps.run(listAll, { paths, add });
  if (found.songs.length === 0) throw noSongs(add, unusedOf(paths, found));
  return steps.run(readAllTags, { paths, found });
}

/**
 * Writes the rows of a plan, with the names of folders where tags have no label: a table where there is none, else rows
 * behind the last of it.
 * @param add as in the request for the plan
 * @throws {LatentuneError} if there is a table meanwhile, if it cannot be written to, or if another command runs in the workspace.
 */
export async function writePlan(
  { paths, rows }: PlannedTable,
  labels: FolderLabels,
  { add }: Pick<NewTableRequest, "add">,
): Promise<WrittenTable> {
  const { workspace, dataDir, lyricsTable } = paths;
  const labelled = labelledRows(rows, labels);
  const release = await enterWorkspace(workspacePaths(workspace, dataDir), "Writing lyrics.csv");
  try {
    if (add) await addRows(paths, labelled);
    else await createTable(paths, labelled);
  } finally {
    await release();
  }
  return {
    path: lyricsTable,
    file: workspaceRelative(workspace, lyricsTable),
    songs: labelled.length,
    withLyrics: labelled.filter(({ lyrics }) => lyrics !== "").length,
    genres: Object.fromEntries(countLabels(labelled.map(({ genre }) => genre))),
    languages: Object.fromEntries(countLabels(labelled.map(({ language }) => language))),
  };
}

async function createTable(paths: DatasetPaths, rows: readonly PlannedRow[]): Promise<void> {
  requireNone(paths);
  const cells = rows.map((row) => COLUMNS.map((name) => row[name]));
  await createFile(paths.lyricsTable, csvText(COLUMNS, cells));
}

async function addRows(paths: DatasetPaths, rows: readonly PlannedRow[]): Promise<void> {
  const table = await tableOf(paths);
  const after = encodeTable(table.source, withRows(table, rows), table);
  await replaceTable(paths.lyricsTable, table.file, table.source.bytes, after);
}

async function tableOf({ workspace, lyricsTable }: DatasetPaths): Promise<LyricsTable> {
  return parseLyricsTable(await readTable(lyricsTable), workspaceRelative(workspace, lyricsTable));
}

function requireNone({ workspace, lyricsTable }: DatasetPaths): void {
  if (!existsSync(lyricsTable)) return;
  throw new LatentuneError("There is a table of songs already; nothing was written.", {
    file: workspaceRelative(workspace, lyricsTable),
    remedy: "To add the songs that it does not name: latentune init --add.",
  });
}

function noSongs(add: boolean, [unused]: readonly Diagnostic[]): LatentuneError {
  const what = add
    ? "Every song is named by a row already; there is nothing to add."
    : "There are no songs in this folder.";
  if (unused !== undefined) return errorOf({ ...unused, message: `${what} ${unused.message}` });
  if (add) return new LatentuneError(what);
  return new LatentuneError(what, {
    remedy: `Put some into it, or open the folder that holds them; songs end in ${USUAL_ENDINGS} and the like.`,
  });
}

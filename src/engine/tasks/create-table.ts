import { existsSync } from "node:fs";
import type { FolderLabels, WrittenTable } from "../../shared/contract/new-table.ts";
import { DEFAULT_SETTINGS } from "../../shared/contract/settings.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { csvText } from "../../shared/csv.ts";
import { LatentuneError } from "../core/errors.ts";
import { createFile } from "../core/files.ts";
import { USUAL_ENDINGS } from "../dataset/audio-files/audio-index.ts";
import { workspaceRelative } from "../dataset/dataset.ts";
import { countLabels } from "../dataset/genres/merge-genres.ts";
import { findLayout, type DatasetPaths } from "../dataset/layout.ts";
import { labelledRows, planTable, type PlannedTable } from "../dataset/opening/plan-table.ts";
import { listSongs } from "../dataset/opening/song-list.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import { enterWorkspace } from "../store/enter-workspace.ts";
import { workspacePaths } from "../store/paths.ts";

export interface NewTableRequest {
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly dataDir?: string | undefined;
  readonly audioRoots?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (event: ProgressEvent) => void;
}

const listAll = defineUncachedStep({
  name: "list-songs",
  label: "Looking for songs",
  run: (paths: DatasetPaths, _context: unknown, { signal }) => listSongs(paths, signal),
});

const readAllTags = defineUncachedStep({
  name: "read-tags",
  label: "Reading tags",
  run: (
    { paths, found }: { readonly paths: DatasetPaths; readonly found: Awaited<ReturnType<typeof listSongs>> },
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
 * Reads what the songs of a workspace say about themselves, for a table that is not there yet. Nothing is written.
 * @throws {LatentuneError} if there is a table, if there are no songs, or too many files. @throws {CancelledError}
 */
export async function planNewTable(request: NewTableRequest): Promise<PlannedTable> {
  const { workspace, dataDir = DEFAULT_SETTINGS.dataDir, audioRoots = [], onProgress = () => undefined } = request;
  const paths = await findLayout({ workspace, dataDir, audioRoots });
  requireNone(paths);
  const plan = [
    { step: listAll, weight: 0.1 },
    { step: readAllTags, weight: 1 },
  ];
  const steps = createStepRunner(plan, { signal: request.signal }, onProgress);
  const found = await steps.run(listAll, paths);
  if (found.songs.length === 0) {
    throw new LatentuneError("There are no songs in this folder.", {
      file: workspaceRelative(paths.workspace, paths.audioRoot),
      remedy: `Put some into it, or open the folder that holds them; songs end in ${USUAL_ENDINGS} and the like.`,
    });
  }
  return steps.run(readAllTags, { paths, found });
}

/**
 * Writes the table of a plan: a row for each song, with the names of folders where tags have no label.
 * @throws {LatentuneError} if there is a table meanwhile, or if another command runs in the workspace.
 */
export async function createTable({ paths, rows }: PlannedTable, labels: FolderLabels): Promise<WrittenTable> {
  const { workspace, lyricsTable } = paths;
  const labelled = labelledRows(rows, labels);
  const text = csvText(
    ["filename", "language", "genre", "lyrics"],
    labelled.map(({ filename, language, genre, lyrics }) => [filename, language, genre, lyrics]),
  );
  const release = await enterWorkspace(workspacePaths(workspace, paths.dataDir), "Creating lyrics.csv");
  try {
    requireNone(paths);
    await createFile(lyricsTable, text);
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

function requireNone({ workspace, lyricsTable }: DatasetPaths): void {
  if (!existsSync(lyricsTable)) return;
  throw new LatentuneError("There is a table of songs already; nothing was written.", {
    file: workspaceRelative(workspace, lyricsTable),
    remedy: "To add songs that it does not name: latentune init --add.",
  });
}

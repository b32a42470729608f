import { join, resolve } from "node:path";
import type { LrcExport } from "../../../shared/contract/transcript.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { linesOfLyrics, lrcOf, LRC_MAKER } from "../../../shared/lyrics/lrc.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { readGivenFile } from "../../core/given-file.ts";
import { datasetOptions, workspaceRelative } from "../../dataset/dataset.ts";
import { loadDataset } from "../../dataset/load-dataset.ts";
import { workspacePaths } from "../../store/paths.ts";
import { requireWritableFolder } from "../../store/writable.ts";
import { completeSettings } from "../resolve-settings.ts";
import { readTranscript, stemFor, transcriptsDir } from "./transcript-files.ts";

export interface ExportLrcRequest {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  readonly settings?: Partial<RunSettings>;
  /** A folder for the files, absolute or of the workspace; null: beside each song. */
  readonly folder: string | null;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the lyrics of songs as `.lrc`, where a transcription left their times and they are still the same. Files of others beside
 * songs are left alone.
 * @throws {CancelledError}; {LatentuneError} if the folder cannot be written to.
 */
export async function exportLrc({ workspace, settings, folder, signal }: ExportLrcRequest): Promise<LrcExport> {
  const complete = completeSettings(settings ?? {});
  const paths = workspacePaths(workspace, complete.dataDir, complete.audioRoots);
  const { songs } = await loadDataset(datasetOptions(paths, complete), signal);
  const out = folder === null ? null : resolve(workspace, folder);
  if (out !== null) await requireWritableFolder(out, "The files");
  const transcripts = transcriptsDir(paths.dataDir);
  const written: string[] = [];
  const kept: string[] = [];
  let untimed = 0;
  for (const song of songs) {
    throwIfCancelled(signal);
    const transcript = await readTranscript(transcripts, song.filename);
    if (transcript === undefined || linesOfLyrics(transcript.lines, song.lyrics).length === 0) {
      untimed++;
      continue;
    }
    const path = out === null ? besideSong(song) : join(out, `${await stemFor(transcripts, song.filename)}.lrc`);
    const others = await isOfOthers(path);
    (others ? kept : written).push(workspaceRelative(workspace, path));
    if (!others) await writeFileAtomic(path, lrcOf(transcript));
  }
  return { written, kept, untimed };
}

function besideSong({ audioPath }: Song): string {
  return `${audioPath.replace(/\.[^./\\]*$/u, "")}.lrc`;
}

/** No file with the times of lyrics is longer. */
const MOST_BYTES = 2 ** 20;

/** Whether something is there already that no export has written. */
async function isOfOthers(path: string): Promise<boolean> {
  try {
    return !(await readGivenFile(path, "The lyrics", MOST_BYTES)).toString().includes(LRC_MAKER);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

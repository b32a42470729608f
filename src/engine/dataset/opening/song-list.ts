import type { DatasetPaths } from "../layout.ts";
import { formatNumber } from "../../../shared/format.ts";
import { nameKey } from "../../../shared/names.ts";
import { LatentuneError } from "../../core/errors.ts";
import { workspaceRelative } from "../dataset.ts";
import type { AudioFile, AudioIndex } from "../audio-files/audio-index.ts";
import { indexSongs } from "../audio-files/index-songs.ts";
import { distinctFiles, refusedSongs } from "../audio-files/locate-audio.ts";
import { MOST_ENTRIES, surveyFolder } from "./survey.ts";

/** A song of a folder, and how a table of all of them names it. */
export interface ListedSong {
  readonly file: AudioFile;
  /** Its bare name; its path below the audio folder where another file has that name too, in any case of letters. */
  readonly filename: string;
}

/** The songs of a folder, and what is not used of it. */
export interface SongList {
  readonly index: AudioIndex;
  readonly songs: readonly ListedSong[];
  /** Links to songs that may not or cannot be followed. */
  readonly links: readonly AudioFile[];
}

/**
 * The songs of a workspace, in the order of their paths.
 * @throws {LatentuneError} if the folder holds too many files to be one of songs. @throws {CancelledError}
 */
export async function listSongs(paths: DatasetPaths, signal?: AbortSignal): Promise<SongList> {
  const { workspace, audioRoot, musicRoot } = paths;
  const anywhere = audioRoot === musicRoot;
  if (anywhere && !(await surveyFolder(audioRoot, signal)).complete) {
    throw new LatentuneError(`This folder holds more than ${formatNumber(MOST_ENTRIES)} files.`, {
      file: workspaceRelative(workspace, audioRoot),
      remedy: "Open the folder that holds the songs alone.",
    });
  }
  const index = await indexSongs(paths, signal);
  const files = distinctFiles(index.files.filter(({ kind }) => kind === "audio"));
  const counts = new Map<string, number>();
  for (const { name } of files) counts.set(keyOf(name), (counts.get(keyOf(name)) ?? 0) + 1);
  const songs = files.map((file) => ({ file, filename: counts.get(keyOf(file.name)) === 1 ? file.name : file.path }));
  const collator = new Intl.Collator("en", { numeric: true });
  const inOrder = songs.toSorted((a, b) => collator.compare(a.file.path, b.file.path));
  return { index, songs: inOrder, links: refusedSongs(index) };
}

function keyOf(name: string): string {
  return nameKey(name).toLowerCase();
}

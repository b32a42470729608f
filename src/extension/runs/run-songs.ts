import type { SongTexts } from "../../shared/contract/scale/song-table.ts";
import type { ViewManifest, ViewSongFiles, ViewSongs, ViewTexts } from "../../shared/contract/view.ts";
import { isViewSongs } from "../../shared/contract/view-files.ts";
import type { ViewArray } from "../../shared/npy.ts";
import { FILE_LIMITS } from "../../shared/regular-file.ts";
import { textColumn, type TextColumn } from "../../shared/search/text-column.ts";
import type { RunSongs } from "../services.ts";
import { readRunFile } from "./run-files.ts";

type ReadArray = (file: string) => Promise<ViewArray>;

/**
 * The songs of a run's view. Of a large run, whose songs are columns, the names are read, and others when they are asked for.
 * @throws {Error} if their files are missing, or hold other songs than the view.
 */
export async function readRunSongs(
  runDir: string,
  { songs: files, songCount }: ViewManifest,
  array: ReadArray,
): Promise<RunSongs> {
  if (typeof files !== "string") return await columnsOf(runDir, files, songCount, array);
  const songs: unknown = JSON.parse((await readRunFile(runDir, files, FILE_LIMITS.songJson)).toString());
  if (isViewSongs(songs) && songs.filename.length === songCount) return listsOf(songs);
  throw new Error(otherSongs(files, songCount));
}

export function listsOf(songs: ViewSongs): RunSongs {
  const { filename, language, genre, audio, row } = songs;
  const textsOf = (song: number): SongTexts => ({
    song,
    filename: filename[song]!,
    language: language[song]!,
    genre: genre[song]!,
    audio: audio[song]!,
    row: row[song]!,
  });
  return { filename, texts: (wanted) => Promise.resolve(wanted.filter((song) => song in filename).map(textsOf)) };
}

async function columnsOf(
  runDir: string,
  { filename, audio, language, genre, row }: ViewSongFiles,
  songCount: number,
  array: ReadArray,
): Promise<RunSongs> {
  const numbers = async (file: string): Promise<ViewArray["data"]> => {
    const { data } = await array(file);
    if (data.length === songCount) return data;
    throw new Error(otherSongs(file, songCount));
  };
  const column = async ({ text, ends }: ViewTexts): Promise<TextColumn> => {
    const bytes = await readRunFile(runDir, text, FILE_LIMITS.array);
    const data = await numbers(ends);
    if (!(data instanceof Float64Array)) throw new Error(otherSongs(ends, songCount));
    return textColumn(data, (start, end) => bytes.toString("utf8", start, end));
  };
  const names = await column(filename);
  let audioRead: Promise<TextColumn> | undefined;
  return {
    filename: names,
    async texts(wanted) {
      const paths = await (audioRead ??= column(audio));
      const [languages, genres, rows] = await Promise.all([language.codes, genre.codes, row].map(numbers));
      return wanted
        .filter((song) => names.at(song) !== undefined)
        .map((song) => ({
          song,
          filename: names.at(song)!,
          language: language.names[languages![song]!] ?? "",
          genre: genre.names[genres![song]!] ?? "",
          audio: paths.at(song) ?? "",
          row: rows![song]!,
        }));
    },
  };
}

function otherSongs(file: string, songCount: number): string {
  return `${file} does not hold the ${songCount} songs of this run. Run the task again to make it anew.`;
}

import { join } from "node:path";
import type { ViewCodes, ViewManifest, ViewSongFiles, ViewTexts } from "../../../../shared/contract/view.ts";
import { SIZES } from "../../../../shared/contract/scale/sizes.ts";
import { searchText } from "../../../../shared/search/fold-text.ts";
import { songTitle } from "../../../../shared/names.ts";
import { writeChunksAtomic } from "../../../core/files.ts";
import { createPause, type Control } from "../../../analysis/pause.ts";
import { firstLyric } from "../../../analysis/describe/first-lyric.ts";
import { inView, VIEW_FILES, writeViewArray } from "../files.ts";
import type { ViewSourceSong } from "../source.ts";
import { placesOf } from "./places.ts";

type Songs = readonly ViewSourceSong[];

/**
 * Writes the songs of a view: as one JSON, above `tableSongs` songs a file per column.
 * @returns what the view's manifest says of them
 */
export async function writeSongs(
  viewFolder: string,
  songs: Songs,
  control: Control = {},
  tableSongs: number = SIZES.tableSongs,
): Promise<ViewManifest["songs"]> {
  if (songs.length > tableSongs) return writeColumns(viewFolder, songs, control);
  await VIEW_FILES.songs.write(viewFolder, {
    filename: songs.map(({ filename }) => filename),
    language: songs.map(({ language }) => language),
    genre: songs.map(({ genre }) => genre),
    audio: songs.map(({ audio }) => audio),
    row: songs.map(({ row }) => row),
    firstLyric: songs.map(({ lyrics }) => firstLyric(lyrics)),
    search: songs.map(searchText),
  });
  return inView(VIEW_FILES.songs.path);
}

async function writeColumns(viewFolder: string, songs: Songs, { signal }: Control): Promise<ViewSongFiles> {
  const pause = createPause({ signal });
  const numbers = (column: string, data: Int32Array): Promise<string> =>
    writeViewArray(viewFolder, VIEW_FILES.songNumbers, { shape: [data.length], data }, { column });
  const texts = (column: string, textOf: (song: ViewSourceSong) => string): Promise<ViewTexts> =>
    writeTexts(viewFolder, column, songs, textOf, pause);
  const coded = async (column: "language" | "genre"): Promise<ViewCodes> => {
    const codes = new Map<string, number>();
    const data = Int32Array.from(songs, ({ [column]: name }) => {
      const code = codes.get(name) ?? codes.size;
      codes.set(name, code);
      return code;
    });
    return { names: [...codes.keys()], codes: await numbers(column, data) };
  };
  const titles = songs.map(({ filename }) => songTitle(filename));
  return {
    filename: await texts("filename", ({ filename }) => filename),
    audio: await texts("audio", ({ audio }) => audio),
    search: await texts("search", (song) => `${searchText(song)}\n`),
    language: await coded("language"),
    genre: await coded("genre"),
    row: await numbers(
      "row",
      Int32Array.from(songs, ({ row }) => row),
    ),
    titleRank: await numbers("title-rank", await placesOf(titles, pause)),
  };
}

const CHUNK_SONGS = 4096;

async function writeTexts(
  viewFolder: string,
  column: string,
  songs: Songs,
  textOf: (song: ViewSourceSong) => string,
  pause: (fraction: number) => Promise<void>,
): Promise<ViewTexts> {
  const data = new Float64Array(songs.length);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let end = 0;
    for (let from = 0; from < songs.length; from += CHUNK_SONGS) {
      const texts = songs.slice(from, from + CHUNK_SONGS).map(textOf);
      for (const [index, text] of texts.entries()) data[from + index] = end += Buffer.byteLength(text);
      yield Buffer.from(texts.join(""));
      await pause(from / songs.length);
    }
  }
  const text = VIEW_FILES.songText.at({ column });
  await writeChunksAtomic(join(viewFolder, text), chunks());
  const ends = { shape: [data.length], data };
  return { text: inView(text), ends: await writeViewArray(viewFolder, VIEW_FILES.songEnds, ends, { column }) };
}

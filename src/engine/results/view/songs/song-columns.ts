import { join } from "node:path";
import { VIEW } from "../../../../shared/contract/result-files.ts";
import type { ViewCodes, ViewManifest, ViewTexts } from "../../../../shared/contract/view.ts";
import type { SongTexts } from "../../../../shared/contract/scale/song-table.ts";
import { decodeViewArray } from "../../../../shared/npy.ts";
import { textColumn, type TextColumn } from "../../../../shared/search/text-column.ts";
import { FILE_LIMITS, readGivenFile } from "../../../core/given-file.ts";
import { broken, placeIn, unreadable } from "../../schema/file.ts";
import { VIEW_FILES } from "../files.ts";

/** One of few texts per song. */
export interface CodeColumn {
  readonly names: readonly string[];
  readonly codes: Int32Array;
}

/** The songs of a view whose columns are files, in memory: their bytes and numbers, and no string. */
export interface SongColumns {
  readonly count: number;
  readonly filename: TextColumn;
  readonly audio: TextColumn;
  /** Each song's words, closed by a line end; `ends` is where. */
  readonly search: { readonly bytes: Buffer; readonly ends: Float64Array };
  readonly language: CodeColumn;
  readonly genre: CodeColumn;
  readonly row: Int32Array;
  readonly titleRank: Int32Array;
}

/** Reads the columns of a view; undefined where its songs are one JSON. @throws {LatentuneError} if one is missing or broken. */
export async function readSongColumns(
  runFolder: string,
  { songs, songCount }: Pick<ViewManifest, "songs" | "songCount">,
): Promise<SongColumns | undefined> {
  if (typeof songs === "string") return undefined;
  const integers = async (file: string): Promise<Int32Array> => {
    const data = await readNumbers(runFolder, file, songCount);
    if (data instanceof Int32Array) return data;
    throw broken(join(runFolder, file), "its numbers are not int32");
  };
  const coded = async ({ names, codes }: ViewCodes): Promise<CodeColumn> => {
    const data = await integers(codes);
    if (data.some((code) => names[code] === undefined))
      throw broken(join(runFolder, codes), "it has codes without a name");
    return { names, codes: data };
  };
  return {
    count: songCount,
    filename: await readTexts(runFolder, songs.filename, songCount),
    audio: await readTexts(runFolder, songs.audio, songCount),
    search: await readBytes(runFolder, songs.search, songCount),
    language: await coded(songs.language),
    genre: await coded(songs.genre),
    row: await integers(songs.row),
    titleRank: await integers(songs.titleRank),
  };
}

/** Where one song's audio lies, relative to the workspace; empty without. @throws {LatentuneError} as {@link readSongColumns} */
export async function audioOf(runFolder: string, { songs, songCount }: ViewManifest, song: number): Promise<string> {
  const audio =
    typeof songs === "string"
      ? (await VIEW_FILES.songs.read(join(runFolder, VIEW.folder))).audio
      : await readTexts(runFolder, songs.audio, songCount);
  return audio.at(song) ?? "";
}

async function readTexts(runFolder: string, column: ViewTexts, songs: number): Promise<TextColumn> {
  const { bytes, ends } = await readBytes(runFolder, column, songs);
  return textColumn(ends, (start, end) => bytes.toString("utf8", start, end));
}

async function readBytes(runFolder: string, { text, ends }: ViewTexts, songs: number): Promise<SongColumns["search"]> {
  const data = await readNumbers(runFolder, ends, songs);
  const path = placeIn(runFolder, text);
  const bytes = await readGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  if (!(data instanceof Float64Array) || data.some((end, song) => !(end >= (data[song - 1] ?? 0))))
    throw broken(join(runFolder, ends), "it does not say where texts end");
  if ((data.at(-1) ?? 0) !== bytes.length) throw broken(path, "it is not as long as its texts");
  return { bytes, ends: data };
}

/** The numbers of a view's array with one for each song. @throws {LatentuneError} */
export async function readNumbers(
  runFolder: string,
  file: string,
  songs: number,
): Promise<Float32Array | Float64Array | Int32Array> {
  const path = placeIn(runFolder, file);
  const bytes = await readGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  const { data } = decodeArray(bytes, path);
  if (data.length === songs) return data;
  throw broken(path, `it has ${data.length} numbers for ${songs} songs`);
}

function decodeArray(bytes: Buffer, path: string): ReturnType<typeof decodeViewArray> {
  try {
    return decodeViewArray(bytes, path);
  } catch {
    throw broken(path, "it is no array");
  }
}

/** What a page says of a song. */
export function textsOf({ filename, audio, language, genre, row }: SongColumns, song: number): SongTexts {
  return {
    song,
    filename: filename.at(song)!,
    language: language.names[language.codes[song]!]!,
    genre: genre.names[genre.codes[song]!]!,
    audio: audio.at(song)!,
    row: row[song]!,
  };
}

import { join } from "node:path";
import { VIEW } from "../../../../shared/contract/result-files.ts";
import type { ViewCodes, ViewManifest, ViewRow, ViewTexts } from "../../../../shared/contract/view.ts";
import type { SongTexts } from "../../../../shared/contract/scale/song-table.ts";
import { decodeViewArray, viewRow } from "../../../../shared/npy.ts";
import { textColumn, type TextColumn } from "../../../../shared/search/text-column.ts";
import { FILE_LIMITS, openGivenFile, readGivenFile } from "../../../core/given-file.ts";
import { broken, placeIn, unreadable } from "../../schema/file.ts";
import { VIEW_FILES } from "../files.ts";

/** One of few texts per song. */
export interface CodeColumn {
  readonly names: readonly string[];
  readonly codes: Int32Array;
}

/** Each song's words, closed by a line end, in a file that is read while one searches: with whole lyrics it is large. */
export interface SearchColumn {
  /** Absolute. */
  readonly path: string;
  /** Where in bytes each song ends. */
  readonly ends: Float64Array;
}

/** The songs of a view whose columns are files, in memory: their bytes and numbers, and no string. */
export interface SongColumns {
  readonly count: number;
  readonly filename: TextColumn;
  readonly audio: TextColumn;
  readonly search: SearchColumn;
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
    search: await findTexts(runFolder, songs.search, songCount),
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

/** The file names of a view's songs. @throws {LatentuneError} as {@link readSongColumns} */
export async function viewNames(
  runFolder: string,
  { songs, songCount }: Pick<ViewManifest, "songs" | "songCount">,
): Promise<TextColumn> {
  return typeof songs === "string"
    ? (await VIEW_FILES.songs.read(join(runFolder, VIEW.folder))).filename
    : await readTexts(runFolder, songs.filename, songCount);
}

async function readTexts(runFolder: string, column: ViewTexts, songs: number): Promise<TextColumn> {
  const { bytes, ends } = await readBytes(runFolder, column, songs);
  return textColumn(ends, (start, end) => bytes.toString("utf8", start, end));
}

async function readBytes(
  runFolder: string,
  column: ViewTexts,
  songs: number,
): Promise<{ readonly bytes: Buffer; readonly ends: Float64Array }> {
  const ends = await readEnds(runFolder, column.ends, songs);
  const path = placeIn(runFolder, column.text);
  const bytes = await readGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  requireLength(path, bytes.length, ends);
  return { bytes, ends };
}

async function findTexts(runFolder: string, column: ViewTexts, songs: number): Promise<SearchColumn> {
  const ends = await readEnds(runFolder, column.ends, songs);
  const path = placeIn(runFolder, column.text);
  const { handle, size } = await openGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  await handle.close();
  requireLength(path, size, ends);
  return { path, ends };
}

async function readEnds(runFolder: string, file: string, songs: number): Promise<Float64Array> {
  const data = await readNumbers(runFolder, file, songs);
  if (data instanceof Float64Array && data.every((end, song) => end >= (data[song - 1] ?? 0))) return data;
  throw broken(join(runFolder, file), "it does not say where texts end");
}

function requireLength(path: string, bytes: number, ends: Float64Array): void {
  if (bytes !== (ends.at(-1) ?? 0)) throw broken(path, "it is not as long as its texts");
}

/** The numbers of a view's array with one for each song, or of a row of one. @throws {LatentuneError} */
export async function readNumbers(
  runFolder: string,
  at: string | ViewRow,
  songs: number,
): Promise<Float32Array | Float64Array | Int32Array> {
  const path = placeIn(runFolder, typeof at === "string" ? at : at.file);
  const bytes = await readGivenFile(path, "It", FILE_LIMITS.array).catch(unreadable(path));
  const array = orBroken(path, "it is no array", () => decodeViewArray(bytes, path));
  if (typeof at !== "string")
    return orBroken(path, `it has no row ${at.row + 1} of ${songs} songs`, () => viewRow(array, at, songs));
  if (array.data.length === songs) return array.data;
  throw broken(path, `it has ${array.data.length} numbers for ${songs} songs`);
}

function orBroken<T>(path: string, why: string, make: () => T): T {
  try {
    return make();
  } catch {
    throw broken(path, why);
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

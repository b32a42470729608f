import { basename, join, sep } from "node:path";
import { AUDIO_FILE_DIAGNOSTICS, FATAL_DIAGNOSTICS, type Song, type SongRow } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { LatentuneError, throwIfCancelled } from "../core/errors.ts";
import { FILE_LIMITS, readGivenFile } from "../core/given-file.ts";
import type { AudioIndex } from "./audio-files/audio-index.ts";
import { indexSongs } from "./audio-files/index-songs.ts";
import { workspaceRelative, type Dataset, type DatasetCounts, type DatasetOptions } from "./dataset.ts";
import { diagnostic, errorOf, inReadingOrder } from "./diagnostic.ts";
import { findLayout, type DatasetPaths } from "./layout.ts";
import { LAYOUT, missingTable } from "./opening/missing-table.ts";
import { readGenreMap, type GenreMap } from "./genres/genre-map.ts";
import { linkDiagnostics, skippedDiagnostics, unnamedDiagnostics } from "./audio-files/folder-diagnostics.ts";
import { locateSongs, type LocatedSongs } from "./audio-files/locate-songs.ts";
import { explainDuplicates } from "./audio-files/same-names.ts";
import { emptyTable, parseLyricsTable, type LyricsTable } from "./table/lyrics-table.ts";
import { readTable } from "./table/read-table.ts";
import { countLabels, mergeGenres } from "./genres/merge-genres.ts";

/**
 * Reads the data folder and says everything that is wrong with it, without reading audio. What cannot be used is a
 * diagnostic, never an exception: the songs are then fewer, or none.
 *
 * @throws {CancelledError}
 */
export async function inspectDataset(options: DatasetOptions, signal?: AbortSignal): Promise<Dataset> {
  const paths = await findLayout(options);
  const named = (path: string): string => workspaceRelative(paths.workspace, path);

  // 1. The table.
  const tableFile = named(paths.lyricsTable);
  const read = options.lyricsBytes ?? (await readTable(paths.lyricsTable).catch(reasonOf));
  const table =
    read instanceof Uint8Array
      ? parseLyricsTable(read, tableFile)
      : emptyTable(tableFile, await tableDiagnostic(read, tableFile, paths, signal));
  throwIfCancelled(signal);

  // 2. The audio of each row.
  // Without a table nothing is found, and the way to one is all that is worth saying.
  const audio = read instanceof Uint8Array ? await indexAudioOr(paths, signal) : [];
  const located = locateSongs(table, "root" in audio ? audio : undefined);

  // 3. The genre and the language of each row.
  const map = await loadGenreMap(paths.genreMap, named(paths.genreMap), table);
  const merged = mergeGenres(table, map, options.genreSeparator);
  throwIfCancelled(signal);

  // 4. The songs, and the rows without audio.
  const rowAt = (index: number, audioRelative: string): SongRow => {
    const { row, firstLine, lastLine, filename, lyrics } = table.records[index]!;
    const [language, genre] = [merged.languages[index]!, merged.genres[index]!];
    return { row, firstLine, lastLine, filename, language, genre, lyrics, audioRelative };
  };
  const audioFolder = named(paths.audioRoot);
  // What all songs' paths begin with: to put each together anew is what most of a small table's check would do.
  const beginning = audioFolder === "." ? "" : `${audioFolder}/`;
  const absolute = join(paths.audioRoot, sep);
  const songAt = new Map(
    located.hits.map(({ index, file: { path } }): [number, Song] => {
      return [index, { ...rowAt(index, beginning + path), audioPath: absolute + path.replaceAll("/", sep) }];
    }),
  );
  const songs = [...songAt.values()];
  const rows = table.records.flatMap(
    (_, index) => songAt.get(index) ?? (located.withoutAudio.has(index) ? [rowAt(index, "")] : []),
  );
  const audioDiagnostics = "root" in audio ? folderDiagnostics(audio, table, located, audioFolder) : audio;
  const diagnostics = [
    ...("root" in audio ? explainDuplicates(table, audio, located) : table.diagnostics),
    ...nameDiagnostics(tableFile),
    ...(paths.secondTable === undefined ? [] : [secondTable(tableFile, named(paths.secondTable))]),
    ...located.diagnostics,
    ...merged.diagnostics,
    ...audioDiagnostics,
  ];
  return {
    paths,
    table,
    tableBytes: read instanceof Uint8Array ? read : new Uint8Array(),
    songs,
    rows,
    languages: merged.languages,
    genres: merged.genres,
    diagnostics: inReadingOrder(diagnostics),
    counts: countsOf(table, songs, located.unnamed.length),
  };
}

/**
 * As {@link inspectDataset}, for a run.
 * @throws {LatentuneError} if there is nothing to work on: no data folder, table or audio folder, or an unusable table.
 */
export async function loadDataset(options: DatasetOptions, signal?: AbortSignal): Promise<Dataset> {
  return songsOf(await inspectDataset(options, signal));
}

/** A dataset that was inspected, for a run on sounds; throws as {@link loadDataset}. */
export function songsOf(dataset: Dataset): Dataset {
  refuseFatal(dataset.diagnostics);
  return dataset;
}

function refuseFatal(diagnostics: readonly Diagnostic[]): void {
  const fatal = diagnostics.find(({ code }) => (FATAL_DIAGNOSTICS as readonly string[]).includes(code));
  if (fatal !== undefined) throw errorOf(fatal);
}

/**
 * As {@link loadDataset}, for what needs no audio: says nothing of audio files.
 * @throws {LatentuneError} if no row of the table can be used.
 */
export async function loadRows(options: DatasetOptions, signal?: AbortSignal): Promise<Dataset> {
  return rowsOf(await inspectDataset(options, signal));
}

/** A dataset that was inspected, for what needs no audio; throws as {@link loadRows}. */
export function rowsOf(dataset: Dataset): Dataset {
  const diagnostics = dataset.diagnostics.filter(
    ({ code }) => !(AUDIO_FILE_DIAGNOSTICS as readonly string[]).includes(code),
  );
  refuseFatal(diagnostics);
  if (dataset.rows.length > 0) return { ...dataset, diagnostics };
  const first = diagnostics.find(({ severity }) => severity === "error");
  throw errorOf(first ?? { code: "rows-none", severity: "error", message: "The table has no row that can be used." });
}

/** The genre map, or undefined if there is none. */
export async function loadGenreMap(
  path: string,
  file: string,
  { records }: Pick<LyricsTable, "records">,
): Promise<GenreMap | undefined> {
  const bytes = await readGivenFile(path, "The genre map", FILE_LIMITS.table).catch(reasonOf);
  if (bytes instanceof Uint8Array) {
    const names = records.map(({ filename }) => filename);
    return readGenreMap(bytes, file, names);
  }
  if (bytes === "ENOENT") return undefined;
  const { message, ...remedy } =
    typeof bytes === "string" ? { message: `The genre map cannot be read (${bytes}).` } : bytes;
  return { file, entries: new Map(), diagnostics: [diagnostic("genre-map-unreadable", message, { file, ...remedy })] };
}

/** Why something cannot be read: the system's code, or a sentence with a remedy. */
type Reason = string | Pick<Diagnostic, "message" | "remedy">;

function reasonOf(error: unknown): Reason {
  if (!(error instanceof LatentuneError)) return codeOf(error);
  const { message, place } = error;
  return { message, ...(place.remedy === undefined ? {} : { remedy: place.remedy }) };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** Why there is no table. */
async function tableDiagnostic(
  reason: Reason,
  file: string,
  paths: DatasetPaths,
  signal?: AbortSignal,
): Promise<Diagnostic> {
  if (reason === "ENOENT" || reason === "ENOTDIR") return missingTable(paths, signal);
  const { message, ...remedy } =
    typeof reason === "string" ? { message: `The table of songs cannot be read (${reason}).`, remedy: LAYOUT } : reason;
  return diagnostic("lyrics-table-missing", message, { file, ...remedy });
}

/** Other programs, and this one where others wrote the path, find the table by its exact name only. */
function nameDiagnostics(file: string): readonly Diagnostic[] {
  const name = basename(file);
  if (name === "lyrics.csv") return [];
  const message = `The table is called ${name}; it is read as lyrics.csv.`;
  return [diagnostic("table-name", message, { file, remedy: "Rename it to lyrics.csv, as other programs expect it." })];
}

function secondTable(file: string, other: string): Diagnostic {
  const remedy = "Delete one of the two, or rename it.";
  return diagnostic("table-name", `There are two tables: ${file} is read, ${other} is not.`, { file, remedy });
}

/** What is to be said about the audio folder itself: folders that were not searched, files that no row names. */
function folderDiagnostics(
  audio: AudioIndex,
  table: LyricsTable,
  { diagnostics, unnamed, unusedLinks }: LocatedSongs,
  folder: string,
): Diagnostic[] {
  const line = diagnostics.find(({ code }) => code === "audio-missing")?.line ?? 1;
  const place = { folder, links: { file: table.file, line } };
  return [
    ...skippedDiagnostics(audio, place),
    ...linkDiagnostics(unusedLinks, place),
    ...unnamedDiagnostics(table, unnamed, folder),
  ];
}

/** The audio folder's files, or why there are none. */
async function indexAudioOr(paths: DatasetPaths, signal?: AbortSignal): Promise<AudioIndex | readonly Diagnostic[]> {
  const { workspace, dataDir, audioRoot, musicRoot } = paths;
  const file = workspaceRelative(workspace, join(dataDir, "audio"));
  const absent = (message: string): readonly Diagnostic[] => [
    diagnostic("audio-folder-missing", message, { file, remedy: LAYOUT }),
  ];
  try {
    const index = await indexSongs(paths, signal);
    const hasSongs = index.files.some(({ kind }) => kind !== "other");
    return hasSongs || audioRoot !== musicRoot
      ? index
      : absent(`There are no audio files in ${file}, nor anywhere else in the workspace.`);
  } catch (error) {
    throwIfCancelled(signal);
    return absent(`The audio folder cannot be read (${codeOf(error)}).`);
  }
}

function countsOf({ records }: LyricsTable, songs: readonly Song[], unnamedFiles: number): DatasetCounts {
  return {
    rows: records.length,
    songs: songs.length,
    withoutLyrics: songs.filter(({ lyrics }) => lyrics.trim() === "").length,
    withoutGenre: songs.filter(({ genre }) => genre === "").length,
    unnamedFiles,
    languages: countLabels(songs.map(({ language }) => language)),
    genres: countLabels(songs.map(({ genre }) => genre)),
  };
}

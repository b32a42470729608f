import { stat } from "node:fs/promises";
import { join } from "node:path";
import { FATAL_DIAGNOSTICS, type DatasetDiagnosticCode, type Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { LatentuneError, throwIfCancelled } from "../core/errors.ts";
import { FILE_LIMITS, readGivenFile } from "../core/given-file.ts";
import { indexAudio, type AudioIndex } from "./audio-files/audio-index.ts";
import { datasetPaths, workspaceRelative, type Dataset, type DatasetCounts, type DatasetOptions } from "./dataset.ts";
import { diagnostic, inReadingOrder } from "./diagnostic.ts";
import { readGenreMap, type GenreMap } from "./genres/genre-map.ts";
import { folderDiagnostics, locateSongs } from "./audio-files/locate-songs.ts";
import { emptyTable, parseLyricsTable, type LyricsTable } from "./table/lyrics-table.ts";
import { readTable } from "./table/read-table.ts";
import { countLabels, mergeGenres } from "./genres/merge-genres.ts";

const LAYOUT = [
  "A workspace holds:",
  "  data/lyrics/lyrics.csv   filename,language,genre,lyrics",
  "  data/audio/              the audio files, in any folders",
  "  data/genre_map.csv       filename,genre (where lyrics.csv has no genres)",
].join("\n");

/**
 * Reads the data folder and says everything that is wrong with it, without reading audio. What cannot be used is a
 * diagnostic, never an exception: the songs are then fewer, or none.
 *
 * @throws {CancelledError}
 */
export async function inspectDataset(options: DatasetOptions, signal?: AbortSignal): Promise<Dataset> {
  const paths = datasetPaths(options);
  const named = (path: string): string => workspaceRelative(paths.workspace, path);
  const folder = await missingFolder(paths.dataDir, named(paths.dataDir));

  // 1. The table.
  const tableFile = named(paths.lyricsTable);
  const read = options.lyricsBytes ?? (await readTable(paths.lyricsTable).catch(reasonOf));
  const table =
    read instanceof Uint8Array
      ? parseLyricsTable(read, tableFile)
      : emptyTable(tableFile, absent("lyrics-table-missing", "The table of songs", read, tableFile));
  throwIfCancelled(signal);

  // 2. The audio of each row.
  const audio = await indexAudioOr(paths.audioRoot, named(paths.audioRoot), signal);
  const located = locateSongs(table, "root" in audio ? audio : undefined);

  // 3. The genre of each row.
  const map = await loadGenreMap(paths.genreMap, named(paths.genreMap));
  const merged = mergeGenres(table, map);
  throwIfCancelled(signal);

  // 4. The songs.
  const songs = located.hits.map(({ record, index, file }): Song => {
    const audioPath = join(paths.audioRoot, file.path);
    const { row, firstLine, lastLine, filename, language, lyrics } = record;
    const genre = merged.genres[index]!;
    return { row, firstLine, lastLine, filename, language, genre, lyrics, audioPath, audioRelative: named(audioPath) };
  });
  const audioDiagnostics =
    "root" in audio ? folderDiagnostics(audio, located.unnamed, named(paths.audioRoot)) : [audio];
  const diagnostics = [...table.diagnostics, ...located.diagnostics, ...merged.diagnostics, ...audioDiagnostics];
  return {
    paths,
    table,
    tableBytes: read instanceof Uint8Array ? read : new Uint8Array(),
    songs,
    genres: merged.genres,
    // Without the data folder nothing else is worth saying.
    diagnostics: folder === undefined ? inReadingOrder(diagnostics) : [folder],
    counts: countsOf(table, songs, located.unnamed.length),
  };
}

/**
 * As {@link inspectDataset}, for a run.
 * @throws {LatentuneError} if there is nothing to work on: no data folder, table or audio folder, or an unusable table.
 */
export async function loadDataset(options: DatasetOptions, signal?: AbortSignal): Promise<Dataset> {
  const dataset = await inspectDataset(options, signal);
  const fatal = dataset.diagnostics.find(({ code }) => (FATAL_DIAGNOSTICS as readonly string[]).includes(code));
  if (fatal !== undefined) throw errorOf(fatal);
  return dataset;
}

/** The genre map, or undefined if there is none. */
export async function loadGenreMap(path: string, file: string): Promise<GenreMap | undefined> {
  const bytes = await readGivenFile(path, "The genre map", FILE_LIMITS.table).catch(reasonOf);
  if (bytes instanceof Uint8Array) return readGenreMap(bytes, file);
  if (bytes === "ENOENT") return undefined;
  const { message, ...remedy } =
    typeof bytes === "string" ? { message: `The genre map cannot be read (${bytes}).` } : bytes;
  return { file, entries: new Map(), diagnostics: [diagnostic("genre-map-unreadable", message, { file, ...remedy })] };
}

/** A diagnostic as the error that it is where a run needs what it says is missing. */
export function errorOf({ message, file, line, remedy }: Diagnostic): LatentuneError {
  return new LatentuneError(message, { file, line, remedy });
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

async function missingFolder(path: string, file: string): Promise<Diagnostic | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return undefined;
    return absent("data-folder-missing", "The data folder", "ENOTDIR", file);
  } catch (error) {
    return absent("data-folder-missing", "The data folder", codeOf(error), file);
  }
}

async function indexAudioOr(root: string, file: string, signal?: AbortSignal): Promise<AudioIndex | Diagnostic> {
  try {
    return await indexAudio(root, signal);
  } catch (error) {
    throwIfCancelled(signal);
    return absent("audio-folder-missing", "The audio folder", codeOf(error), file);
  }
}

/** A file or folder of the layout that is not there, or cannot be read. */
function absent(code: DatasetDiagnosticCode, what: string, reason: Reason, file: string): Diagnostic {
  if (typeof reason !== "string") {
    const { message, ...remedy } = reason;
    return diagnostic(code, message, { file, ...remedy });
  }
  const message = reason === "ENOENT" ? `${what} is missing.` : `${what} cannot be read (${reason}).`;
  return diagnostic(code, message, { file, remedy: LAYOUT });
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

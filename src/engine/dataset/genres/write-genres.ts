import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { csvText } from "../../../shared/csv.ts";
import { countOf } from "../../../shared/format.ts";
import { LatentuneError, throwIfCancelled } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { workspaceRelative, type Dataset, type DatasetOptions } from "../dataset.ts";
import { errorOf } from "../diagnostic.ts";
import { loadGenreMap, loadRows } from "../load-dataset.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";
import { encodeTable } from "../text/table-text.ts";
import type { GenreMap } from "./genre-map.ts";
import { mergeGenres, type MergedGenres } from "./merge-genres.ts";
import { replaceTable } from "../table/replace-table.ts";
import { editColumns, requireWritable } from "../table/table-edits.ts";

const READ_ONLY: readonly string[] = ["EACCES", "EPERM", "EROFS"];

export interface MergeGenreOptions extends DatasetOptions {
  /** The genre map, relative to the current folder or absolute; the data folder's `genre_map.csv` if not given. */
  readonly genreCsv?: string;
  /** Whether the genres are written into `lyrics.csv` as well. */
  readonly overwriteLyrics: boolean;
}

/** What the genre merge did. */
export interface GenreMergeResult extends MergedGenres {
  readonly dataset: Dataset;
  /** Absolute path of the `meta_with_genre.csv` that was written. */
  readonly metaFile: string;
  /** Whether `lyrics.csv` was changed: false too if it had every genre already. */
  readonly lyricsChanged: boolean;
}

/**
 * The command `merge-genre`: joins the genres of `lyrics.csv` and the genre map, writes `data/meta_with_genre.csv` and, if
 * asked, the genres back into `lyrics.csv`.
 *
 * @throws {LatentuneError} if a named genre map is not there or cannot be used, or if genres are to be written and the map
 * has none for this table (nothing is written then), and as {@link loadRows}: it needs no audio.
 */
export async function mergeGenreFiles(options: MergeGenreOptions, signal?: AbortSignal): Promise<GenreMergeResult> {
  // 1. Read the table and the map.
  const dataset = await loadRows(options, signal);
  const { workspace, genreMap } = dataset.paths;
  const mapPath = options.genreCsv === undefined ? genreMap : resolve(options.genreCsv);
  // One that was given stands where the current folder says, not in the workspace.
  const mapFile = options.genreCsv === undefined ? workspaceRelative(workspace, genreMap) : mapPath;
  const map = await loadGenreMap(mapPath, mapFile, dataset.table);
  const unusable = map?.diagnostics.find(({ code }): boolean => code === "genre-map-unreadable");
  if (unusable !== undefined) throw errorOf(unusable);
  if (map === undefined && options.genreCsv !== undefined) {
    throw new LatentuneError("The genre map is missing.", {
      file: mapFile,
      remedy: "Check the path after --genre-csv.",
    });
  }

  // 2. Join them.
  const merged = mergeGenres(dataset.table, map, options.genreSeparator);
  throwIfCancelled(signal);
  if (options.overwriteLyrics) requireMatch(merged, map, mapFile);

  // 3. Write.
  // The table first: where it cannot take the genres, nothing is written.
  const lyricsChanged = options.overwriteLyrics && (await writeLyricsGenres(dataset, merged.genres));
  await writeMetaWithGenre(dataset.paths.metaWithGenre, { table: dataset.table, ...merged });
  return { ...merged, dataset, metaFile: dataset.paths.metaWithGenre, lyricsChanged };
}

/**
 * A table that is to get its genres from a map gets them, or nothing is written.
 * @throws {LatentuneError} if there is no map although rows lack genres, or none that has a name of the table.
 */
function requireMatch({ missing, diagnostics }: MergedGenres, map: GenreMap | undefined, file: string): void {
  if (map === undefined) {
    if (missing.length === 0) return;
    const message = `There is no genre map for ${countOf(missing.length, "row")} without a genre. Nothing was written.`;
    throw new LatentuneError(message, { file, remedy: "Give it the header filename,genre and one row per song." });
  }
  if (map.entries.size === 0) throw new LatentuneError("The genre map has no genres. Nothing was written.", { file });
  const unmatched = diagnostics.find(({ code }) => code === "genre-map-unmatched");
  if (unmatched !== undefined) throw errorOf({ ...unmatched, message: `${unmatched.message} Nothing was written.` });
}

/** Writes `filename,language,genre`, one line per usable row, quoted as Python's csv module quotes. */
export async function writeMetaWithGenre(
  path: string,
  { table, languages, genres }: Pick<Dataset, "table" | "languages" | "genres">,
): Promise<void> {
  const rows = table.records.flatMap(({ usable, filename }, index) =>
    usable ? [[filename, languages[index]!, genres[index]!]] : [],
  );
  await writeFileAtomic(path, csvText(["filename", "language", "genre"], rows));
}

/**
 * Writes `data/meta_with_genre.csv` where it is missing, because notebooks of the reference read it. One that is there is
 * the merge-genre command's: a run leaves it alone. A data folder that cannot be written to is no reason to fail.
 */
export async function ensureMetaWithGenre(dataset: Dataset): Promise<void> {
  const { metaWithGenre } = dataset.paths;
  if (existsSync(metaWithGenre)) return;
  try {
    await writeMetaWithGenre(metaWithGenre, dataset);
  } catch (error) {
    if (!READ_ONLY.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/**
 * Writes the genres into the cells of the dataset's `lyrics.csv` that have none; see {@link overwriteLyricsGenres}. A genre
 * that is there stays as it is spelled.
 *
 * @returns whether the file was changed.
 * @throws {LatentuneError} if the file was changed by someone else since the dataset was read.
 */
export async function writeLyricsGenres(dataset: Dataset, genres: readonly string[]): Promise<boolean> {
  const { table, tableBytes, paths } = dataset;
  const added = table.records.map(({ genre }, index) => (genre === "" ? genres[index]! : ""));
  const after = encodeTable(table.source, overwriteLyricsGenres(table, added), table);
  return replaceTable(paths.lyricsTable, table.file, tableBytes, after);
}

/**
 * The text of `lyrics.csv` in UTF-8 with the genres written into its column `genre`; where there is none, it is inserted after
 * `language` (or after `filename`). Cells that have the genre already, and rows whose genre is empty, stay as they are, so
 * writing twice changes nothing; for everything else see {@link editColumns}.
 *
 * @param genres one per record of the table; empty where a row has none.
 * @throws {LatentuneError} if the table cannot be written to safely: broken quotes, too many fields.
 */
export function overwriteLyricsGenres(table: LyricsTable, genres: readonly string[]): Uint8Array {
  requireWritable(table, "Genres");
  const { records, columns } = table;
  const values = records.map(({ genre: old }, index) => {
    const genre = genres[index]!;
    return genre === "" || genre === old ? null : genre;
  });
  return editColumns(table, [{ name: "genre", values, insertAfter: columns.language ?? columns.filename! }]);
}

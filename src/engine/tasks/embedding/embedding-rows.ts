import { countOf } from "../../../shared/format.ts";
import { realpath } from "node:fs/promises";
import { basename, dirname, join, parse, relative, isAbsolute, sep } from "node:path";
import { resultsFolder } from "../../../shared/contract/result-files.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import { TASKS } from "../../../shared/contract/settings.ts";
import { LatentuneError } from "../../core/errors.ts";
import { FILE_LIMITS, ifPresent, readGivenFile } from "../../core/given-file.ts";
import { nameMatcher } from "../../../shared/naming/name-matcher.ts";
import { findColumns } from "../../dataset/table/columns.ts";
import { readCsv } from "../../dataset/table/csv.ts";
import { decodeTable } from "../../dataset/text/table-text.ts";
import { COMMON_FILES } from "../../results/files/common.ts";
import { parquetPath, readParquetTexts } from "../../results/schema/song-table.ts";
import { MEDIUM_FILES } from "../../results/files/medium.ts";
import { workspaceRelative, type Dataset } from "../../dataset/dataset.ts";
import { haveAudio } from "../../steps/song-set.ts";

/** A song of an embedding's row. */
type LabelledRow = Pick<Song, "filename" | "language" | "genre">;

interface EmbeddingRows {
  readonly rows: readonly LabelledRow[];
  /** What said which row is which song, for people. */
  readonly from: string;
}

interface EmbeddingFile {
  /** Absolute. */
  readonly path: string;
  /** Number of rows of the array. */
  readonly rows: number;
  /** A CSV file with a column `filename`, one line per row, given by the user. */
  readonly songs?: string | undefined;
  /** The songs' file names, where the file itself has them. */
  readonly names?: readonly string[] | undefined;
}

/**
 * Which song each row of an embedding is. In this order:
 *
 * 1. the list that the user gives;
 * 2. the names in the file itself;
 * 3. `lyrics_meta.csv` beside an array of lyrics, if it has as many songs; of a large run `lyrics_meta.parquet`;
 * 4. the nearest `songs.csv` (`songs.parquet`) above the file, if it has as many songs: arrays of a run, which lack the songs
 *    that could not be used;
 * 5. all rows of `lyrics.csv`, if there are as many.
 *
 * A list of 3 or 4 that lies outside the workspace is refused: files of one name there may be other songs. No set of songs is
 * taken because its number fits alone, except the whole table. Labels are those of `lyrics.csv` and the genre map as they are now.
 *
 * @throws {LatentuneError} if no set of songs fits.
 */
export async function embeddingRows(dataset: Dataset, file: EmbeddingFile): Promise<EmbeddingRows> {
  const { table, songs } = dataset;
  const { workspace } = dataset.paths;
  const labelled = labelledRows(dataset);

  const given = await givenNames(file, workspace);
  if (given !== undefined) return { rows: named(given.names, labelled, given.file), from: given.from };

  const beside = await listBeside(file, workspace);
  if (beside?.elsewhere === true) throw ofAnotherFolder(file, beside.from);
  if (beside !== undefined)
    return { rows: named(beside.names, labelled, beside.from), from: workspaceRelative(workspace, beside.from) };

  if (file.rows === table.records.length) return { rows: labelled.inOrder, from: table.file };

  const fitting = (await songsOfResults(workspace)).filter(({ names }) => names.length === file.rows);
  const known = fitting
    .map(({ from }) => ` ${from} of the workspace has as many songs: give it if they are meant.`)
    .join("");
  throw new LatentuneError(
    `The embedding has ${countOf(file.rows, "row")}; ${table.file} has ${table.records.length}, of which ${songs.length} ${haveAudio(songs.length)}.`,
    {
      file: file.path,
      remedy: `Say which song each row is: --songs FILE.csv with a column filename, one line per row.${known}`,
    },
  );
}

/** An array among the results of another workspace, whose songs need not be those of this one, even where their names are. */
function ofAnotherFolder({ path, rows }: EmbeddingFile, list: string): LatentuneError {
  return new LatentuneError(
    `The ${countOf(rows, "row")} of ${basename(path)} ${rows === 1 ? "is the song" : "are the songs"} of this list, which is outside the workspace.`,
    {
      file: list,
      remedy:
        "Give the folder of those songs as --workspace; if this workspace has the same songs, give this list as --songs.",
    },
  );
}

/**
 * Which song each row is where there is no `lyrics.csv`: as the list that the user gives says, or the file itself, or a
 * `songs.csv` of as many songs beside it; else rows are numbered from 1. Their labels are not known.
 * @throws {LatentuneError} for a list of another length.
 */
export async function rowsWithoutTable(workspace: string, file: EmbeddingFile): Promise<EmbeddingRows> {
  const given = await givenNames(file, workspace);
  const beside = given === undefined ? await listBeside(file, workspace) : undefined;
  const list = given ?? (beside && { names: beside.names, from: workspaceRelative(workspace, beside.from) });
  const nameOf = (row: number): string => list?.names[row] ?? String(row + 1);
  return {
    rows: Array.from({ length: file.rows }, (_, row) => ({ filename: nameOf(row), language: "", genre: "" })),
    from: list?.from ?? "numbers of the rows, as there is no lyrics.csv",
  };
}

/** The songs by their names as the user says, or the file. @throws {LatentuneError} for a list of another length. */
async function givenNames(
  file: EmbeddingFile,
  workspace: string,
): Promise<(SongList & { readonly file: string }) | undefined> {
  if (file.songs === undefined)
    return file.names && { names: file.names, from: workspaceRelative(workspace, file.path), file: file.path };
  const names = await ifPresent(readSongNames(file.songs));
  if (names === undefined)
    throw new LatentuneError("The list of songs is missing.", {
      file: file.songs,
      remedy: "Check the path after --songs.",
    });
  if (names.length === file.rows) return { names, from: file.songs, file: file.songs };
  throw new LatentuneError(
    `The list has ${countOf(names.length, "song")}; the embedding has ${countOf(file.rows, "row")}.`,
    { file: file.songs, remedy: "Give one line per row of the array, in its order." },
  );
}

interface Labelled {
  readonly inOrder: readonly LabelledRow[];
  /** The rows that a name may mean, none to several. */
  readonly find: (name: string) => readonly LabelledRow[];
}

function labelledRows({ table, languages, genres }: Dataset): Labelled {
  const inOrder = table.records.map(({ filename }, index) => ({
    filename,
    language: languages[index]!,
    genre: genres[index]!,
  }));
  const match = nameMatcher(inOrder.map(({ filename }) => filename));
  return { inOrder, find: (name) => match(name)?.keys.map((index) => inOrder[index]!) ?? [] };
}

/** The rows of these names. @throws {LatentuneError} if one is not in `lyrics.csv`, or may mean several rows. */
function named(names: readonly string[], { find }: Labelled, file: string): LabelledRow[] {
  return names.map((name) => {
    const [row, ...others] = find(name);
    if (row !== undefined && others.length === 0) return row;
    if (row !== undefined) {
      throw new LatentuneError(`“${name}” may be ${[row, ...others].map(({ filename }) => filename).join(" or ")}.`, {
        file,
        remedy: "Name the songs as lyrics.csv does.",
      });
    }
    throw new LatentuneError(`The song “${name}” is not in lyrics.csv.`, {
      file,
      remedy: "The table was changed since: make the embedding again, or name its songs with --songs FILE.csv.",
    });
  });
}

interface SongList {
  readonly from: string;
  readonly names: readonly string[];
}

/** The songs of an array of lyrics, which the Medium task and `embed-lyrics` write. */
async function songsOfLyrics(path: string): Promise<SongList | undefined> {
  const { lyrics, lyricsByMeaning, lyricsMeta } = MEDIUM_FILES;
  if (![lyrics, lyricsByMeaning].some((array) => basename(array.path) === basename(path))) return undefined;
  const list = join(dirname(path), basename(lyricsMeta.path));
  return readList(list);
}

/** The list that was written with the array, if it has as many songs as the array rows. */
async function listBeside(
  { path, rows }: EmbeddingFile,
  workspace: string,
): Promise<(SongList & { readonly elsewhere: boolean }) | undefined> {
  const elsewhere = await isElsewhere(dirname(path), workspace);
  const above = elsewhere ? parse(path).root : workspace;
  for (const find of [songsOfLyrics, songsAbove]) {
    const list = await find(path, above);
    if (list?.names.length === rows) return { ...list, elsewhere };
  }
  return undefined;
}

/** Whether a folder is outside the workspace, by its path as it is written and as links lead to it. */
async function isElsewhere(folder: string, workspace: string): Promise<boolean> {
  if (isWithin(folder, workspace)) return false;
  return !isWithin(await realpath(folder), await realpath(workspace));
}

function isWithin(folder: string, workspace: string): boolean {
  const inside = relative(workspace, folder);
  return !isAbsolute(inside) && inside.split(sep)[0] !== "..";
}

/** The nearest `songs.csv` or `songs.parquet` in the folders from the file's up to `last`. */
async function songsAbove(path: string, last: string): Promise<SongList | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const list = await readList(join(folder, COMMON_FILES.songs.path));
    if (list !== undefined) return list;
    if (relative(last, folder) === "" || dirname(folder) === folder) return undefined;
  }
}

async function songsOfResults(workspace: string): Promise<SongList[]> {
  const lists: SongList[] = [];
  for (const task of TASKS) {
    const list = await readList(join(workspace, resultsFolder(task), COMMON_FILES.songs.path));
    if (list !== undefined) lists.push({ from: workspaceRelative(workspace, list.from), names: list.names });
  }
  return lists;
}

/** A list that a run wrote: as CSV, else as Parquet; undefined if there is neither. */
async function readList(csv: string): Promise<SongList | undefined> {
  const names = await ifPresent(readSongNames(csv));
  if (names !== undefined) return { from: csv, names };
  const from = parquetPath(csv);
  const inParquet = await readParquetTexts(from, "filename");
  return inParquet && { from, names: inParquet };
}

async function readSongNames(path: string): Promise<readonly string[]> {
  const bytes = await readGivenFile(path, "The list of songs", FILE_LIMITS.table);
  const [head, ...body] = readCsv(decodeTable(bytes).text).records;
  const column = head === undefined ? undefined : findColumns(head, path, 0).columns.filename;
  if (column === undefined) {
    throw new LatentuneError("The list of songs has no column filename.", {
      file: path,
      remedy: "Give it that header.",
    });
  }
  return body.map(({ cells }) => cells[column]?.value ?? "");
}

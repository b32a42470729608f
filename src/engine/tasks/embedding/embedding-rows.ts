import { countOf } from "../../../shared/format.ts";
import { basename, dirname, join, relative, isAbsolute, sep } from "node:path";
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
 * 4. the nearest `songs.csv` (`songs.parquet`) above the file, up to the workspace, if it has as many songs: arrays of a
 *    run, which lack the songs that could not be used;
 * 5. all rows of `lyrics.csv`, if there are as many;
 * 6. a smaller set of songs of that size, if only one is known: those with an audio file, all that can be used, or those of
 *    a run.
 *
 * Labels are those of `lyrics.csv` and the genre map as they are now.
 *
 * @throws {LatentuneError} if no set of songs fits, or several do.
 */
export async function embeddingRows(dataset: Dataset, file: EmbeddingFile): Promise<EmbeddingRows> {
  const { table, songs, rows } = dataset;
  const { workspace } = dataset.paths;
  const labelled = labelledRows(dataset);

  const given = await givenNames(file, workspace);
  if (given !== undefined) return { rows: named(given.names, labelled, given.file), from: given.from };

  for (const list of [await songsOfLyrics(file.path), await songsAbove(file.path, workspace)]) {
    if (list?.names.length === file.rows)
      return { rows: named(list.names, labelled, list.from), from: workspaceRelative(workspace, list.from) };
  }

  if (file.rows === table.records.length) return { rows: labelled.inOrder, from: table.file };

  const candidates = [
    { from: "the songs whose audio file was found", names: songs.map(({ filename }) => filename) },
    { from: "the rows that can be used", names: rows.map(({ filename }) => filename) },
    ...(await songsOfResults(workspace)),
  ].filter(({ names }) => names.length === file.rows && names.every((name) => labelled.find(name).length === 1));
  const [first] = candidates;
  const lists = new Set(candidates.map(({ names }) => JSON.stringify(names)));
  if (first !== undefined && lists.size === 1)
    return { rows: named(first.names, labelled, first.from), from: first.from };
  const remedy = "Say which song each row is: --songs FILE.csv with a column filename, one line per row.";
  if (lists.size > 1) {
    const several = candidates.map(({ from }) => from).join("; ");
    throw new LatentuneError(
      `${countOf(file.rows, "row")} ${file.rows === 1 ? "fits" : "fit"} different sets of songs: ${several}.`,
      { file: file.path, remedy },
    );
  }
  throw new LatentuneError(
    `The embedding has ${countOf(file.rows, "row")}; ${table.file} has ${table.records.length}, of which ${songs.length} ${haveAudio(songs.length)}.`,
    { file: file.path, remedy },
  );
}

/**
 * Which song each row is where there is no `lyrics.csv`: as the list that the user gives says, or the file itself, or a
 * `songs.csv` of as many songs beside it; else rows are numbered from 1. Their labels are not known.
 * @throws {LatentuneError} for a list of another length.
 */
export async function rowsWithoutTable(workspace: string, file: EmbeddingFile): Promise<EmbeddingRows> {
  const given = await givenNames(file, workspace);
  const lists = [await songsOfLyrics(file.path), await songsAbove(file.path, workspace)];
  const found = lists.find((each) => each?.names.length === file.rows);
  const list = given ?? (found && { names: found.names, from: workspaceRelative(workspace, found.from) });
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

/** The nearest `songs.csv` or `songs.parquet` in the folders from the file's up to the workspace's; undefined for files elsewhere. */
async function songsAbove(path: string, workspace: string): Promise<SongList | undefined> {
  const inside = relative(workspace, path);
  if (isAbsolute(inside) || inside.split(sep)[0] === "..") return undefined;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const list = await readList(join(folder, COMMON_FILES.songs.path));
    if (list !== undefined) return list;
    if (relative(workspace, folder) === "") return undefined;
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

import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../../shared/format.ts";
import { csvChunks } from "../../core/csv-file.ts";
import { LatentuneError, throwIfCancelled } from "../../core/errors.ts";
import { writeChunksAtomic } from "../../core/files.ts";
import { broken, unreadable } from "./file.ts";
import { parquetChunks, parquetColumns, readParquetRows, type ParquetColumn } from "./parquet.ts";
import { cellsOf, table, text, type Columns, type RecordOf } from "./table.ts";

/** How a table with a line per song is written: by how many songs the run has. */
export interface SongTableOptions {
  readonly songs: number;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: TableLimits;
}

/** As {@link SIZES} has them. */
export interface TableLimits {
  /** Above, there is a Parquet file. */
  readonly tableSongs: number;
  /** Above, there is no CSV file. */
  readonly csvSongs: number;
}

export interface SongTableFile<Path extends string, Row, Read> {
  /** The CSV file, written up to `csvSongs` songs. */
  readonly path: Path;
  /** The Parquet file of the same columns, written above `tableSongs` songs. */
  readonly parquet: string;
  readonly columns: Columns<Row>;
  /**
   * Writes the table, and removes what an earlier one left in the other format. Answers what there is now: one or both, the
   * CSV file first.
   * @param rows afresh whenever it is called: there may be two files
   * @throws {CancelledError}
   */
  write(folder: string, rows: () => Iterable<Row>, options: SongTableOptions): Promise<readonly [string, ...string[]]>;
  /** As a `TableFile`, of the Parquet file where there is one. @param only the columns that are wanted */
  read<Name extends keyof Read & string>(folder: string, only?: readonly Name[]): AsyncGenerator<Pick<Read, Name>>;
}

/** A table with a line for each song, or for each song and clustering: CSV, Parquet, or both, by the number of songs. */
export function songTable<Row>() {
  const csvTable = table<Row>();
  return <Path extends `${string}.csv`, C extends Columns<Row>>(
    path: Path,
    columns: C,
  ): SongTableFile<Path, Row, RecordOf<C>> => {
    const csv = csvTable<string, C>(path, columns);
    const parquet = parquetPath(path);
    return {
      path,
      parquet,
      columns,
      async write(folder, rows, { songs, signal, limits = SIZES }) {
        const hasCsv = songs <= limits.csvSongs;
        const hasParquet = songs > limits.tableSongs || !hasCsv;
        const [csvFile, parquetFile] = [join(folder, path), join(folder, parquet)];
        const made = (): Iterable<Row> => watched(rows(), signal);
        if (hasCsv) await writeChunksAtomic(csvFile, csvChunks(Object.keys(columns), cellsOf(columns, made())));
        else await rm(csvFile, { force: true });
        if (hasParquet) await writeChunksAtomic(parquetFile, parquetChunks(columnsOf(columns), made()));
        else await rm(parquetFile, { force: true });
        return hasCsv ? (hasParquet ? [path, parquet] : [path]) : [parquet];
      },
      async *read(folder, only) {
        const name = join(folder, parquet);
        if (await isThere(name)) yield* readParquetTable(name, columns, only);
        else yield* csv.read(folder);
      },
    };
  };
}

/** What is said of the tables of a run that has so many songs. */
export function tableNotes(songs: number, { tableSongs, csvSongs }: TableLimits = SIZES): string[] {
  if (songs <= tableSongs) return [];
  const [more, most] = [formatNumber(tableSongs), formatNumber(csvSongs)];
  return songs > csvSongs
    ? [`Tables with a line per song are Parquet files: there are CSV files up to ${most} songs.`]
    : [`Tables with a line per song are there as CSV and as Parquet, as for all runs of more than ${more} songs.`];
}

/** Where the same table lies as Parquet. */
export function parquetPath(csv: string): string {
  return csv.replace(/\.csv$/, ".parquet");
}

/** One column of a Parquet file that holds texts; undefined if there is no such file. @throws {LatentuneError} if it is broken. */
export async function readParquetTexts(path: string, column: string): Promise<string[] | undefined> {
  if (!(await isThere(path))) return undefined;
  const texts: string[] = [];
  for await (const row of readParquetTable(path, { [column]: text(String) })) texts.push(row[column]!);
  return texts;
}

/** The columns of a schema as those of a Parquet file. */
function columnsOf<Row>(columns: Columns<Row>): ParquetColumn<Row>[] {
  return Object.entries(columns).map(([name, { dtype, of }]) => ({
    name,
    type: dtype === "json" ? "text" : dtype,
    of,
  }));
}

async function* readParquetTable<C extends Columns<never>>(
  path: string,
  columns: C,
  names: readonly string[] = Object.keys(columns),
): AsyncGenerator<RecordOf<C>> {
  const present = await parquetColumns(path).catch(unlessForeign(path));
  const lacking = names.filter((name) => !present.includes(name));
  if (lacking.length > 0) throw broken(path, `it has no column ${lacking.join(", ")}`);
  let row = 0;
  for await (const record of recordsOf(path, names)) {
    row++;
    const read: Record<string, unknown> = {};
    for (const name of names) {
      const { take, dtype } = columns[name]!;
      const value = take(record[name]);
      if (value === undefined)
        throw broken(path, `its column ${name} (${dtype}) holds “${String(record[name])}” in row ${row}`);
      read[name] = value;
    }
    yield read as RecordOf<C>;
  }
}

async function* recordsOf(path: string, names: readonly string[]): ReturnType<typeof readParquetRows> {
  try {
    yield* readParquetRows(path, names);
  } catch (error) {
    unlessForeign(path)(error);
  }
}

/** What the library throws of a file that it cannot read is of many kinds; what the system refuses keeps its own. */
function unlessForeign(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof LatentuneError || (error instanceof Error && "syscall" in error)) unreadable(path)(error);
    throw broken(path, "it is no readable Parquet file");
  };
}

/** Rows between two looks at the signal. */
const WATCHED_ROWS = 4096;

function* watched<Row>(rows: Iterable<Row>, signal: AbortSignal | undefined): Generator<Row> {
  let count = 0;
  for (const row of rows) {
    if (count++ % WATCHED_ROWS === 0) throwIfCancelled(signal);
    yield row;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

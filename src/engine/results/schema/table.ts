import { join } from "node:path";
import type { Cell } from "../../../shared/csv.ts";
import { csvChunks, readCsvRows } from "../../core/csv-file.ts";
import { writeChunksAtomic } from "../../core/files.ts";
import { broken, file, placeIn, unreadable, type Keys, type ResultFile } from "./file.ts";

/** A column of a table: how a cell comes from a row, and what a reader makes of it. */
export interface Column<Row, Value> {
  readonly dtype: "text" | "integer" | "number" | "json";
  readonly of: (row: Row) => Cell;
  /** The value of a cell of a CSV file; undefined for one that this column cannot have. */
  readonly parse: (cell: string) => Value | undefined;
  /** The same of a Parquet file. */
  readonly take: (cell: unknown) => Value | undefined;
}

export function text<Row>(of: (row: Row) => string): Column<Row, string> {
  return { dtype: "text", of, parse: (cell) => cell, take: textOrNone };
}

export function integer<Row>(of: (row: Row) => number): Column<Row, number> {
  return {
    dtype: "integer",
    of,
    parse: (cell) => (/^-?\d+$/.test(cell) ? Number(cell) : undefined),
    take: (cell) => (Number.isInteger(cell) ? Number(cell) : undefined),
  };
}

const NOT_FINITE: Readonly<Partial<Record<string, number | null>>> = {
  "": null,
  nan: NaN,
  inf: Infinity,
  "-inf": -Infinity,
};

/** Floating point; null, where it is undefined, is an empty cell. */
export function number<Row>(of: (row: Row) => number | null): Column<Row, number | null> {
  return {
    dtype: "number",
    of,
    parse(cell) {
      if (cell in NOT_FINITE) return NOT_FINITE[cell];
      const value = Number(cell);
      return Number.isNaN(value) ? undefined : value;
    },
    take: (cell) => (typeof cell === "number" || cell === null ? cell : undefined),
  };
}

function textOrNone(cell: unknown): string | undefined {
  return typeof cell === "string" ? cell : undefined;
}

/** Names with values, as JSON. */
export function record<Row, Value>(
  of: (row: Row) => Readonly<Record<string, Value>>,
): Column<Row, Readonly<Record<string, Value>>> {
  const parse = (cell: string): Readonly<Record<string, Value>> | undefined => {
    try {
      const value = JSON.parse(cell) as unknown;
      return typeof value === "object" && value !== null ? (value as Readonly<Record<string, Value>>) : undefined;
    } catch {
      return undefined;
    }
  };
  return { dtype: "json", of: (row) => JSON.stringify(of(row)), parse, take: (cell) => parse(textOrNone(cell) ?? "") };
}

export type Columns<Row> = Readonly<Record<string, Column<Row, unknown>>>;
export type RecordOf<C> = { readonly [Name in keyof C]: C[Name] extends Column<never, infer Value> ? Value : never };

export interface TableFile<Path extends string, Row, Read> extends ResultFile<Path> {
  /** The columns by their names, in the order of the file. */
  readonly columns: Columns<Row>;
  write(folder: string, rows: Iterable<Row>, ...keys: Keys<Path>): Promise<void>;
  /**
   * The rows as records, one by one: a table of all songs by all methods can be larger than memory. Columns that the schema
   * does not have are passed over.
   * @throws {LatentuneError} if the file is missing, lacks a column, or has a cell of another type; with its name and line.
   */
  read(folder: string, ...keys: Keys<Path>): AsyncGenerator<Read>;
}

/** A CSV table whose rows are made of `Row`s: `table<Song>()("songs.csv", { filename: text((song) => song.filename) })`. */
export function table<Row>() {
  return <Path extends string, C extends Columns<Row>>(path: Path, columns: C): TableFile<Path, Row, RecordOf<C>> => {
    const { at } = file(path);
    const entries = Object.entries(columns);
    const names = Object.keys(columns);
    return {
      path,
      at,
      columns,
      write: (folder, rows, ...keys) =>
        writeChunksAtomic(join(folder, at(...keys)), csvChunks(names, cellsOf(columns, rows))),
      async *read(folder, ...keys) {
        const name = placeIn(folder, at(...keys));
        let places: readonly number[] | undefined;
        let line = 1;
        for await (const row of rowsOf(name)) {
          if (places === undefined) {
            places = names.map((column) => row.indexOf(column));
            const lacking = names.filter((_, index) => places![index] === -1);
            if (lacking.length > 0) throw broken(name, `it has no column ${lacking.join(", ")}`, line);
          } else {
            const read: Record<string, unknown> = {};
            for (const [index, [column, { parse, dtype }]] of entries.entries()) {
              const cell = row[places[index]!];
              const value = cell === undefined ? undefined : parse(cell);
              if (value === undefined)
                throw broken(name, `its column ${column} (${dtype}) holds “${cell ?? ""}”`, line);
              read[column] = value;
            }
            yield read as RecordOf<C>;
          }
          line += 1 + lineBreaksIn(row);
        }
        if (places === undefined) throw broken(name, "it is empty");
      },
    };
  };
}

/** The cells of rows, as a CSV file has them. */
export function* cellsOf<Row>(columns: Columns<Row>, rows: Iterable<Row>): Generator<readonly Cell[]> {
  const made = Object.values(columns);
  for (const row of rows) yield made.map(({ of }) => of(row));
}

async function* rowsOf(path: string): AsyncGenerator<string[]> {
  try {
    yield* readCsvRows(path);
  } catch (error) {
    unreadable(path)(error);
  }
}

function lineBreaksIn(row: readonly string[]): number {
  return row.reduce((sum, cell) => (cell.includes("\n") ? sum + cell.split("\n").length - 1 : sum), 0);
}

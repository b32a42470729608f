import { rm } from "node:fs/promises";
import { join } from "node:path";
import { TEXT_COLUMNS } from "../../../shared/contract/metrics.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { csvText, type Cell } from "../../../shared/csv.ts";
import { writeChunksAtomic, writeFileAtomic } from "../../core/files.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { json } from "./file.ts";
import { parquetChunks, type ParquetColumn } from "./parquet.ts";
import { parquetPath, type SongTableOptions } from "./song-table.ts";

/** A row of a metrics table as a JSON record: cells by column, null where undefined, and then the reasons. */
interface MetricRecord {
  readonly [column: string]: Cell | Readonly<Record<string, string>> | undefined;
  readonly method: string;
  readonly undefined_because?: Readonly<Record<string, string>>;
}

/**
 * A metrics table: as CSV, where undefined cells are empty, and as JSON records with the reasons. It has a line for each
 * clustering, so both are there whatever the number of songs; large runs, whose other tables are Parquet, have it as that too.
 */
export interface MetricsFile {
  readonly csv: { readonly path: string };
  readonly parquet: { readonly path: string };
  readonly json: { readonly path: string };
  readonly columns: readonly string[];
  write(folder: string, rows: readonly MetricTableRow[], options: SongTableOptions): Promise<void>;
  /** @throws {LatentuneError} if the table is missing or broken. */
  read(folder: string): Promise<MetricTableRow[]>;
}

/**
 * @param path without the ending
 * @param repOf the representation of a method, for tables that have no column `rep`
 * @param optional columns behind the others, where a row has one of them
 */
export function metricsFile(
  path: string,
  columns: readonly string[],
  repOf: (method: string) => string = () => "",
  optional: readonly string[] = [],
): MetricsFile {
  const records = json(`${path}.json`, areRecords);
  const csv = { path: `${path}.csv` };
  const parquet = { path: parquetPath(csv.path) };
  return {
    csv,
    parquet,
    json: records,
    columns,
    async write(folder, rows, { songs, limits: { tableSongs } = SIZES }) {
      const written = [...columns, ...optional.filter((column) => rows.some(({ values }) => column in values))];
      const cells = (row: MetricTableRow): Cell[] => written.map((column) => cellOf(row, column));
      await writeFileAtomic(join(folder, csv.path), csvText(written, rows.map(cells)));
      const large = join(folder, parquet.path);
      if (songs > tableSongs) await writeChunksAtomic(large, parquetChunks(written.map(parquetColumn), rows));
      else await rm(large, { force: true });
      await records.write(
        folder,
        rows.map((row) => ({
          ...Object.fromEntries(written.map((column) => [column, cellOf(row, column)])),
          method: row.method,
          ...(Object.keys(row.reasons).length === 0 ? {} : { undefined_because: row.reasons }),
        })),
      );
    },
    async read(folder) {
      return (await records.read(folder)).map(({ rep, method, undefined_because: reasons = {}, ...values }) => ({
        rep: typeof rep === "string" ? rep : repOf(method),
        method,
        values: values as Readonly<Record<string, Cell>>,
        reasons,
      }));
    },
  };
}

function areRecords(value: unknown): value is MetricRecord[] {
  return (
    Array.isArray(value) && value.every((row) => typeof (row as Partial<MetricRecord> | null)?.method === "string")
  );
}

function parquetColumn(name: string): ParquetColumn<MetricTableRow> {
  return { name, type: TEXT_COLUMNS.includes(name) ? "text" : "number", of: (row) => cellOf(row, name) };
}

function cellOf(row: MetricTableRow, column: string): Cell {
  if (column === "rep") return row.rep;
  if (column === "method") return row.method;
  return row.values[column] ?? null;
}

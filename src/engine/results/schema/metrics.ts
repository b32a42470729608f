import { join } from "node:path";
import { csvText, type Cell } from "../../../shared/csv.ts";
import { writeFileAtomic } from "../../core/files.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { json } from "./file.ts";

/** A row of a metrics table as a JSON record: cells by column, null where undefined, and then the reasons. */
interface MetricRecord {
  readonly [column: string]: Cell | Readonly<Record<string, string>> | undefined;
  readonly method: string;
  readonly undefined_because?: Readonly<Record<string, string>>;
}

/** A metrics table: as CSV, where undefined cells are empty, and as JSON records with the reasons. */
export interface MetricsFile {
  readonly csv: { readonly path: string };
  readonly json: { readonly path: string };
  readonly columns: readonly string[];
  write(folder: string, rows: readonly MetricTableRow[]): Promise<void>;
  /** @throws {LatentuneError} if the table is missing or broken. */
  read(folder: string): Promise<MetricTableRow[]>;
}

/**
 * @param path without the ending
 * @param repOf the representation of a method, for tables that have no column `rep`
 */
export function metricsFile(
  path: string,
  columns: readonly string[],
  repOf: (method: string) => string = () => "",
): MetricsFile {
  const records = json(`${path}.json`, areRecords);
  const csv = { path: `${path}.csv` };
  return {
    csv,
    json: records,
    columns,
    async write(folder, rows) {
      const cells = (row: MetricTableRow): Cell[] => columns.map((column) => cellOf(row, column));
      await writeFileAtomic(join(folder, csv.path), csvText(columns, rows.map(cells)));
      await records.write(
        folder,
        rows.map((row) => ({
          ...Object.fromEntries(columns.map((column) => [column, cellOf(row, column)])),
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

function cellOf(row: MetricTableRow, column: string): Cell {
  if (column === "rep") return row.rep;
  if (column === "method") return row.method;
  return row.values[column] ?? null;
}

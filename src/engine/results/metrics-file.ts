import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Task } from "../../shared/contract/settings.ts";
import { csvText, type Cell } from "../core/csv.ts";
import { LatentuneError } from "../core/errors.ts";
import { writeFileAtomic, writeJson } from "../core/files.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";

/** Where a task's metrics table lies in its results folder, without the ending: there is a `.csv` and a `.json`. */
export const METRICS_FILES: Readonly<Record<Task, string>> = {
  easy: "metrics/metrics",
  medium: "clustering/metrics_medium",
  hard: "clustering/metrics_hard",
};

/** Writes a metrics table as CSV (undefined cells are empty) and as JSON records (null, with the reasons beside). */
export async function writeMetrics(
  folder: string,
  file: string,
  columns: readonly string[],
  rows: readonly MetricTableRow[],
): Promise<void> {
  const cells = (row: MetricTableRow): Cell[] => columns.map((column) => cellOf(row, column));
  await writeFileAtomic(join(folder, `${file}.csv`), csvText(columns, rows.map(cells)));
  const records = rows.map((row) => ({
    ...Object.fromEntries(columns.map((column) => [column, cellOf(row, column)])),
    ...(Object.keys(row.reasons).length === 0 ? {} : { undefined_because: row.reasons }),
  }));
  await writeJson(join(folder, `${file}.json`), records);
}

/** The metrics of a kept run. @throws {LatentuneError} if the run's table is missing or broken. */
export async function readMetrics(runFolder: string, task: Task): Promise<MetricTableRow[]> {
  const path = join(runFolder, `${METRICS_FILES[task]}.json`);
  try {
    const records = JSON.parse(await readFile(path, "utf8")) as Record<string, Cell>[];
    return records.map((record) => {
      const { rep, method, undefined_because: reasons, ...values } = record;
      return {
        rep: String(rep ?? ""),
        method: String(method),
        values,
        reasons: (reasons ?? {}) as unknown as Record<string, string>,
      };
    });
  } catch (error) {
    throw new LatentuneError(`The run's metrics cannot be read: ${String(error)}.`, {
      file: path,
      remedy: "Delete the run and run the task again.",
    });
  }
}

function cellOf(row: MetricTableRow, column: string): Cell {
  if (column === "rep") return row.rep;
  if (column === "method") return row.method;
  return row.values[column] ?? null;
}

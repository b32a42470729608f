import type { RunManifest } from "../../../shared/contract/run.ts";
import type { Cell } from "../../../shared/csv.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { doubtOf } from "../../../shared/doubt.ts";
import type { Doubts } from "./score-changes.ts";
import { changedSettings, type ChangedSetting } from "./changed-settings.ts";

/** Which row of a metrics table. */
export type RowName = Pick<MetricTableRow, "rep" | "method">;

/** `rep / method`: a row in JSON. */
export function rowName({ rep, method }: RowName): string {
  return `${rep} / ${method}`;
}

/** A metric of one representation and method in two runs. */
export interface MetricChange extends RowName {
  readonly metric: string;
  readonly a: Cell;
  readonly b: Cell;
  /** b − a, or null where either is undefined. */
  readonly change: number | null;
  readonly doubts: Doubts;
}

export interface RunComparison {
  readonly a: string;
  readonly b: string;
  readonly sameData: boolean;
  /** Settings that differ, with both values. */
  readonly settings: readonly ChangedSetting[];
  /** Rows that both runs have, metric by metric. */
  readonly metrics: readonly MetricChange[];
  /** Rows that only one run has. */
  readonly onlyA: readonly RowName[];
  readonly onlyB: readonly RowName[];
  /** What people read for the names. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface RunWithRows {
  readonly manifest: RunManifest;
  readonly rows: readonly MetricTableRow[];
}

/** What differs between two runs: settings, data, and each metric of each row that both have. */
export function compareRuns(a: RunWithRows, b: RunWithRows): RunComparison {
  const rowsA = new Map(a.rows.map((row) => [rowName(row), row]));
  const rowsB = new Map(b.rows.map((row) => [rowName(row), row]));
  return {
    a: a.manifest.runId,
    b: b.manifest.runId,
    settings: changedSettings(a.manifest.settings, b.manifest.settings),
    sameData: a.manifest.dataFingerprint === b.manifest.dataFingerprint,
    metrics: [...rowsA].flatMap(([name, rowA]) => {
      const rowB = rowsB.get(name);
      return rowB === undefined ? [] : metricChanges(rowA, rowB);
    }),
    onlyA: a.rows.filter((row) => !rowsB.has(rowName(row))),
    onlyB: b.rows.filter((row) => !rowsA.has(rowName(row))),
    labels: { ...a.manifest.labels, ...b.manifest.labels },
  };
}

function metricChanges(a: MetricTableRow, b: MetricTableRow): MetricChange[] {
  return Object.keys(a.values)
    .filter((metric) => metric in b.values)
    .map((metric) => {
      const before = a.values[metric] ?? null;
      const after = b.values[metric] ?? null;
      const change = typeof before === "number" && typeof after === "number" ? after - before : null;
      const doubts = { a: doubtOf(a.values, metric), b: doubtOf(b.values, metric) };
      return { rep: a.rep, method: a.method, metric, a: before, b: after, change, doubts };
    });
}

import { bestPerRepresentation, bestValue, hasScore, winningRow, type ScoredRow } from "../../shared/best-row.ts";
import { doubtNotes, doubtOf } from "../../shared/doubt.ts";
import { countOf, formatSeeded } from "../../shared/format.ts";
import { basename } from "node:path";
import { deviationColumn, meanColumn, seedColumn, spreadOf } from "../../shared/contract/seeds.ts";
import { isDetail, isTwin, metricColumn, tableColumn, TEXT_COLUMNS } from "../../shared/contract/metrics.ts";
import { METRICS_FILES } from "../../shared/contract/result-files.ts";
import { TASK_LABELS, TASKS } from "../../shared/contract/settings.ts";
import type { MetricReport, ReportCell, ReportColumn, ReportRow } from "../../webview/metrics-report/protocol.ts";
import { readCsvTable } from "../../shared/csv.ts";

/** What lies beside a metrics table and explains it, as far as it is there. */
export interface BesideTable {
  /** Reasons of undefined cells by column, one entry per row of the table, from its `.json`. */
  readonly reasons: readonly Readonly<Record<string, string>>[];
  /** By which metrics a row is best, from `run.json`; empty if that is not there. */
  readonly bestBy: readonly string[];
  /** What people read for the names of representations and methods, from `run.json`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Without a `run.json`: the Hard task's rule if the table has genres, else how well the clusters are separated. */
const USUAL_BEST_BY = [["ARI_genre", "NMI_genre"], ["silhouette"]];

/**
 * A metrics table of a results folder, made to be read.
 * @throws {Error} for people, if the text is no such table
 */
export function metricReport(filename: string, csv: string, beside: BesideTable): MetricReport {
  // 1. The table.
  const { header: written, rows } = readCsvTable(csv);
  if (rows.length === 0) throw new Error("The table has no rows. Run the task again to write it anew.");
  if (!written.includes("method") && !written.includes("rep")) {
    throw new Error(
      "This is no metrics table of a task: it has no column “rep” or “method”. Reopen it with the text editor.",
    );
  }
  const bestBy =
    beside.bestBy.length > 0
      ? beside.bestBy
      : (USUAL_BEST_BY.find((keys) => written.map(judgedAs).includes(keys[0]!)) ?? []);
  const header = inReadingOrder(written, bestBy);
  const columns = header.map((key) => columnOf(key, header));
  const table = rows.map((row) => header.map((key) => valueOf(key, row[written.indexOf(key)] ?? "")));

  // 2. Which rows and cells are best.
  const scored = table.map((cells, index) => {
    const values = Object.fromEntries(header.map((key, at) => [judgedAs(key), cells[at] ?? null]));
    const written = Object.fromEntries(header.map((key, at) => [key, cells[at] ?? null]));
    return { rep: String(values["rep"] ?? ""), values, written, index };
  });
  const winner = winningRow(scored, bestBy)?.index;
  const ofRepresentation = new Set(
    bestPerRepresentation(scored, bestBy)
      .filter((row) => hasScore(row, bestBy))
      .map(({ index }) => index),
  );
  const bestValues = columns.map((column) => bestValue(scored, { ...column, key: judgedAs(column.key) }));

  // 3. Cells, with the reasons where they are undefined.
  const reasons: string[] = [];
  const reasonOf = (row: number, key: string): number | null => {
    const reason = beside.reasons[row]?.[key];
    if (reason === undefined) return null;
    if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.indexOf(reason);
  };
  const cellAt = (row: number, at: number): ReportCell => {
    const value = table[row]?.[at] ?? null;
    const plain = { name: null, best: false, doubt: null, reason: null };
    if (value === null) return { ...plain, value, text: "–", reason: reasonOf(row, header[at]!) };
    const label = typeof value === "string" ? beside.labels[value] : undefined;
    if (label !== undefined) return { ...plain, value: label, text: label, name: String(value) };
    const doubt = doubtOf(scored[row]!.values, header[at]!);
    const isBest = typeof value === "number" && value === bestValues[at] && doubt !== "leak";
    const spread = isMean(header[at]!) ? spreadOf(scored[row]!.written, scoreOf(header[at]!)) : undefined;
    return { ...plain, value, text: formatSeeded(value, spread), best: isBest, doubt };
  };
  const reportRows = table.map((_, row): ReportRow => {
    const role = winner === row ? "overall" : ofRepresentation.has(row) ? "representation" : null;
    return { cells: header.map((_key, at) => cellAt(row, at)), best: role };
  });
  const doubts = doubtNotes(scored, header);
  return { title: titleOf(filename), notes: notesOf(scored, bestBy), columns, rows: reportRows, doubts, reasons };
}

/** What was clustered how, then what decides which is best, then the rest as it is written. */
function inReadingOrder(header: readonly string[], bestBy: readonly string[]): string[] {
  const names = ["rep", "method"].filter((key) => header.includes(key));
  const deciding = bestBy.flatMap((key) => [
    ...header.filter((other) => scoreOf(other) === key),
    ...header.filter((other) => isTwin(key, scoreOf(other))),
  ]);
  return [...new Set([...names, ...deciding, ...header])];
}

function columnOf(key: string, header: readonly string[]): ReportColumn {
  const ofSeeds = seedColumn(key);
  const { label, better, meaning } = ofSeeds ?? tableColumn(key);
  const metric = metricColumn(scoreOf(key));
  const isAlone = !header.map(scoreOf).some((other) => other !== scoreOf(key) && isTwin(scoreOf(key), other));
  const noise = metric === undefined || isAlone ? "both" : metric.noise;
  // Purity grows with the number of clusters, and k is what was asked for, not what was found: the first look is without them.
  // The view says once for the whole table whether noise counts.
  return {
    key,
    // A mean has its deviation beside it: by itself that is for who asks for all columns.
    label: isMean(key) || ofSeeds === undefined ? (metric?.shortLabel ?? tableColumn(scoreOf(key)).label) : label,
    better,
    meaning,
    detail: isDetail(scoreOf(key)) || metric?.metric === "purity" || key === "k" || key === "seeds" || isDeviation(key),
    numeric: !TEXT_COLUMNS.includes(key),
    noise,
  };
}

/** The column of the metrics table that a column of the table of seeds is about; else the column itself. */
function scoreOf(key: string): string {
  return seedColumn(key)?.of ?? key;
}

const isMean = (key: string): boolean => key === meanColumn(scoreOf(key));
const isDeviation = (key: string): boolean => key === deviationColumn(scoreOf(key));

/** The column of the metrics table as which a column is judged: the means are, in a table of seeds. */
function judgedAs(key: string): string {
  return isMean(key) ? scoreOf(key) : key;
}

function valueOf(key: string, text: string): number | string | null {
  if (TEXT_COLUMNS.includes(key)) return text;
  const number = Number(text);
  if (text.trim() === "" || text === "nan" || Number.isNaN(number))
    return /^-?inf$|^nan$|^\s*$/i.test(text) ? null : text;
  return number;
}

function titleOf(filename: string): string {
  for (const task of TASKS) {
    const name = basename(METRICS_FILES[task]);
    if (filename === `${name}.csv`) return `Metrics of the ${TASK_LABELS[task]} task`;
    if (filename === `${name}_seeds.csv`) return `Metrics of the ${TASK_LABELS[task]} task over several seeds`;
  }
  return filename;
}

function notesOf(rows: readonly ScoredRow[], bestBy: readonly string[]): string[] {
  const representations = new Set(rows.flatMap(({ rep }) => (rep === "" ? [] : [rep]))).size;
  const labels = bestBy.map((key) => tableColumn(key).label);
  const of = representations === 0 ? "" : ` of ${countOf(representations, "representation")}`;
  const size = `${countOf(rows.length, "clustering")}${of}.`;
  if (labels.length === 0) return [size];
  return [size, `Best by ${labels.join(", ties by ")}; a row with fewer than two clusters is never best.`];
}

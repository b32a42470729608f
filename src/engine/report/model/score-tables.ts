import { bestValue, winningRow } from "../../../shared/best-row.ts";
import { overviewColumns, tableColumn } from "../../../shared/contract/metrics.ts";
import { countOf, formatCell } from "../../../shared/format.ts";
import { labelIn } from "../../../shared/labels.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import { readableScores, seedNote, type ReadableScores } from "../scores.ts";
import { nameOf, noiseOf, noiseShare, type ReportContext } from "./context.ts";
import type { ReportCell, ReportColumn, Table } from "./report.ts";
import { code, listed, say } from "./sentence.ts";

/** The best method of each representation. */
export function bestTable(context: ReportContext): Table | undefined {
  const { best, bestBy, manifest } = context;
  if (best.length === 0) return undefined;
  const scores = scoresOf(context, (key) => best.some(({ values }) => typeof values[key] === "number"));
  // The rows of the readable scores are other objects with the same means.
  const shown = best.flatMap((row) => scores.rows.find(({ rep, method }) => rep === row.rep && method === row.method) ?? []); // prettier-ignore
  const winner = winningRow(shown, bestBy);
  const noise = shown.some((row) => noiseOf(row) > 0);
  const cells = scoreCells(scores, shown);
  const by = bestBy.map((key) => tableColumn(key).label);
  return {
    kind: "table",
    id: "best",
    title: "Best method of each representation",
    caption: [
      say`The best method of each representation.`,
      say`Chosen by ${by.join(", then ")}. ↑ higher is better, ↓ lower is better; bold: the best row, and the best value of each column.`,
    ],
    columns: [...nameColumns(), ...(noise ? [NOISE_COLUMN] : []), ...scoreColumns(scores)],
    rows: shown.map((row) => ({
      cells: [
        { text: nameOf(context, row.rep) },
        { text: nameOf(context, row.method) },
        ...(noise ? [{ text: noiseShare(context, row), value: noiseOf(row) }] : []),
        ...cells(row),
      ],
      ...(row === winner && { best: true }),
    })),
    notes: [...(noise ? [NOISE_NOTE] : []), seedNote(manifest.settings), ...scores.marks(shown)],
    wide: true,
  };
}

/** Beside the scores of a method that leaves songs out stands how many. */
const NOISE_COLUMN: ReportColumn = { label: "noise", numeric: true, meaning: tableColumn("n_noise").meaning };
const NOISE_NOTE =
  "Noise: the share of songs that are in no cluster. Scores of shape are of the other songs; agreement counts noise as a cluster of its own.";

/** Every row of the metrics table. */
export function fullTable(context: ReportContext): Table | undefined {
  const { best, manifest } = context;
  const { labels, task, settings } = manifest;
  const scores = scoresOf(context);
  if (scores.rows.length === 0) return undefined;
  const isBest = (row: MetricTableRow): boolean => best.some(({ rep, method }) => rep === row.rep && method === row.method); // prettier-ignore
  const cells = scoreCells(scores, []);
  const { metrics, seeds } = TASK_SCHEMAS[task];
  const files = [metrics.csv.path, ...(settings.seeds > 1 ? [seeds.scores.csv.path] : [])];
  const names = [...new Set(scores.rows.flatMap(({ rep, method }) => [rep, method]))].filter((name) => labelIn(labels, name) !== name); // prettier-ignore
  return {
    kind: "table",
    id: "all",
    title: "All methods",
    caption: [say`${countOf(scores.rows.length, "row")}; all columns are in ${listed(files.map(code))}.`],
    columns: [
      ...nameColumns(),
      { label: "clusters", numeric: true },
      { label: "noise", numeric: true },
      ...scoreColumns(scores),
    ],
    rows: scores.rows.map((row) => ({
      cells: [
        { text: nameOf(context, row.rep) },
        { text: `${nameOf(context, row.method)}${isBest(row) ? " ★" : ""}` },
        cellOf(row, "n_clusters_found"),
        cellOf(row, "n_noise"),
        ...cells(row),
      ],
    })),
    notes: [
      ...scores.marks(scores.rows),
      ...(scores.reasons.size === 0 ? [] : [`– means undefined: ${[...scores.reasons].join("; ")}.`]),
    ],
    names: names.map((name) => ({ label: labelIn(labels, name), name })),
    wide: true,
    appendix: true,
  };
}

function nameColumns(): ReportColumn[] {
  return [
    { label: "representation", numeric: false },
    { label: "method", numeric: false },
  ];
}

/** @param isShown which of the overview's columns */
function scoresOf(
  { rows, seeds, manifest: { task, settings } }: ReportContext,
  isShown: (key: string) => boolean = () => true,
): ReadableScores {
  return readableScores(rows, seeds, overviewColumns(task, settings.ownLabels).filter(isShown));
}

function scoreColumns({ columns }: ReadableScores): ReportColumn[] {
  return columns.map(({ label, better, meaning }) => ({ label, numeric: true, better, meaning }));
}

/** The cells of scores; the best value among `judged` is marked. */
function scoreCells(
  { columns, cells }: ReadableScores,
  judged: readonly MetricTableRow[],
): (row: MetricTableRow) => ReportCell[] {
  const best = columns.map((column) => bestValue(judged, column));
  return (row) =>
    cells(row).map((text, index): ReportCell => {
      const value = row.values[columns[index]!.key];
      const number = typeof value === "number" ? value : null;
      return { text, value: number, ...(number !== null && number === best[index] && { best: true }) };
    });
}

function cellOf({ values }: MetricTableRow, key: string): ReportCell {
  const value = values[key];
  return { text: formatCell(value), value: typeof value === "number" ? value : null };
}

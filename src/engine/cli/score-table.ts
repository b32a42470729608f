import { tableColumn, type TableColumn } from "../../shared/contract/metrics.ts";
import { columnsThatFit, terminalWidth, textTable, wrapped } from "./text-table.ts";

/** A row of scores: what it is called, and a cell for each column. */
export interface ScoreRow {
  readonly names: readonly string[];
  readonly cells: readonly string[];
  /** Which share of the songs its method leaves out; a column for it where any leaves out some. */
  readonly noise?: string | null;
}

export interface ScoreTable {
  /** Headings of the names. */
  readonly names: readonly string[];
  readonly columns: readonly Pick<TableColumn, "key" | "label">[];
  readonly rows: readonly ScoreRow[];
  /** Columns that matter first where not all have room. */
  readonly first?: readonly string[];
  /** Where all of them are: `results_hard/REPORT.md`. */
  readonly whole: string;
}

/**
 * Scores as lines for the terminal. What does not fit its width is left out, and a line below names it; in a pipe or a file the
 * table is whole.
 */
export function scoreTable(
  { names, columns: scores, rows, first: [foremost = "", ...next] = [], whole }: ScoreTable,
  width: number | undefined = terminalWidth(),
): string[] {
  const noise = rows.some((row) => typeof row.noise === "string") ? [tableColumn("n_noise")] : [];
  const columns = [...noise, ...scores];
  const head = [...names, ...columns.map(({ label }) => label)];
  const cells = rows.map((row) => [...row.names, ...noise.map(() => row.noise ?? ""), ...row.cells]);
  // Beside the scores of a method that leaves songs out stands how many.
  const first = [foremost, ...noise.map(({ key }) => key), ...next];
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
  const order = [...columns.keys()]
    .toSorted((a, b) => rank(columns[a]!.key) - rank(columns[b]!.key) || a - b)
    .map((index) => names.length + index);
  const shown = columnsThatFit(head, cells, { names: names.length, order, width });
  const pick = <T>(row: readonly T[]): T[] => shown.map((column) => row[column]!);
  const table = textTable(
    pick(head),
    cells.map(pick),
    shown.map((column) => column >= names.length),
    width,
  );
  const left = head.filter((_, column) => !shown.includes(column));
  if (left.length === 0) return [table];
  return [table, wrapped(`No room for ${left.join(", ")}: see ${whole}, or a wider terminal.`, width)];
}

import { csvText } from "../../shared/csv.ts";
import { DOUBTS, doubtNotes, doubtOf, marked } from "../../shared/doubt.ts";
import { overviewColumns, tableColumn, type TableColumn } from "../../shared/contract/metrics.ts";
import { STABILITY } from "../../shared/contract/seeds.ts";
import type { ViewManifest } from "../../shared/contract/view.ts";
import {
  bestValues,
  metricColumns,
  metricRows,
  metricText,
  metricValue,
  tableValues,
  type MetricRow,
} from "./metric-table.ts";
import { betterSide } from "./sort.ts";

/** Rows and columns of the metrics table, and the best value of each column among these rows. */
interface MetricsTable {
  readonly rows: readonly MetricRow[];
  readonly columns: readonly TableColumn[];
  readonly best: ReadonlyMap<string, number | undefined>;
}

/** All clusterings with the scores that reports show; `best`: of each representation the best one alone, for a page of paper. */
export function overview(manifest: ViewManifest, which: "all" | "best"): MetricsTable {
  const shown = overviewColumns(manifest.task, manifest.metricColumns.includes("n_own"));
  const columns = metricColumns(manifest, false).filter(({ key }) => shown.includes(key) || key === STABILITY.key);
  const rows = metricRows(manifest, { column: null, descending: false }).filter(
    ({ clustering }) => which === "all" || clustering.best,
  );
  return { rows, columns, best: bestValues(rows, columns) };
}

const DIGITS = 3;

/** All of it for programs: three significant digits, a column more for each deviation of a run of several seeds; undefined is empty. */
export function metricsCsv(manifest: ViewManifest): string {
  const columns = manifest.metricColumns.map(tableColumn);
  const rows = metricRows(manifest, { column: null, descending: false });
  const spread = columns.filter(({ key }) => rows.some(({ clustering }) => clustering.spread?.[key] !== undefined));
  const header = ["representation", "method", ...columns.flatMap(({ key }) => withSpread(key, `${key}_sd`))];
  function withSpread<T>(key: string, ...deviation: readonly T[]): (string | T)[] {
    return [key, ...(spread.some((column) => column.key === key) ? deviation : [])];
  }
  return csvText(
    header,
    rows.map(({ representation, clustering }) => [
      representation.label,
      clustering.label,
      ...columns.flatMap(({ key }) => {
        const of = clustering.spread?.[key];
        const value = rounded(of?.mean ?? metricValue(clustering, key));
        return spread.some((column) => column.key === key) ? [value, rounded(of?.deviation ?? null)] : [value];
      }),
    ]),
  );
}

function rounded(value: number | null): number | null {
  return value === null || Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}

/** For a README: the best of each column bold, marks of doubt with what they mean below. */
export function metricsMarkdown(table: MetricsTable): string {
  const { columns, rows } = table;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const plain = (text: string): string => text.replaceAll(/[\\|*_`<[\]]/g, (character) => `\\${character}`);
  const notes = doubtNotes(...noted(table));
  return [
    line(["Representation", "Method", ...columns.map((column) => plain(headOf(column)))]),
    line(["---", "---", ...columns.map(() => "---:")]),
    ...rows.map((row) =>
      line([
        plain(row.representation.label),
        plain(row.clustering.label),
        ...columns.map(({ key }) => {
          const { text, isBest, doubt } = cellOf(table, row, key);
          return marked(isBest ? `**${text}**` : text, doubt);
        }),
      ]),
    ),
    "",
    ...notes.flatMap((note) => [note, ""]),
  ].join("\n");
}

/**
 * For a paper: a table of the package booktabs over both columns of a page, made smaller where it is wider, with the best of each
 * column bold, and the mean ± deviation of several seeds.
 */
export function metricsLatex(table: MetricsTable, caption: string): string {
  const { columns, rows } = table;
  const notes = doubtNotes(...noted(table)).map((note) => latexText(note));
  const line = (cells: readonly string[]): string => `    ${cells.join(" & ")} \\\\`;
  return [
    "% Needs \\usepackage{booktabs,graphicx}; with pdfLaTeX before 2018 also \\usepackage[utf8]{inputenc}.",
    "\\begin{table*}",
    "  \\centering",
    "  \\footnotesize",
    "  \\setlength{\\tabcolsep}{3pt}",
    `  \\caption{${[`${latexText(caption)}. Bold: the best of its column.`, ...notes].join(" ")}}`,
    "  \\resizebox{\\ifdim\\width>\\textwidth\\textwidth\\else\\width\\fi}{!}{%",
    `  \\begin{tabular}{ll${"r".repeat(columns.length)}}`,
    "    \\toprule",
    line(["Representation", "Method", ...columns.map((column) => stacked(headOf(column)))]),
    "    \\midrule",
    ...rows.map((row) =>
      line([
        latexText(row.representation.label),
        latexText(row.clustering.label),
        ...columns.map(({ key }) => {
          const { text, isBest, doubt } = cellOf(table, row, key);
          const cell = isBest ? `\\textbf{${latexText(text)}}` : latexText(text);
          return doubt === null ? cell : `${cell}${latexText(DOUBTS[doubt].mark)}`;
        }),
      ]),
    ),
    "    \\bottomrule",
    "  \\end{tabular}}",
    "\\end{table*}",
    "",
  ].join("\n");
}

function noted({ rows, columns }: MetricsTable): Parameters<typeof doubtNotes> {
  return [rows.map((row) => ({ values: tableValues(row) })), columns.map(({ key }) => key)];
}

function headOf({ label, better }: TableColumn): string {
  return better === null ? label : `${label} ${betterSide(better).charAt(0)}`;
}

function cellOf({ best }: MetricsTable, row: MetricRow, key: string) {
  const value = metricValue(row.clustering, key);
  const doubt = doubtOf(tableValues(row), key);
  const isBest = value !== null && doubt !== "leak" && value === best.get(key);
  return { text: metricText(row.clustering, key), isBest, doubt };
}

/** A head with a word on each line: columns are as wide as their numbers need. */
function stacked(head: string): string {
  return `\\shortstack[r]{${head.split(" ").map(latexText).join("\\\\")}}`;
}

/** What LaTeX reads as a command or a letter of mathematics, and what its text fonts lack. */
const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "$<$",
  ">": "$>$",
  "±": "$\\pm$",
  "×": "$\\times$",
  "−": "$-$",
  "–": "--",
  "·": "$\\cdot$",
  "↑": "$\\uparrow$",
  "↓": "$\\downarrow$",
  "†": "$^{\\dagger}$",
  "°": "$^{\\circ}$",
  ε: "$\\varepsilon$",
  α: "$\\alpha$",
  β: "$\\beta$",
  γ: "$\\gamma$",
  "…": "\\ldots{}",
  "“": "``",
  "”": "''",
  "’": "'",
};

/** A text as LaTeX sets it. */
export function latexText(text: string): string {
  return Array.from(text, (character) => LATEX[character] ?? superscript(character) ?? character).join("");
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function superscript(character: string): string | undefined {
  if (character === "⁻") return "$^{-}$";
  const digit = SUPERSCRIPTS.indexOf(character);
  return digit < 0 ? undefined : `$^{${digit}}$`;
}

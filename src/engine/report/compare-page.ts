import { formatCell, formatChange, formatNumber, formatSeconds, formatUtc } from "../../shared/format.ts";
import { metricColumn } from "../../shared/contract/metrics.ts";
import { seedColumn } from "../../shared/contract/seeds.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { labelIn, rowLabel } from "../../shared/labels.ts";
import { BEHIND_NAMES, code, escapeMarkdown, markdownTable } from "./markdown.ts";
import type { MetricChange, RowName, RunComparison } from "./compare.ts";

/** A run as the page introduces it. */
export interface ComparedRun {
  readonly manifest: RunManifest;
  /** The user's own name for it. */
  readonly name?: string;
}

/** Two runs side by side as a Markdown page: what was set, what differs in the scores, what only one of them has. */
export function comparisonPage(a: ComparedRun, b: ComparedRun, comparison: RunComparison): string {
  return [
    "# Two runs compared",
    runsTable(a, b),
    comparison.sameData
      ? "Both runs saw the same data."
      : "**The data differ**: scores of different songs are no fair comparison.",
    "## Settings",
    settingsTable(comparison),
    "## Scores",
    scores(comparison),
    ...only("Only in a", comparison.onlyA, comparison.labels),
    ...only("Only in b", comparison.onlyB, comparison.labels),
  ]
    .join("\n\n")
    .concat("\n");
}

function runsTable(...runs: readonly [ComparedRun, ComparedRun]): string {
  return markdownTable(
    ["", "run", "name", "task", "started", "songs", "time"],
    runs.map(({ manifest: { runId, task, startedAt, rows, seconds }, name }, index) => [
      index === 0 ? "a" : "b",
      code(runId),
      escapeMarkdown(name ?? ""),
      task,
      formatUtc(startedAt),
      `${rows.used} of ${rows.total}`,
      formatSeconds(seconds),
    ]),
  );
}

function settingsTable({ settings }: RunComparison): string {
  if (settings.length === 0) return "All settings are equal.";
  const rows = settings.map(({ name, a, b }) => [
    code(name),
    escapeMarkdown(JSON.stringify(a)),
    escapeMarkdown(JSON.stringify(b)),
  ]);
  return markdownTable(["setting", "a", "b"], rows);
}

/** What changed, the largest changes of each metric first. */
function scores({ metrics, labels }: RunComparison): string {
  const changed = metrics.filter(({ a, b }) => a !== b);
  const equal = `${formatNumber(metrics.length - changed.length)} of ${formatNumber(metrics.length)} values are equal.`;
  if (changed.length === 0) return equal;
  const byMetric = [...new Set(changed.map(({ metric }) => metric))].map((metric) => {
    const rows = changed
      .filter((row) => row.metric === metric)
      .sort((x, y) => Math.abs(y.change ?? 0) - Math.abs(x.change ?? 0));
    return `### ${heading(metric)}\n\n${metricTable(rows, labels)}`;
  });
  return [equal, ...byMetric].join("\n\n");
}

function heading(metric: string): string {
  const column = seedColumn(metric) ?? metricColumn(metric);
  if (column === undefined) return code(metric);
  return `${column.label}${column.better === null ? "" : `, ${column.better} is better`}`;
}

function metricTable(rows: readonly MetricChange[], labels: RunComparison["labels"]): string {
  const text = (name: string): string => escapeMarkdown(labelIn(labels, name));
  return markdownTable(
    ["representation", "method", "a", "b", "change"],
    rows.map(({ rep, method, a, b, change }) => [
      text(rep),
      text(method),
      escapeMarkdown(formatCell(a)),
      escapeMarkdown(formatCell(b)),
      formatChange(change),
    ]),
    BEHIND_NAMES,
  );
}

function only(title: string, rows: readonly RowName[], labels: RunComparison["labels"]): string[] {
  if (rows.length === 0) return [];
  return [`## ${title}`, rows.map((row) => `- ${escapeMarkdown(rowLabel(labels, row))}`).join("\n")];
}

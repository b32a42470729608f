import { winnerOf, winningNotes, winningScore } from "../../shared/best-row.ts";
import { tableColumn } from "../../shared/contract/metrics.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { TASK_LABELS } from "../../shared/contract/settings.ts";
import { doubtMeanings, marked } from "../../shared/doubt.ts";
import { countOf, formatCell, formatChange, formatNumber, partOf } from "../../shared/format.ts";
import { labelIn, rowLabel } from "../../shared/labels.ts";
import { settingText } from "../report/comparison/changed-settings.ts";
import { rowName, type MetricChange, type RowName, type RunComparison } from "../report/comparison/metric-changes.ts";
import { textTable } from "./text-table.ts";

/** Rows of one run alone that are named; there can be hundreds. */
const MOST_NAMED = 3;

/** What a summary would say first, where there is none: the clusterings are not there any more, or were none. */
export function barely({ a, b, sameData, settings }: RunComparison): string[] {
  const data = sameData ? "Same data." : "The data differ.";
  return [`A: ${a}.`, `B: ${b}.`, data, `Settings: ${settings.map(settingText).join("; ") || "all are equal"}.`];
}

/** The settings that a summary only counts. @param listed how many it names */
export function moreSettings({ settings }: RunComparison, listed: number): string[] {
  return settings.length <= listed ? [] : [`More settings: ${settings.slice(listed).map(settingText).join("; ")}.`];
}

/**
 * The scores of two runs, clustering by clustering, below what a summary says of them. Differences only: what is equal in both runs is
 * counted, not listed, and what neither run has is no score. Of the clusterings those are listed that are the best of their
 * representation in a run, by the scores that say so.
 */
export function comparisonText(comparison: RunComparison, runs: readonly [RunManifest, RunManifest]): string {
  const { onlyA, onlyB, labels, metrics } = comparison;
  const defined = metrics.filter(({ a, b }) => a !== null || b !== null);
  return [
    ...(defined.length === 0 ? nothingCompared(metrics, runs) : changeLines(defined, labels, runs)),
    ...onlyLine("A", onlyA, labels),
    ...onlyLine("B", onlyB, labels),
  ].join("\n");
}

/** Why there is no table, and what stands in its place. */
function nothingCompared(metrics: readonly MetricChange[], runs: readonly [RunManifest, RunManifest]): string[] {
  const [a, b] = runs.map(({ task }) => TASK_LABELS[task]);
  const why =
    metrics.length > 0
      ? "the clusterings that both runs have have no score in either"
      : a === b
        ? "no clustering of A is one of B's"
        : `${a!} and ${b!} have no clustering in common`;
  return [
    `No score can be compared row by row: ${why}.`,
    ...runs.flatMap((run, index) => {
      const winner = winnerOf(run);
      if (winner === undefined) return [];
      return [`Best of ${"AB"[index]!}: ${rowLabel(run.labels, winner)} (${winningScore(run)}).`];
    }),
    ...new Set(runs.flatMap(winningNotes)),
  ];
}

function changeLines(
  defined: readonly MetricChange[],
  labels: RunComparison["labels"],
  runs: readonly RunManifest[],
): string[] {
  const changed = defined.filter(({ a, b }) => a !== b);
  if (changed.length === 0)
    return [defined.length === 1 ? "The one metric is equal." : `All ${formatNumber(defined.length)} metrics are equal.`]; // prettier-ignore
  const best = new Set(runs.flatMap((run) => run.best.map(rowName)));
  const deciding = new Set(runs.flatMap(({ bestBy }) => bestBy));
  const shown = changed.filter((change) => best.has(rowName(change)) && deciding.has(change.metric));
  const equal = defined.length - changed.length;
  const more = changed.length - shown.length;
  return [
    ...(shown.length === 0 ? [] : [changeTable(shown, labels)]),
    ...doubtMeanings(shown.flatMap(({ doubts }) => [doubts.a, doubts.b])),
    `${partOf(equal, defined.length, "metric")} ${equal === 1 ? "is" : "are"} equal.`,
    ...(more === 0
      ? []
      : [`${countOf(more, "other difference")}: latentune compare writes a report of the two, --json has all.`]),
  ];
}

function changeTable(shown: readonly MetricChange[], labels: RunComparison["labels"]): string {
  return textTable(
    ["representation", "method", "metric", "A", "B", "change"],
    shown.map(({ rep, method, metric, a, b, change, doubts }) => [
      labelIn(labels, rep),
      labelIn(labels, method),
      tableColumn(metric).label,
      marked(formatCell(a), doubts.a),
      marked(formatCell(b), doubts.b),
      formatChange(change),
    ]),
    [false, false, false, true, true, true],
  );
}

/** `Only in B: 210 clusterings, such as …`. */
function onlyLine(side: "A" | "B", rows: readonly RowName[], labels: RunComparison["labels"]): string[] {
  if (rows.length === 0) return [];
  const names = rows.slice(0, MOST_NAMED).map((row) => rowLabel(labels, row)).join("; "); // prettier-ignore
  const text =
    rows.length <= MOST_NAMED ? names : `${countOf(rows.length, "clustering")}, such as ${names} (--json has all)`;
  return [`Only in ${side}: ${text}.`];
}

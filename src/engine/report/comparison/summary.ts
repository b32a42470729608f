import { winnerOf, winningScore } from "../../../shared/best-row.ts";
import { rowLabel } from "../../../shared/labels.ts";
import { MOST_LINES, type ComparedNumbers, type MovedSong } from "../../../shared/contract/panel/comparison.ts";
import { projectionLabel } from "../../../shared/contract/projections.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { tableColumn } from "../../../shared/contract/metrics.ts";
import { doubtOf, marked } from "../../../shared/doubt.ts";
import { countOf, formatChange, formatNumber, formatScore } from "../../../shared/format.ts";
import type { SideFound } from "../../results/view/compared-side.ts";
import { changedSettings, settingText } from "./changed-settings.ts";
import { noScoreReason, scoreChanges, type ScoreChange } from "./score-changes.ts";

/** Settings and scores that a line names; more are counted. */
export const MOST_LISTED = 5;

/** A side of the comparison with its run. */
export interface SummarySide extends SideFound {
  readonly manifest: RunManifest;
  /** Why it is this clustering: it was named, it is the other side's, or the run starts with it. */
  readonly picked: "named" | "as-other" | "start";
}

/** At most ten lines: what is compared, what differs in data and settings, which scores and songs moved. */
export function comparisonSummary(compared: ComparedNumbers, a: SummarySide, b: SummarySide): string[] {
  return [
    `A: ${compared.a.title}.`,
    `B: ${compared.b.title}${ownBest(b)}.`,
    dataLine(compared, a.manifest, b.manifest),
    settingsLine(a.manifest.settings, b.manifest.settings),
    agreementLine(compared),
    movedLine(compared),
    ...scoreLines(a, b),
    ...mostLine(compared),
  ].slice(0, MOST_LINES);
}

/** Where a run is compared by another clustering than its best one, and nobody chose it: which the best is. */
export function ownBest({ manifest, picked, representation, clustering }: SummarySide): string {
  const winner = winnerOf(manifest);
  if (picked === "named" || winner === undefined) return "";
  if (winner.rep === representation.name && winner.method === clustering.method) return "";
  return `${picked === "as-other" ? " as A" : ""}; its own best is ${rowLabel(manifest.labels, winner)} (${winningScore(manifest)})`;
}

function dataLine({ a, b, common }: ComparedNumbers, runA: RunManifest, runB: RunManifest): string {
  if (runA.runId === runB.runId) return `One run: ${countOf(common, "song")}.`;
  if (runA.dataFingerprint === runB.dataFingerprint) return `Same data: ${countOf(common, "song")} in both.`;
  const songs = `${countOf(common, "song")} in both, ${formatNumber(a.songCount - common)} only in A, ${formatNumber(b.songCount - common)} only in B`;
  return `The data differ: ${songs}. Scores of different songs are no fair comparison.`;
}

function settingsLine(a: RunManifest["settings"], b: RunManifest["settings"]): string {
  const changed = changedSettings(a, b);
  if (changed.length === 0) return "Settings: all are equal.";
  return `Settings: ${listed(changed.map(settingText))}.`;
}

function agreementLine({ agreement: { AMI, ARI }, matches, cells }: ComparedNumbers): string {
  const clusters = (side: "a" | "b"): number => new Set(cells.map((cell) => cell[side]).filter((id) => id >= 0)).size;
  return `Clusterings: ${formatNumber(clusters("a"))} and ${countOf(clusters("b"), "cluster")}, ${formatNumber(matches.length)} matched; agreement AMI ${formatNumber(AMI)}, ARI ${formatNumber(ARI)} (1 is equal, 0 is chance).`;
}

function movedLine({ movedCount, common, alignment: { disparity }, projection }: ComparedNumbers): string {
  const moved =
    movedCount === 0
      ? "No song is"
      : `${formatNumber(movedCount)} of ${countOf(common, "song")} ${movedCount === 1 ? "is" : "are"}`;
  const share = formatNumber(100 * disparity);
  const differ = share === "0" ? "are the same" : `differ in ${share} % of their variance`;
  return `${moved} in another cluster; the aligned maps (${projectionLabel(projection)}) ${differ}.`;
}

function scoreLines(a: SummarySide, b: SummarySide): string[] {
  const compared = scoreChanges(a, b);
  if (compared.length === 0) return [`Scores: none can be compared, as ${noScoreReason(a, b)}. A has ${decidingScore(a)}, B ${decidingScore(b)}.`]; // prettier-ignore
  const changes = compared.filter((change) => change.a !== change.b);
  if (changes.length === 0) {
    return [`Scores: ${compared.length === 1 ? "the one that both have is" : `all ${formatNumber(compared.length)} that both have are`} equal.`]; // prettier-ignore
  }
  if (changes.every(({ isBeyond }) => isBeyond === null)) {
    return [`Scores (one seed, so no ±): ${listed(changes.map(changeText))}.`];
  }
  const beyond = changes.filter(({ isBeyond }) => isBeyond !== false).map(changeText);
  const within = changes.filter(({ isBeyond }) => isBeyond === false).map(changeText);
  return [
    beyond.length === 0 ? "Scores beyond their ±: none." : `Scores beyond their ±: ${listed(beyond)}.`,
    ...(within.length === 0 ? [] : [`Scores within their ±: ${listed(within)}.`]),
  ];
}

/** `Silhouette 0.535`: the score of a clustering by which its run says what is best. */
function decidingScore({ manifest: { bestBy }, clustering: { metrics, spread }, representation }: SummarySide): string {
  const [column = ""] = bestBy;
  const doubt = doubtOf({ ...metrics, leaks: representation.holdsLabel }, column);
  return `${tableColumn(column).label} ${marked(formatScore(metrics[column], spread?.[column]?.deviation), doubt)}`;
}

function changeText({ label, a, b, deviations, doubts, isBetter }: ScoreChange): string {
  const verdict = isBetter === null ? formatChange(b - a) : isBetter ? "(better)" : "(worse)";
  const [before, after] = [
    marked(formatScore(a, deviations.a), doubts.a),
    marked(formatScore(b, deviations.b), doubts.b),
  ];
  return `${label} ${before} → ${after} ${verdict}`;
}

function mostLine({ moved }: ComparedNumbers): string[] {
  if (moved.length === 0) return [];
  return [`Moved most: ${moved.map(movedText).join(", ")}.`];
}

function movedText({ title, clusterA, clusterB, kept, neighbours }: MovedSong): string {
  const name = (side: string, cluster: number): string => (cluster < 0 ? "noise" : `${side} ${cluster}`);
  const nearest = kept === neighbours ? "" : `, keeps ${kept} of its ${neighbours} nearest songs`;
  return `“${title}” (${name("A", clusterA)} → ${name("B", clusterB)}${nearest})`;
}

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_LISTED;
  return [...texts.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${formatNumber(more)} more`] : [])].join("; ");
}

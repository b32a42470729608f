import { MOST_LINES, type Comparison, type MovedSong } from "../../../shared/contract/panel/comparison.ts";
import { metricColumn, overviewColumns } from "../../../shared/contract/metrics.ts";
import { projectionLabel } from "../../../shared/contract/projections.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { SETTINGS, type RunSettings } from "../../../shared/contract/settings.ts";
import { isLeaked } from "../../../shared/doubt.ts";
import { countOf, formatChange, formatNumber, formatScore } from "../../../shared/format.ts";
import type { SideFound } from "../../results/view/compared-side.ts";

/** Settings and scores that a line names; more are counted. */
const MOST_LISTED = 5;

/** A side of the comparison with its run. */
export interface SummarySide extends SideFound {
  readonly manifest: RunManifest;
}

/** What a comparison came to, without its summary. */
type Compared = Omit<Comparison, "summary">;

/** At most ten lines: what is compared, what differs in data and settings, which scores and songs moved. */
export function comparisonSummary(compared: Compared, a: SummarySide, b: SummarySide): string[] {
  return [
    `A: ${compared.a.title}.`,
    `B: ${compared.b.title}.`,
    dataLine(compared, a.manifest, b.manifest),
    settingsLine(a.manifest.settings, b.manifest.settings),
    agreementLine(compared),
    movedLine(compared),
    ...scoreLines(a, b),
    ...mostLine(compared),
  ].slice(0, MOST_LINES);
}

function dataLine({ a, b, common }: Compared, runA: RunManifest, runB: RunManifest): string {
  if (runA.runId === runB.runId) return `One run: ${countOf(common, "song")}.`;
  if (runA.dataFingerprint === runB.dataFingerprint) return `Same data: ${countOf(common, "song")} in both.`;
  const songs = `${countOf(common, "song")} in both, ${formatNumber(a.songCount - common)} only in A, ${formatNumber(b.songCount - common)} only in B`;
  return `The data differ: ${songs}. Scores of different songs are no fair comparison.`;
}

function settingsLine(a: RunManifest["settings"], b: RunManifest["settings"]): string {
  const names = Object.keys(SETTINGS) as (keyof RunSettings)[];
  const changed = names.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
  if (changed.length === 0) return "Settings: all are equal.";
  const texts = changed.map((name) => `${settingTitle(name)} ${valueText(a[name])} → ${valueText(b[name])}`);
  return `Settings: ${listed(texts)}.`;
}

function settingTitle(name: keyof RunSettings): string {
  const { title, flag } = SETTINGS[name];
  return title ?? flag.replaceAll("-", " ");
}

/** A setting as a sentence has it. */
function valueText(value: RunSettings[keyof RunSettings]): string {
  if (value === null) return "default";
  if (typeof value === "object") return value.length === 0 ? "none" : value.join(", ");
  return String(value);
}

function agreementLine({ agreement: { AMI, ARI }, matches, cells }: Compared): string {
  const clusters = (side: "a" | "b"): number => new Set(cells.map((cell) => cell[side]).filter((id) => id >= 0)).size;
  return `Clusterings: ${formatNumber(clusters("a"))} and ${formatNumber(clusters("b"))} clusters, ${formatNumber(matches.length)} matched; agreement AMI ${formatNumber(AMI)}, ARI ${formatNumber(ARI)} (1 is equal, 0 is chance).`;
}

function movedLine({ movedCount, common, alignment: { disparity }, projection }: Compared): string {
  const moved =
    movedCount === 0
      ? "No song is"
      : `${formatNumber(movedCount)} of ${countOf(common, "song")} ${movedCount === 1 ? "is" : "are"}`;
  return `${moved} in another cluster; the aligned maps (${projectionLabel(projection)}) differ in ${formatNumber(100 * disparity)} % of their variance.`;
}

interface ScoreChange {
  readonly text: string;
  /** Beyond what the seeds vary; null where no deviation is known. */
  readonly isBeyond: boolean | null;
}

function scoreLines(a: SummarySide, b: SummarySide): string[] {
  const keys = overviewColumns(a.manifest.task).filter((key) => isComparable(key, a, b));
  const changes = keys.flatMap((key) => scoreChange(key, a.clustering, b.clustering));
  const [first] = changes;
  if (first === undefined) return ["Scores: none differs."];
  if (changes.every(({ isBeyond }) => isBeyond === null)) {
    return [`Scores (one seed, so no ±): ${listed(changes.map(({ text }) => text))}.`];
  }
  const beyond = changes.filter(({ isBeyond }) => isBeyond !== false).map(({ text }) => text);
  const within = changes.filter(({ isBeyond }) => isBeyond === false).map(({ text }) => text);
  return [
    beyond.length === 0 ? "Scores beyond their ±: none." : `Scores beyond their ±: ${listed(beyond)}.`,
    ...(within.length === 0 ? [] : [`Scores within their ±: ${listed(within)}.`]),
  ];
}

/** Scores of shape live in the space of the representation; one that a representation contains says nothing. */
function isComparable(key: string, a: SideFound, b: SideFound): boolean {
  const ofShape = metricColumn(key)?.against === null;
  const leaked = [a, b].some(({ representation }) => isLeaked({ leaks: representation.holdsLabel }, key));
  return !leaked && !(ofShape && a.representation.name !== b.representation.name);
}

function scoreChange(key: string, a: SideFound["clustering"], b: SideFound["clustering"]): ScoreChange[] {
  const [before, after] = [a.metrics[key], b.metrics[key]];
  if (typeof before !== "number" || typeof after !== "number" || before === after) return [];
  const [spreadA, spreadB] = [a.spread?.[key], b.spread?.[key]];
  const { label = key, better = null } = metricColumn(key) ?? {};
  const isBetter = better === null ? null : (better === "higher") === after > before;
  const verdict = isBetter === null ? formatChange(after - before) : isBetter ? "(better)" : "(worse)";
  return [
    {
      text: `${label} ${formatScore(before, spreadA?.deviation)} → ${formatScore(after, spreadB?.deviation)} ${verdict}`,
      isBeyond:
        spreadA === undefined && spreadB === undefined
          ? null
          : Math.abs(after - before) > (spreadA?.deviation ?? 0) + (spreadB?.deviation ?? 0),
    },
  ];
}

function mostLine({ moved }: Compared): string[] {
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

import { bestPerRepresentation, winningRow } from "../../../shared/best-row.ts";
import { chanceColumn, metricColumn, tableColumn, type LabelName } from "../../../shared/contract/metrics.ts";
import { deviationColumn, meanColumn, spreadOf } from "../../../shared/contract/seeds.ts";
import { doubtOf, isLeaked } from "../../../shared/doubt.ts";
import { countOf, formatInSentence, formatNumber, formatShare, formatSpread } from "../../../shared/format.ts";
import { labelIn } from "../../../shared/labels.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { meanRows, seedRowOf } from "../../analysis/seeds/mean-rows.ts";
import type { Claim, RowName, Sentence } from "./report.ts";
import { claim } from "./sentence.ts";
import type { ReportSource } from "./source.ts";

/** What all sections look at. */
export interface ReportContext extends ReportSource {
  /** The rows by which clusterings are judged: with the means over the seeds. */
  readonly judged: readonly MetricTableRow[];
  /** The best row of each representation. */
  readonly best: readonly MetricTableRow[];
  readonly winner: MetricTableRow | undefined;
  /** The columns that decide which row is best, the first one foremost. */
  readonly bestBy: readonly string[];
  /** By which label maps and clusters are shown. */
  readonly category: LabelName;
  /** These labels, one a song; null where no song has one: nothing is drawn or listed by them. */
  readonly shownLabels: readonly string[] | null;
}

export function contextOf(source: ReportSource): ReportContext {
  const { manifest, rows, seeds, genres, languages } = source;
  const { bestBy } = manifest;
  const judged = meanRows(rows, seeds);
  const best = bestPerRepresentation(judged, bestBy);
  const against = metricColumn(bestBy[0] ?? "")?.against;
  const category = against ?? (kindsOf(genres) > 1 || kindsOf(languages) === 0 ? "genre" : "language");
  const labels = category === "genre" ? genres : languages;
  const shownLabels = kindsOf(labels) === 0 ? null : labels;
  return { ...source, judged, best, winner: winningRow(best, bestBy), bestBy, category, shownLabels };
}

export function kindsOf(labels: readonly string[]): number {
  return new Set(labels.filter((label) => label !== "")).size;
}

/** `MusiCNN`, as the panel calls it. */
export function nameOf({ manifest: { labels } }: Pick<ReportContext, "manifest">, name: string): string {
  return labelIn(labels, name);
}

/** A score of a row as sentences have it: `ARI genre 0.450`, with its deviation over several seeds. */
export function scoreClaim({ seeds }: Pick<ReportContext, "seeds">, row: MetricTableRow, column: string): Sentence {
  const { rep, method } = row;
  const seedRow = seedRowOf(row, seeds);
  const spread = seedRow && spreadOf(seedRow.values, column);
  const from = (key: string): Claim["source"] => ({ from: "scores", rep, method, column: key });
  const isScore = metricColumn(column) !== undefined || chanceColumn(column) !== undefined;
  const format = isScore ? formatInSentence : formatNumber;
  if (spread !== undefined) {
    const [mean = "", deviation = ""] = formatSpread(spread, format).split(" ± ");
    return [claim(mean, spread.mean, from(meanColumn(column))), " ± ", claim(deviation, spread.deviation, from(deviationColumn(column)))]; // prettier-ignore
  }
  const value = row.values[column];
  return typeof value === "number" ? [claim(format(value), value, from(column))] : ["undefined"];
}

/** How many songs a row leaves out as noise; 0 where its method leaves out none. In a run of several seeds it is the mean over them. */
export function noiseOf({ values }: Pick<MetricTableRow, "values">): number {
  const count = values["n_noise"];
  return typeof count === "number" ? count : 0;
}

/** `33 %` of the songs; `< 1 %` where a few of many are noise, so that none reads as no song. */
export function noiseShare({ manifest }: Pick<ReportContext, "manifest">, row: Pick<MetricTableRow, "values">): string {
  const share = noiseOf(row) / manifest.rows.used;
  return share > 0 && share < 0.005 ? "< 1 %" : formatShare(share);
}

/** The p-value of a score, where it is tested: ` (p = 0.0010)`. In a run of several seeds it is the mean over them. */
export function chanceClaim(context: Pick<ReportContext, "seeds">, row: MetricTableRow, column: string): Sentence {
  const chance = metricColumn(column)?.chance ?? "";
  if (typeof row.values[chance] !== "number") return [];
  return [` (p = `, ...scoreClaim(context, row, chance), ")"];
}

/** The label of a column within a sentence: `ARI with the genre`. */
export function columnWords(column: string): string {
  const found = metricColumn(column);
  if (found === undefined) return tableColumn(column).label;
  return found.against === null ? found.label.toLowerCase() : `${found.shortLabel.replace(` ${found.against}`, "")} against the ${found.against}`; // prettier-ignore
}

/** A claim about a count of songs: `30 songs`. */
export function songsClaim(count: number, where: Readonly<Partial<Record<LabelName, string>>> = {}): Claim {
  return claim(countOf(count, "song"), count, { from: "songs", where });
}

/** A number of `run.json`. */
export function runClaim(value: number | string, ...path: readonly (string | number)[]): Claim {
  return claim(typeof value === "number" ? formatNumber(value) : value, value, { from: "run", path });
}

/** A setting of the run as sentences have it. */
export function settingClaim(
  { manifest: { settings } }: Pick<ReportContext, "manifest">,
  name:
    | "k"
    | "seed"
    | "seeds"
    | "seconds"
    | "offset"
    | "epochs"
    | "latentDim"
    | "beta"
    | "klWarmup"
    | "dbscanMinSamples"
    | "hdbscanMinClusterSize"
    | "spectralNeighbours"
    | "gamma"
    | "validation",
  noun?: string,
): Claim {
  // prettier-ignore
  return claim(noun === undefined ? formatSetting(settings[name]) : countOf(settings[name], noun), settings[name], { from: "run", path: ["settings", name] });
}

/** A setting has the digits that it was given. */
function formatSetting(value: number): string {
  return Number.isInteger(value) ? formatNumber(value) : String(value);
}

/** Whether a row can be the best of some: it has a score by the deciding column that its representation does not contain. */
export function canWin({ values }: MetricTableRow, column: string): boolean {
  return typeof values[column] === "number" && !isLeaked(values, column);
}

/** Whether a score is told apart from chance: null where it was not tested. */
export function isBeyondChance(row: MetricTableRow, column: string): boolean | null {
  const chance = metricColumn(column)?.chance ?? "";
  if (typeof row.values[chance] !== "number" || isLeaked(row.values, column)) return null;
  return doubtOf(row.values, column) === null;
}

export function rowNameOf({ rep, method }: RowName): RowName {
  return { rep, method };
}

import { metricColumn, metricTable, overviewColumns } from "../../../shared/contract/metrics.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import type { Spread } from "../../../shared/contract/seeds.ts";
import type { ViewClustering, ViewRepresentation } from "../../../shared/contract/view.ts";
import { doubtOf, isLeaked, type Doubt } from "../../../shared/doubt.ts";

/** A clustering of a comparison with its run. */
export interface ScoredSide {
  readonly manifest: RunManifest;
  readonly representation: Pick<ViewRepresentation, "name" | "holdsLabel">;
  readonly clustering: Pick<ViewClustering, "metrics" | "spread">;
}

/** Why each of two scores says less than it seems to. */
export interface Doubts {
  readonly a: Doubt | null;
  readonly b: Doubt | null;
}

/** A score that both clusterings have. */
export interface ScoreChange {
  /** The columns of the two metrics tables: Medium and Hard name the same score differently. */
  readonly columns: { readonly a: string; readonly b: string };
  /** As it is called in the overviews of A. */
  readonly label: string;
  readonly better: "higher" | "lower" | null;
  readonly a: number;
  readonly b: number;
  readonly deviations: { readonly a: number | undefined; readonly b: number | undefined };
  readonly doubts: Doubts;
  /** Whether B is the better one; null where neither way is better, both are equal, or chance reaches both. */
  readonly isBetter: boolean | null;
  /** Whether they differ by more than both deviations over the seeds together; null where no deviation is known. */
  readonly isBeyond: boolean | null;
}

/** The scores of the overviews that can be compared, in the order of A's table. */
export function scoreChanges(a: ScoredSide, b: ScoredSide): ScoreChange[] {
  return overviewColumns(a.manifest.task).flatMap((column) => {
    const twin = twinColumn(column, b.manifest);
    if (twin === undefined || !isComparable(column, a, b)) return [];
    const [before, after] = [a.clustering.metrics[column], b.clustering.metrics[twin]];
    if (typeof before !== "number" || typeof after !== "number") return [];
    const spreads = { a: a.clustering.spread?.[column], b: b.clustering.spread?.[twin] };
    const doubts = { a: doubtOf(a.clustering.metrics, column), b: doubtOf(b.clustering.metrics, twin) };
    return [scoreChange({ a: column, b: twin }, { a: before, b: after }, spreads, doubts)];
  });
}

/** Why two clusterings have none of {@link scoreChanges}, as the end of a sentence. */
export function noScoreReason(a: ScoredSide, b: ScoredSide): string {
  return a.representation.name === b.representation.name
    ? "none is defined for both"
    : "their representations differ, and no label judges both";
}

/** @param values and `spreads`: of the two columns; undefined in runs of one seed */
export function scoreChange(
  columns: ScoreChange["columns"],
  { a, b }: { readonly a: number; readonly b: number },
  spreads: { readonly a: Spread | undefined; readonly b: Spread | undefined },
  doubts: Doubts,
): ScoreChange {
  const { label = columns.a, better = null } = metricColumn(columns.a) ?? {};
  const deviations = { a: spreads.a?.deviation, b: spreads.b?.deviation };
  return {
    columns,
    label,
    better,
    a,
    b,
    deviations,
    doubts,
    isBetter:
      better === null || a === b || (doubts.a !== null && doubts.b !== null) ? null : (better === "higher") === b > a,
    isBeyond:
      deviations.a === undefined && deviations.b === undefined
        ? null
        : Math.abs(b - a) > (deviations.a ?? 0) + (deviations.b ?? 0),
  };
}

/** The column of a run's metrics table that has the same score; undefined where the task has none. */
export function twinColumn(column: string, { task, settings }: RunManifest): string | undefined {
  const names = metricTable(task, settings.ownLabels);
  if (names.includes(column)) return column;
  const of = metricColumn(column);
  if (of === undefined || of.noise === "left-out") return undefined;
  return names.find((name) => {
    const other = metricColumn(name);
    return other?.metric === of.metric && other.against === of.against && other.noise !== "left-out";
  });
}

/** Scores of shape live in the space of the representation; one that a representation contains says nothing. */
function isComparable(column: string, a: ScoredSide, b: ScoredSide): boolean {
  const ofShape = metricColumn(column)?.against === null;
  const leaked = [a, b].some(({ representation }) => isLeaked({ leaks: representation.holdsLabel }, column));
  return !leaked && !(ofShape && a.representation.name !== b.representation.name);
}

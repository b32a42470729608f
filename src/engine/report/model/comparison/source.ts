import type { ComparedNumbers } from "../../../../shared/contract/panel/comparison.ts";
import type { ViewClustering, ViewRepresentation } from "../../../../shared/contract/view.ts";
import type { MetricTableRow } from "../../../analysis/metrics/table.ts";
import { contextOf, type ReportContext } from "../context.ts";
import type { Claim, Sentence, Side } from "../report.ts";
import type { ReportSource } from "../source.ts";

/** A side of a comparison, as far as its report needs it. */
export interface ComparedSource {
  /** What the report of its run is made of. */
  readonly source: ReportSource;
  /** What the run is called. */
  readonly name: string;
  readonly representation: ViewRepresentation;
  readonly clustering: ViewClustering;
  /** One per song of its run; −1 is noise. */
  readonly labels: Int32Array;
  /** Songs × 2, row-major: both sides in the frame of A. */
  readonly points: Float32Array;
}

export interface ComparisonSource {
  readonly comparison: ComparedNumbers;
  readonly a: ComparedSource;
  readonly b: ComparedSource;
  /** Song of B → song of A; −1 where A has it not. */
  readonly songOfA: Int32Array;
}

/** What the sections of a comparison look at. */
export interface ComparisonContext extends ComparisonSource {
  readonly runs: Readonly<Record<Side, ReportContext>>;
  /** Whether both sides are of one run. */
  readonly isOneRun: boolean;
}

export const SIDES = ["a", "b"] as const satisfies readonly Side[];

/** What a side is called: `A`. */
export function sideName(side: Side): string {
  return side.toUpperCase();
}

export function comparisonContext(source: ComparisonSource): ComparisonContext {
  const runs = { a: contextOf(source.a.source), b: contextOf(source.b.source) };
  return { ...source, runs, isOneRun: runs.a.manifest.runId === runs.b.manifest.runId };
}

/** The claims of a sentence, of a run of the comparison. */
export function onSide(side: Side, sentence: Sentence): Sentence {
  return sentence.map((part) => (typeof part === "object" && "source" in part ? claimOfSide(side, part) : part));
}

export function claimOfSide(side: Side, { source, ...claim }: Claim): Claim {
  return { ...claim, source: { from: "side", side, source } };
}

/** The row of the metrics table that a side is, with the means over the seeds. */
export function rowOfSide({ runs, ...sides }: ComparisonContext, side: Side): MetricTableRow | undefined {
  const { representation, clustering } = sides[side];
  return runs[side].judged.find(({ rep, method }) => rep === representation.name && method === clustering.method);
}

import { doubtMeanings, doubtOf, isLeaked, marked } from "../../../../shared/doubt.ts";
import { metricColumn, tableColumn } from "../../../../shared/contract/metrics.ts";
import { spreadOf, type Spread } from "../../../../shared/contract/seeds.ts";
import { formatChange, formatNumber, formatScore, partOf } from "../../../../shared/format.ts";
import type { MetricTableRow } from "../../../analysis/metrics/table.ts";
import { seedRowOf } from "../../../analysis/seeds/mean-rows.ts";
import { columnWords, nameOf } from "../context.ts";
import type { Block, ReportCell, ScorePair, Sentence, Side, Table } from "../report.ts";
import { claim, say, see } from "../sentence.ts";
import {
  noScoreReason,
  scoreChange,
  scoreChanges,
  twinColumn,
  type ScoreChange,
  type ScoredSide,
} from "../../comparison/score-changes.ts";
import { SIDES, type ComparisonContext } from "./source.ts";

/** A change with the rows that it is of. */
interface Change extends ScoreChange {
  readonly pair: ScorePair;
}

/** Which scores moved: those of the two clusterings, and the best of each representation. */
export function scoreBlocks(context: ComparisonContext): Block[] {
  const own = ownChanges(context);
  const best = bestChanges(context);
  return [
    ...(own.length === 0
      ? [{ kind: "paragraph" as const, lead: "Scores.", sentences: [say`The two clusterings have no score that could be compared: ${noScoreReason(...sidesOf(context))}.`] }] // prettier-ignore
      : [
          { kind: "paragraph" as const, lead: "Scores.", sentences: changeSentences(own, "scores", (count) => (count === 1 ? "score" : "scores")) }, // prettier-ignore
          scoreTable(context, own),
        ]),
    ...(best.length === 0
      ? []
      : [
          { kind: "paragraph" as const, lead: "Representations.", sentences: bestSentences(context, best) },
          bestTable(context, best),
        ]),
  ];
}

function sidesOf({ runs, a, b }: ComparisonContext): [ScoredSide, ScoredSide] {
  return [
    { ...a, manifest: runs.a.manifest },
    { ...b, manifest: runs.b.manifest },
  ];
}

function ownChanges(context: ComparisonContext): Change[] {
  return scoreChanges(...sidesOf(context)).map((change) => {
    const of = (side: Side) => ({ rep: context[side].representation.name, method: context[side].clustering.method, column: change.columns[side] }); // prettier-ignore
    return { ...change, pair: { a: of("a"), b: of("b") } };
  });
}

/** The best of each representation that both runs have, by the score that decides in both. */
function bestChanges({ runs, isOneRun }: ComparisonContext): Change[] {
  const [first = ""] = runs.a.bestBy;
  const twin = twinColumn(first, runs.b.manifest);
  if (isOneRun || twin === undefined || twin !== runs.b.bestBy[0]) return [];
  return runs.a.best.flatMap((rowA): Change[] => {
    const rowB = runs.b.best.find(({ rep }) => rep === rowA.rep);
    if (rowB === undefined || isLeaked(rowA.values, first)) return [];
    const [before, after] = [rowA.values[first], rowB.values[twin]];
    if (typeof before !== "number" || typeof after !== "number") return [];
    const spreads = { a: spreadFor(runs.a.seeds, rowA, first), b: spreadFor(runs.b.seeds, rowB, twin) };
    const doubts = { a: doubtOf(rowA.values, first), b: doubtOf(rowB.values, twin) };
    const change = scoreChange({ a: first, b: twin }, { a: before, b: after }, spreads, doubts);
    const of = (row: MetricTableRow, column: string) => ({ rep: row.rep, method: row.method, column });
    return [{ ...change, pair: { a: of(rowA, first), b: of(rowB, twin) } }];
  });
}

function spreadFor(seeds: readonly MetricTableRow[], row: MetricTableRow, column: string): Spread | undefined {
  const seedRow = seedRowOf(row, seeds);
  return seedRow && spreadOf(seedRow.values, column);
}

function changeSentences(changes: readonly Change[], table: string, noun: (count: number) => string): Sentence[] {
  const largest = changes.toSorted((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a))[0]!;
  const known = changes.filter(({ isBeyond }) => isBeyond !== null);
  const beyond = known.filter(({ isBeyond }) => isBeyond === true).length;
  const pairs = known.map(({ pair }) => pair);
  const count = claim(formatNumber(beyond), beyond, { from: "beyond", pairs });
  return [
    known.length === 0
      ? say`${see(table)} has the ${formatNumber(changes.length)} ${noun(changes.length)} that both have; of one seed each, so no ± tells which difference is more than chance.`
      : say`Of ${formatNumber(changes.length)} ${noun(changes.length)} (${see(table)}), ${count} ${beyond === 1 ? "differs" : "differ"} beyond the ±.`,
    ...(largest.a === largest.b
      ? []
      : [say`The largest difference is that of ${largest.label}: ${changeClaim(largest)}${verdict(largest)}.`]),
  ];
}

function bestSentences(context: ComparisonContext, changes: readonly Change[]): Sentence[] {
  const { runs } = context;
  const [first = ""] = runs.a.bestBy;
  const counts = {
    better: changes.filter(({ isBetter }) => isBetter === true).length,
    worse: changes.filter(({ isBetter }) => isBetter === false).length,
  };
  const known = changes.filter(({ isBeyond }) => isBeyond !== null);
  const beyond = known.filter(({ isBeyond }) => isBeyond === true).length;
  const pairs = known.map(({ pair }) => pair);
  const count = claim(formatNumber(beyond), beyond, { from: "beyond", pairs });
  const largest = changes.toSorted((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a))[0]!;
  return [
    say`By ${columnWords(first)} with the best method of each, ${partOf(counts.better, changes.length, "representation")} that both runs have ${counts.better === 1 ? "is" : "are"} better in B and ${formatNumber(counts.worse)} worse${known.length === 0 ? "" : say`, ${count} of all beyond the ±`} (${see("representations")}).`,
    ...(largest.a === largest.b
      ? []
      : [say`${nameOf(runs.a, largest.pair.a.rep)} differs most: ${changeClaim(largest)}.`]),
  ];
}

function changeClaim({ a, b, pair }: Change): Sentence {
  return [claim(formatChange(b - a), b - a, { from: "change", ...pair })];
}

function verdict({ isBetter }: Change): string {
  return isBetter === null ? "" : isBetter ? ", B being better" : ", B being worse";
}

function scoreTable({ runs }: ComparisonContext, changes: readonly Change[]): Table {
  return {
    kind: "table",
    id: "scores",
    title: "Scores of both clusterings",
    caption: [say`Scores of both clusterings: ↑ higher is better, ↓ lower is better; bold: the better one${changes.some(({ isBeyond }) => isBeyond !== null) ? ", and differences beyond the ±" : ""}.`], // prettier-ignore
    columns: [
      { label: "score", numeric: false },
      { label: "A", numeric: true },
      { label: "B", numeric: true },
      { label: "B − A", numeric: true },
    ],
    rows: changes.map((change) => ({
      cells: [{ text: `${tableColumn(change.columns.a).label} ${arrow(change)}`.trimEnd() }, ...valueCells(change)],
    })),
    notes: [...marksOf(changes), ...leftOut(runs)],
    wide: false,
  };
}

function marksOf(changes: readonly ScoreChange[]): string[] {
  return doubtMeanings(changes.flatMap(({ doubts }) => [doubts.a, doubts.b]));
}

/** Why scores are missing. */
function leftOut({ a, b }: ComparisonContext["runs"]): string[] {
  return a.manifest.task === b.manifest.task ? [] : ["Scores that only one of the two tasks computes are left out."];
}

function arrow({ better }: ScoreChange): string {
  return better === "higher" ? "↑" : better === "lower" ? "↓" : "";
}

function valueCells({ a, b, deviations, doubts, isBetter, isBeyond }: ScoreChange): ReportCell[] {
  return [
    { text: marked(formatScore(a, deviations.a), doubts.a), value: a, best: isBetter === false },
    { text: marked(formatScore(b, deviations.b), doubts.b), value: b, best: isBetter === true },
    { text: formatChange(b - a), value: b - a, best: isBeyond === true },
  ];
}

function bestTable(context: ComparisonContext, changes: readonly Change[]): Table {
  const { runs } = context;
  const [first = ""] = runs.a.bestBy;
  const label = metricColumn(first)?.label ?? first;
  const only = SIDES.map((side) => {
    const others = runs[side === "a" ? "b" : "a"].best;
    return runs[side].best.filter(({ rep }) => !others.some((other) => other.rep === rep)).length;
  });
  return {
    kind: "table",
    id: "representations",
    title: "Best of each representation in both runs",
    caption: [say`${label} of the best method of each representation in both runs; bold: the better one.`],
    columns: [
      { label: "representation", numeric: false },
      { label: "method in A", numeric: false },
      { label: "A", numeric: true },
      { label: "method in B", numeric: false },
      { label: "B", numeric: true },
      { label: "B − A", numeric: true },
    ],
    rows: changes.map((change) => {
      const [a, b, difference] = valueCells(change);
      return {
        cells: [
          { text: nameOf(runs.a, change.pair.a.rep) },
          { text: nameOf(runs.a, change.pair.a.method) },
          a!,
          { text: nameOf(runs.b, change.pair.b.method) },
          b!,
          difference!,
        ],
      };
    }),
    notes: [
      ...marksOf(changes),
      ...only.flatMap((count, index) => (count === 0 ? [] : [`${formatNumber(count)} more only in ${SIDES[index]!.toUpperCase()}.`])), // prettier-ignore
    ],
    wide: true,
  };
}

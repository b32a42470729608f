import { greatest, least } from "../../../../shared/extremes.ts";
import { contingencyOf } from "../../../../shared/contract/panel/contingency.ts";
import { matchedClusters, movedTest } from "../../../../shared/contract/panel/comparison.ts";
import { projectionCaption, projectionLabel } from "../../../../shared/contract/projections.ts";
import { countOf, formatNumber } from "../../../../shared/format.ts";
import type { Block, FigurePanel, ReportFigure, Sentence, Side, Table } from "../report.ts";
import { say, see } from "../sentence.ts";
import { fact } from "./abstract.ts";
import { sideName, type ComparisonContext } from "./source.ts";

/** Clusters that the table has on a side; more do not fit a page. */
const MOST_CLUSTERS = 12;

/** Lines that can be told apart on a map. */
const MOST_LINES = 150;

/** What the two clusterings have in common: agreement, maps, clusters that meet, songs that moved. */
export function agreementBlocks(context: ComparisonContext): Block[] {
  const contingency = contingencyTable(context);
  const moved = movedTable(context);
  const map = mapFigure(context);
  return [
    { kind: "paragraph", lead: "Clusters.", sentences: agreementSentences(context) },
    ...(contingency === undefined ? [] : [contingency]),
    { kind: "paragraph", lead: "Maps.", sentences: mapSentences(context) },
    map,
    ...(moved === undefined ? [] : [moved]),
  ];
}

function agreementSentences(context: ComparisonContext): Sentence[] {
  const { comparison } = context;
  const ari = comparison.agreement.ARI;
  const verdict =
    ari === null
      ? ""
      : ari > 0.9
        ? ": the two are nearly one clustering"
        : ari < 0.1
          ? ": little more than chance"
          : ": in part the same groups";
  const largest = comparison.cells.filter(({ a, b }) => a >= 0 && b >= 0).toSorted((x, y) => y.count - x.count)[0];
  return [
    say`A has ${fact(context, "clusters-a", "cluster")} and B ${fact(context, "clusters-b")}, of which ${fact(context, "matched")} are paired. Their adjusted Rand index is ${fact(context, "ARI")}, their adjusted mutual information ${fact(context, "AMI")}${verdict}.`,
    ...(largest === undefined
      ? []
      : [
          say`${see("contingency")} counts the songs in each pair of clusters; most, ${formatNumber(largest.count)}, are in cluster ${formatNumber(largest.a)} of A and cluster ${formatNumber(largest.b)} of B.`,
        ]),
  ];
}

function mapSentences(context: ComparisonContext): Sentence[] {
  const { comparison } = context;
  const moved = fact(context, "moved", "song");
  const isFew = comparison.moved.length > 0;
  return [
    say`${see("maps")} has both maps in one frame; they differ in a share of ${fact(context, "disparity")} of the variance.`,
    comparison.movedCount === 0
      ? say`No song is in another cluster${isFew ? say`; ${see("moved")} has those whose nearest songs are other ones` : ""}.`
      : say`${moved} ${comparison.movedCount === 1 ? "is" : "are"} in another cluster${isFew ? say` (${see("moved")})` : ""}.`,
  ];
}

function mapFigure(context: ComparisonContext): ReportFigure {
  const { a, b, comparison } = context;
  const matched = matchedClusters(a.labels, b.labels, comparison.matches);
  const names: string[] = [];
  for (const [cluster, name] of matched.nameOf) names[cluster] = name;
  const lines = movedLines(context);
  const { movedCount, projection } = comparison;
  return {
    kind: "figure",
    id: "maps",
    title: "Both maps",
    caption: [
      say`A on the left, B on the right, in one frame; each mark is a song, and clusters that are paired have one colour.`,
      ...(lines.length === 0
        ? []
        : [say`Lines lead from where A has a song that moved to where B has it${lines.length < movedCount ? say` (${formatNumber(lines.length)} of ${formatNumber(movedCount)})` : ""}.`]), // prettier-ignore
      say`Where both sides have the same colours at the same places, the clusterings say the same.`,
      ...(["a", "b"] as const).map((side) => say`${sideName(side)}: ${mapFacts(context, side)}.`),
    ],
    panels: [
      panel(context, "a", { labels: a.labels, beside: matched.labels }, []),
      panel(context, "b", { labels: matched.labels, names, beside: a.labels }, lines),
    ],
    wide: true,
  };

  function panel(
    { a: { points: frame }, ...sides }: ComparisonContext,
    side: Side,
    groups: { readonly labels: Int32Array; readonly names?: readonly string[]; readonly beside: Int32Array },
    drawn: readonly (readonly [number, number, number, number])[],
  ): FigurePanel {
    const { representation, clustering, points } = side === "a" ? a : sides[side];
    const title = `${sideName(side)}: ${representation.label}, ${clustering.label}`;
    return {
      label: title,
      plot: {
        kind: "scatter",
        input: {
          coordinates: points,
          beside: side === "a" ? b.points : frame,
          groups: { kind: "cluster", name: `cluster of ${sideName(side)}`, ...groups },
          title,
          axes: projectionLabel(projection),
          lines: drawn,
        },
      },
    };
  }
}

function mapFacts({ comparison, ...sides }: ComparisonContext, side: Side): string {
  const map = sides[side].representation.projections.find(({ method }) => method === comparison.projection);
  return map === undefined ? projectionLabel(comparison.projection) : projectionCaption(map);
}

/** Shorter lines, as parts of a map's side, are hidden below the marks: on one map of both sides nothing lies elsewhere. */
const SHORTEST_LINE = 0.005;

/** From where A has the moved songs to where B has them; of many the first ones. */
function movedLines({ a, b, songOfA, comparison }: ComparisonContext): [number, number, number, number][] {
  const isMoved = movedTest(comparison.matches);
  const shortest = SHORTEST_LINE * (greatest(a.points) - least(a.points));
  const lines: [number, number, number, number][] = [];
  for (const [songB, song] of songOfA.entries()) {
    if (song < 0 || !isMoved(a.labels[song]!, b.labels[songB]!)) continue;
    const line = [
      a.points[2 * song]!,
      a.points[2 * song + 1]!,
      b.points[2 * songB]!,
      b.points[2 * songB + 1]!,
    ] as const;
    if (Math.hypot(line[0] - line[2], line[1] - line[3]) < shortest) continue;
    lines.push([...line]);
    if (lines.length === MOST_LINES) break;
  }
  return lines;
}

function contingencyTable({ comparison }: ComparisonContext): Table | undefined {
  const { rows, columns, countOf: songs, isMatched, left } = contingencyOf(comparison, MOST_CLUSTERS);
  if (rows.length === 0) return undefined;
  const name = (cluster: number): string => (cluster < 0 ? "noise" : String(cluster));
  const sum = (a: number): number => columns.reduce((all, b) => all + songs(a, b), 0);
  const more = [["A", left.a] as const, ["B", left.b] as const].filter(([, count]) => count > 0);
  return {
    kind: "table",
    id: "contingency",
    title: "Clusters of A and B",
    caption: [say`Songs in each cluster of A (rows) and of B (columns); bold: clusters that are paired.`],
    columns: [
      { label: "A \\ B", numeric: false },
      ...columns.map((b) => ({ label: name(b), numeric: true })),
      { label: "songs", numeric: true },
    ],
    rows: rows.map((a) => ({
      cells: [
        { text: name(a) },
        ...columns.map((b) => ({
          text: songs(a, b) === 0 ? "·" : formatNumber(songs(a, b)),
          value: songs(a, b),
          best: isMatched(a, b) && songs(a, b) > 0,
        })),
        { text: formatNumber(sum(a)), value: sum(a) },
      ],
    })),
    notes: more.map(
      ([side, count]) => `${countOf(count, "smaller cluster")} of ${side} ${count === 1 ? "is" : "are"} left out.`,
    ),
    wide: columns.length > 8,
  };
}

function movedTable({ comparison, runs }: ComparisonContext): Table | undefined {
  const { moved, movedCount } = comparison;
  if (moved.length === 0) return undefined;
  const labels = runs.a.shownLabels;
  const name = (cluster: number): string => (cluster < 0 ? "noise" : String(cluster));
  return {
    kind: "table",
    id: "moved",
    title: "Songs that moved most",
    caption: [
      say`Songs that moved most: first those in another cluster, then those whose nearest songs in the representation are other ones. Kept: how many of a song's ${formatNumber(moved[0]!.neighbours)} nearest songs in A are among those in B.`,
    ],
    columns: [
      { label: "song", numeric: false },
      ...(labels !== null ? [{ label: runs.a.category, numeric: false }] : []),
      { label: "in A", numeric: true },
      { label: "in B", numeric: true },
      { label: "kept", numeric: true },
    ],
    rows: moved.map(({ song, title, clusterA, clusterB, kept }) => ({
      cells: [
        { text: title },
        ...(labels === null ? [] : [{ text: labels[song] ?? "" }]),
        { text: name(clusterA), value: clusterA },
        { text: name(clusterB), value: clusterB },
        { text: formatNumber(kept), value: kept },
      ],
    })),
    notes: moved.length < movedCount ? [`${formatNumber(moved.length)} of ${countOf(movedCount, "song")}.`] : [],
    wide: false,
  };
}

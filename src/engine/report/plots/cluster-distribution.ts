import { stackedBars, UNCROWDED_BARS, type BarPart } from "../../../shared/figures/stacked-bars.ts";
import type { Figure } from "./figure.ts";
import { groupsOf, rowsOf } from "../../../shared/figures/groups.ts";
import { CHART_THEME, PAPER } from "./theme.ts";

export interface ClusterDistributionInput {
  /** Cluster of every song; −1 is noise. */
  readonly clusters: ArrayLike<number>;
  /** Genre or language of every song; empty is unknown. */
  readonly categories: readonly string[];
  /** What the categories are: `genre`. */
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
}

/** Bars beyond this many are joined into one. */
const MAX_BARS = 24;

export function clusterDistributionFigure(input: ClusterDistributionInput): Figure {
  const { clusters, categories, name, title, caption = "" } = input;
  const bars = barsOf(clusters);
  const groups = groupsOf({ kind: "category", name, labels: categories });
  const barOfSong = new Int32Array(clusters.length);
  bars.forEach(({ members }, bar) => {
    for (const song of members) barOfSong[song] = bar;
  });
  const parts = groups.map(({ label, members, style }): BarPart => {
    const values = bars.map(() => 0);
    for (const song of members) values[barOfSong[song]!]! += 1;
    return { label, values, fill: style.colour, outline: PAPER, hatch: style.hatch };
  });
  // With room for it a second line says how many songs the cluster holds; else the axis does.
  const nameOf = (bar: number): string | string[] => {
    const { label, members } = bars[bar]!;
    return bars.length > UNCROWDED_BARS ? label : [label, `n = ${members.length}`];
  };
  const panel = stackedBars({ nameOf, bars: bars.length, parts, values: "counts" }, CHART_THEME);
  const entries = groups.map(({ label, members, style }) => ({
    label,
    note: String(members.length),
    swatch: { kind: "bar", fill: style.colour, outline: style.outline, hatch: style.hatch } as const,
  }));
  return { width: 800, height: 600, title, caption, legend: { title: name, entries }, panels: [panel] };
}

/** One bar per cluster; beyond MAX_BARS the smallest clusters share one. Noise comes last. */
function barsOf(clusters: ArrayLike<number>): { readonly label: string; readonly members: readonly number[] }[] {
  const byCluster = rowsOf(Array.from(clusters, (cluster) => Math.max(cluster, -1)));
  const noise = byCluster.get(-1);
  byCluster.delete(-1);
  const bySize = [...byCluster].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const own = bySize.length > MAX_BARS ? bySize.slice(0, MAX_BARS - 1) : bySize;
  const rest = bySize.slice(own.length);
  return [
    ...own.sort((a, b) => a[0] - b[0]).map(([cluster, members]) => ({ label: String(cluster), members })),
    ...(rest.length > 0 ? [{ label: "others", members: rest.flatMap(([, members]) => members) }] : []),
    ...(noise === undefined ? [] : [{ label: "noise", members: noise }]),
  ];
}

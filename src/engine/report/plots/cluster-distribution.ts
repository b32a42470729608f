import type { ChartConfiguration, Plugin } from "chart.js";
import { contextOf, type Figure } from "./figure.ts";
import { groupsOf, type Group } from "./groups.ts";
import { drawHatch } from "./hatch.ts";
import { font, FONT_SIZE, GRID, INK } from "./theme.ts";

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
/** Up to so many bars, two lines fit below each. */
const UNCROWDED_BARS = 9;

export function clusterDistributionFigure(input: ClusterDistributionInput): Figure {
  const { clusters, categories, name, title, caption = "" } = input;
  const bars = barsOf(clusters);
  const crowded = bars.length > UNCROWDED_BARS;
  const groups = groupsOf({ kind: "category", name, labels: categories });
  const barOfSong = new Int32Array(clusters.length);
  bars.forEach(({ members }, bar) => {
    for (const song of members) barOfSong[song] = bar;
  });
  const datasets = groups.map(({ label, members, style }) => {
    const counts = bars.map(() => 0);
    for (const song of members) counts[barOfSong[song]!]! += 1;
    return {
      label,
      data: counts,
      backgroundColor: style.colour,
      borderColor: "#ffffff",
      borderWidth: crowded ? 0.5 : 1,
      borderSkipped: false as const,
      maxBarThickness: 90,
      categoryPercentage: 0.85,
      barPercentage: 0.95,
    };
  });
  const panel: ChartConfiguration<"bar"> = {
    type: "bar",
    // With room for it a second line says how many songs the cluster holds; else the axis does.
    data: { labels: bars.map(({ label, members }) => (crowded ? label : [label, `n = ${members.length}`])), datasets },
    options: {
      scales: {
        x: {
          stacked: true,
          title: { display: true, text: "Cluster", color: INK, font: font(FONT_SIZE.axis) },
          ticks: { color: INK, font: font(crowded ? FONT_SIZE.tick - 2 : FONT_SIZE.tick), autoSkip: false },
          grid: { display: false },
          border: { color: INK },
        },
        y: {
          stacked: true,
          beginAtZero: true,
          title: { display: true, text: "Songs", color: INK, font: font(FONT_SIZE.axis) },
          ticks: { color: INK, font: font(FONT_SIZE.tick), precision: 0 },
          grid: { color: GRID },
          border: { color: INK },
        },
      },
    },
    plugins: [hatching(groups)],
  };
  const entries = groups.map(({ label, members, style }) => ({
    label,
    note: String(members.length),
    swatch: { kind: "bar", fill: style.colour, outline: style.outline, hatch: style.hatch } as const,
  }));
  return { width: 800, height: 600, title, caption, legend: { title: name, entries }, panels: [panel] };
}

/** One bar per cluster; beyond MAX_BARS the smallest clusters share one. Noise comes last. */
function barsOf(clusters: ArrayLike<number>): { readonly label: string; readonly members: readonly number[] }[] {
  const byCluster = new Map<number, number[]>();
  Array.from(clusters).forEach((cluster, song) => {
    const key = Math.max(cluster, -1);
    const members = byCluster.get(key);
    if (members === undefined) byCluster.set(key, [song]);
    else members.push(song);
  });
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

/** Hatches the bars of groups whose colour has been used before. */
function hatching(groups: readonly Group[]): Plugin<"bar"> {
  return {
    id: "hatching",
    afterDatasetDraw(chart, { index, meta }) {
      const hatch = groups[index]!.style.hatch;
      if (hatch === 0) return;
      for (const element of meta.data) {
        const { x, y, base, width } = element.getProps(["x", "y", "base", "width"] as never[]) as unknown as Bar;
        drawHatch(contextOf(chart), x - width / 2, Math.min(y, base), width, Math.abs(base - y), hatch);
      }
    },
  };
}

/** What a bar element of chart.js knows of itself, in CSS pixels. */
interface Bar {
  readonly x: number;
  readonly y: number;
  readonly base: number;
  readonly width: number;
}

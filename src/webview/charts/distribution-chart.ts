import { countOf, formatNumber, formatShare } from "../../shared/format.ts";
import type { ActiveElement, ChartConfiguration, ChartDataset, ChartEvent, Scale, ScriptableContext } from "chart.js";
import { MAGMA } from "../../shared/figures/magma.ts";
import { colourAt } from "../../shared/figures/scale.ts";
import { contrasting } from "../colour/contrast.ts";
import { over, toHex, withAlpha } from "../../shared/figures/rgb.ts";
import type { Shape } from "../colour/categorical.ts";
import type { Theme } from "../colour/theme.ts";
import type { MarkStyle } from "../map/render/scene.ts";
import type { ClusterRow, Distribution } from "../model/distribution.ts";
import { labelEvery } from "../../shared/figures/ticks.ts";
import { stackedBars, type BarPart, type BarRoom } from "../../shared/figures/stacked-bars.ts";
import { chartInk, tooltipLook } from "./chart-text.ts";
import { greatest } from "../../shared/extremes.ts";

/** A cell of the cross table. */
export interface Cell {
  readonly cluster: number;
  readonly category: number;
}

export interface DistributionChartInput {
  readonly distribution: Distribution;
  /** Of each category, as on the map. */
  readonly marks: readonly MarkStyle[];
  readonly values: "counts" | "shares";
  /** Selected songs of each cell, cluster by cluster; null: nothing is selected. */
  readonly selected: Uint32Array | null;
  readonly theme: Theme;
  readonly onCell: (cell: Cell, event: MouseEvent) => void;
}

/** The opacity of songs outside the selection. */
const FAINT = 0.3;

/** One bar per cluster, stacked by category. The selected songs of each part stand out; the others are faint. */
export function clusterBars({
  distribution,
  marks,
  values,
  selected,
  theme,
  onCell,
}: DistributionChartInput): ChartConfiguration<"bar"> {
  const { clusters, categories } = distribution;
  const ink = chartInk(theme);
  const sides = selected === null ? (["all"] as const) : (["selected", "others"] as const);
  const parts = categories.flatMap((label, category) =>
    sides.map((side): BarPart => {
      const colour = toHex(marks[category]!.colour);
      const countIn = (row: number, all: number): number => {
        const chosen = selected?.[row * categories.length + category] ?? 0;
        return side === "all" ? all : side === "selected" ? chosen : all - chosen;
      };
      return {
        label,
        values: clusters.map(({ counts, size }, row) => {
          const count = countIn(row, counts[category]!);
          return values === "counts" ? count : count / size;
        }),
        fill: side === "others" ? withAlpha(colour, FAINT) : colour,
        outline: theme.highContrast ? colour : ink.background,
        hatch: 0,
      };
    }),
  );
  const chart = stackedBars({ nameOf: clusterName(clusters, theme), bars: clusters.length, parts, values }, ink);
  const datasets = chart.data.datasets.map((dataset, index) => {
    const { shape } = marks[Math.floor(index / sides.length)]!;
    return { ...dataset, mark: hasMark(shape, theme) ? { shape, colour: ink.background } : undefined };
  });
  return {
    ...chart,
    data: { ...chart.data, datasets },
    options: {
      ...chart.options,
      ...common(theme),
      onClick: clicked(sides.length, onCell),
      plugins: {
        tooltip: tooltip(theme, ({ dataIndex, datasetIndex }) =>
          cellWords(distribution, { cluster: dataIndex, category: Math.floor(datasetIndex / sides.length) }),
        ),
      },
    },
  };
}

/** Beyond the eight colours, and in high contrast from the first, shapes tell the categories apart. */
const hasMark = (shape: Shape, { highContrast }: Theme): boolean => highContrast || shape !== "circle";

/** The cross table as a grid of colours: bars of equal height, each coloured by its cell. */
export function heatMap({
  distribution,
  values,
  selected,
  theme,
  onCell,
}: DistributionChartInput): ChartConfiguration<"bar"> {
  const { clusters, categories } = distribution;
  const ink = chartInk(theme);
  const nameOf = clusterName(clusters, theme);
  const scale = contrasting(MAGMA, theme.background, 1.3);
  const most = greatest([1, ...clusters.flatMap(({ counts }) => counts)]);
  const shareOf = ({ counts, size }: ClusterRow, category: number): number =>
    counts[category]! / (values === "counts" ? most : size);
  // The lowest row is drawn first; the first category belongs on top.
  const rows = categories.map((_name, index) => categories.length - 1 - index);
  const fill = ({ dataIndex, datasetIndex }: ScriptableContext<"bar">): string => {
    const row = clusters[dataIndex];
    const category = rows[datasetIndex];
    if (row === undefined || category === undefined || row.counts[category] === 0) return "transparent";
    const strong = selected === null || selected[dataIndex * categories.length + category]! > 0;
    // On light backgrounds more is darker, on dark ones lighter.
    const share = shareOf(row, category);
    const colour = colourAt(scale, theme.dark ? share : 1 - share);
    return toHex(strong ? colour : over(colour, FAINT, theme.background));
  };
  return {
    type: "bar",
    data: {
      labels: clusters.map(clusterLabel),
      datasets: rows.map((category): ChartDataset<"bar"> => ({
        label: categories[category]!,
        data: clusters.map(() => 1),
        backgroundColor: fill,
        borderColor: ink.grid,
        // Between narrow columns the lines would be more than the colours.
        borderWidth: ({ chart }) => {
          const across = chart.width / clusters.length < NARROW_CELL ? 0 : 0.5;
          return { top: 0.5, bottom: 0.5, left: across, right: across };
        },
        borderSkipped: false,
        categoryPercentage: 1,
        barPercentage: 1,
      })),
    },
    options: {
      ...common(theme),
      onClick: clicked(1, ({ cluster, category }, event) => {
        onCell({ cluster, category: rows[category]! }, event);
      }),
      scales: {
        x: {
          stacked: true,
          ticks: {
            color: ink.text,
            font: ink.font,
            autoSkip: false,
            // Slanted numbers would take the room of the rows.
            maxRotation: 0,
            callback(this: Scale, _value: number | string, index: number) {
              return nameOf(index, { height: this.chart.height, spacing: this.width / clusters.length });
            },
          },
          grid: { display: false },
          border: { display: false },
        },
        y: {
          stacked: true,
          min: 0,
          max: categories.length,
          afterBuildTicks: (axis) => {
            axis.ticks = rows.map((_category, index) => ({ value: index + 0.5 }));
          },
          ticks: {
            color: ink.text,
            font: ink.font,
            autoSkipPadding: 2,
            callback: (_value, index) => shortened(categories[rows[index]!] ?? ""),
          },
          grid: { display: false },
          border: { display: false },
        },
      },
      plugins: {
        tooltip: tooltip(theme, ({ dataIndex, datasetIndex }) =>
          cellWords(distribution, { cluster: dataIndex, category: rows[datasetIndex]! }),
        ),
      },
    },
  };
}

/** `reggae: 4 songs, 40 % of cluster 2`. */
export function cellWords({ clusters, categories }: Distribution, { cluster, category }: Cell): string {
  const { id, size, counts } = clusters[cluster]!;
  const count = counts[category]!;
  return `${categories[category]!}: ${countOf(count, "song")}, ${formatShare(count / size)} of ${id < 0 ? "noise" : `cluster ${id}`}`;
}

/** Narrower cells have no lines between them; pixels of the chart to a column. */
const NARROW_CELL = 8;

/** Up to so many clusters, in a chart of so many pixels, there is room for purity and entropy below the bars. */
const ROOMY = { clusters: 6, height: 140 };

/** What stands below a cluster's column: nothing at some where there are many, always something at the noise. */
function clusterName(clusters: readonly ClusterRow[], { fontSize }: Theme) {
  const last = clusters.length - 1;
  return (index: number, { height, spacing }: BarRoom): string | string[] => {
    const row = clusters[index];
    if (row === undefined) return "";
    const name = clusterLabel(row);
    if (clusters.length <= ROOMY.clusters && height >= ROOMY.height && spacing >= 6 * fontSize)
      return [name, `${formatShare(row.purity)} pure`, `${formatNumber(row.entropy)} bits`];
    if (row.id < 0) return name;
    const isBesideNoise = clusters[last]!.id < 0 && (last - index) * spacing < 2.5 * fontSize;
    return index % labelEvery(spacing, 1.8 * fontSize) === 0 && !isBesideNoise ? name : "";
  };
}

function clusterLabel({ id }: ClusterRow): string {
  return id < 0 ? "noise" : String(id);
}

function common({ fontSize }: Theme): {
  animation: false;
  maintainAspectRatio: false;
  responsive: true;
  layout: { padding: { top: number } };
} {
  return { animation: false, maintainAspectRatio: false, responsive: true, layout: { padding: { top: fontSize / 3 } } };
}

function clicked(parts: number, onCell: (cell: Cell, event: MouseEvent) => void) {
  return (event: ChartEvent, elements: ActiveElement[]): void => {
    const [element] = elements;
    if (element === undefined || !(event.native instanceof MouseEvent)) return;
    onCell({ cluster: element.index, category: Math.floor(element.datasetIndex / parts) }, event.native);
  };
}

function tooltip(
  theme: Theme,
  words: (item: { readonly dataIndex: number; readonly datasetIndex: number }) => string,
): object {
  const ink = chartInk(theme);
  return {
    ...tooltipLook(ink),
    borderColor: theme.highContrast ? ink.text : ink.grid,
    displayColors: false,
    callbacks: { title: () => "", label: words },
  };
}

function shortened(text: string): string {
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}

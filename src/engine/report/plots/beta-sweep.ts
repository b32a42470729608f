import { OKABE_ITO } from "../../../shared/figures/palette.ts";
import type { Figure } from "./figure.ts";
import { lineChart } from "../../../shared/figures/line-chart.ts";
import { CHART_THEME } from "./theme.ts";

export interface BetaSweepInput {
  readonly points: readonly {
    readonly beta: number;
    readonly reconstruction: number;
    /** Null where there is none. */
    readonly kl: number | null;
    /** Null where it is undefined. */
    readonly quality: number | null;
  }[];
  /** What `quality` is: `NMI with genre`. */
  readonly qualityName: string;
  readonly title: string;
  readonly caption?: string;
}

/** A panel for each quantity that any β has. */
export function betaSweepFigure({ points, qualityName, title, caption = "" }: BetaSweepInput): Figure {
  const sorted = points.toSorted((a, b) => a.beta - b.beta);
  const quantities: readonly { readonly title: string; readonly values: readonly (number | null)[] }[] = [
    { title: "Reconstruction (MSE)", values: sorted.map(({ reconstruction }) => reconstruction) },
    { title: "KL divergence", values: sorted.map(({ kl }) => kl) },
    { title: qualityName, values: sorted.map(({ quality }) => quality) },
  ].filter(({ values }) => values.some((value) => value !== null));
  const panels = quantities.map((quantity, index) =>
    lineChart(
      {
        title: quantity.title,
        xTitle: "β",
        yScale: "linear",
        xLabels: sorted.map(({ beta }) => String(beta)),
        lines: [
          {
            label: quantity.title,
            colour: OKABE_ITO[index]!,
            dash: [],
            points: quantity.values.map((y, x) => ({ x, y: y ?? Number.NaN })),
            markers: true,
          },
        ],
      },
      CHART_THEME,
    ),
  );
  return { width: 400 * panels.length, height: 460, title, caption, legend: null, panels };
}

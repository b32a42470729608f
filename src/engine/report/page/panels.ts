import { plotsProblem, type Plot } from "../plots/index.ts";
import type { ReportFigure } from "../model/report.ts";
import { barsMarkup } from "./bars-markup.ts";
import { chartMarkup } from "./chart-markup.ts";
import { mapMarkup } from "./map-markup.ts";
import { markup, type Markup } from "./markup.ts";

/** The panels of the figures in the page's own colours; charts need what draws them, which an installation may lack. */
export async function drawPanels(figures: readonly ReportFigure[]): Promise<Map<ReportFigure, readonly Markup[]>> {
  const canDraw = (await plotsProblem()) === undefined;
  const drawn = new Map<ReportFigure, readonly Markup[]>();
  for (const figure of figures) {
    const panels = figure.panels.map(({ plot, label }) => panelMarkup(plot, label || figure.title, canDraw));
    drawn.set(figure, await Promise.all(panels));
  }
  return drawn;
}

async function panelMarkup(plot: Plot, label: string, canDraw: boolean): Promise<Markup> {
  if (plot.kind === "scatter") {
    const { coordinates, groups, title, ...surroundings } = plot.input;
    return mapMarkup(coordinates, groups, title, surroundings);
  }
  if (plot.kind === "distribution") {
    const { clusters, categories, name, title } = plot.input;
    return barsMarkup(clusters, { name, labels: categories }, title);
  }
  if (canDraw) return chartMarkup(plot, label);
  return markup`<p class="quiet">This picture cannot be drawn on the machine that wrote the report.</p>`;
}

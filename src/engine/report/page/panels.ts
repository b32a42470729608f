import { drawPlot, plotsProblem, type Plot } from "../plots/index.ts";
import type { ReportFigure } from "../model/report.ts";
import { barsMarkup } from "./bars-markup.ts";
import { mapMarkup } from "./map-markup.ts";
import { markup, type Markup } from "./markup.ts";

/** The panels of the figures: maps and clusters in the page's own colours, the others as pictures where they can be drawn. */
export async function drawPanels(figures: readonly ReportFigure[]): Promise<Map<ReportFigure, readonly Markup[]>> {
  const canDraw = (await plotsProblem()) === undefined;
  const drawn = new Map<ReportFigure, readonly Markup[]>();
  for (const figure of figures) {
    const panels: Markup[] = [];
    for (const { plot, label } of figure.panels) panels.push(await panelMarkup(plot, label || figure.title, canDraw));
    drawn.set(figure, panels);
  }
  return drawn;
}

async function panelMarkup(plot: Plot, label: string, canDraw: boolean): Promise<Markup> {
  if (plot.kind === "scatter") return mapMarkup(plot.input.coordinates, plot.input.groups, plot.input.title);
  if (plot.kind === "distribution") {
    const { clusters, categories, name, title } = plot.input;
    return barsMarkup(clusters, { name, labels: categories }, title);
  }
  if (!canDraw) return markup`<p class="quiet">This picture cannot be drawn on the machine that wrote the report.</p>`;
  const picture = Buffer.from(await drawPlot(plot)).toString("base64");
  return markup`<img class="picture" alt="${label}" src="data:image/png;base64,${picture}">`;
}

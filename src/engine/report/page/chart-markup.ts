import type { Legend } from "../plots/figure.ts";
import { figureOf, type Plot } from "../plots/index.ts";
import { vectorPanels } from "../plots/panels.ts";
import { markup, Markup } from "./markup.ts";

/** CSS pixels of a chart; a spectrogram is wide and low. */
const CHART = { width: 400, height: 300 } as const;
const SPECTROGRAM = { width: 420, height: 220 } as const;

/** The charts of a plot as vectors in the page's colours (figures.css), with the legend that they share below them. */
export async function chartMarkup(plot: Plot, label: string): Promise<Markup> {
  const figure = figureOf(plot);
  const { width, height } = plot.kind === "mel" ? SPECTROGRAM : CHART;
  const drawn = await vectorPanels(figure, width, height);
  const charts = drawn.map((svg, index) => {
    const name = drawn.length === 1 ? label : `${label}, chart ${index + 1} of ${drawn.length}`;
    return markup`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">${new Markup(withoutClips(svg))}</svg>`;
  });
  return markup`<div class="charts${drawn.length > 1 ? " several" : ""}">${charts}</div>${figure.legend === null ? [] : [legendMarkup(figure.legend)]}`;
}

/** A drawing without the clipping of its edges, whose names would meet on a page. */
function withoutClips(svg: string): string {
  return svg.replaceAll(/<clipPath[^]*?<\/clipPath>| clip-path="[^"]*"/g, "");
}

function legendMarkup({ entries }: Legend): Markup {
  const items = entries.map(({ label, swatch }) => {
    if (swatch.kind !== "line") return markup`<li>${label}</li>`;
    const { colour, dash } = swatch;
    return markup`<li><svg class="swatch line chart" viewBox="0 0 32 10" aria-hidden="true"><path fill="none" stroke="${colour.toUpperCase()}" stroke-width="2.5" stroke-dasharray="${dash.join(" ")}" d="M0 5H32"/></svg><bdi>${label}</bdi></li>`;
  });
  return markup`<ul class="legend">${items}</ul>`;
}

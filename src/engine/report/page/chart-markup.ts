import type { Legend } from "../plots/figure.ts";
import { figureOf, type Plot } from "../plots/index.ts";
import { vectorPanels } from "../plots/panels.ts";
import { markup, Markup } from "./markup.ts";

/** CSS pixels of a chart; a spectrogram is wide and low. */
const CHART = { width: 400, height: 300 } as const;
const SPECTROGRAM = { width: 420, height: 220 } as const;

/** The charts of a plot as vectors in the page's colours (figures.css), with the legend that they share below them. */
export function chartMarkup(plot: Plot, label: string): Markup {
  const figure = figureOf(plot);
  const { width, height } = plot.kind === "mel" ? SPECTROGRAM : CHART;
  const drawn = vectorPanels(figure, width, height);
  const charts = drawn.map((svg, index) => {
    const name = drawn.length === 1 ? label : `${label}, chart ${index + 1} of ${drawn.length}`;
    return markup`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">${contentOf(svg)}</svg>`;
  });
  return markup`<div class="charts${drawn.length > 1 ? " several" : ""}">${charts}</div>${figure.legend === null ? [] : [legendMarkup(figure.legend)]}`;
}

/** What is in a drawing: with the page's font, and without the clipping of its edges, whose names would meet on a page. */
function contentOf(svg: string): Markup {
  const [, content = ""] = /<svg[^>]*>([^]*)<\/svg>/.exec(svg) ?? [];
  return new Markup(
    content
      .replaceAll(/<clipPath[^]*?<\/clipPath>/g, "")
      .replaceAll(/ clip-path="[^"]*"| font-family="[^"]*"| stroke-miterlimit="10"/g, "")
      // Each letter has a place of its own, which fits no other font.
      .replaceAll(/ ([xy])="(-?[\d.]+), [^"]*"/g, ' $1="$2"')
      .replaceAll(/-?\d+\.\d{3,}(?=[^"<>]*")/g, (number) => String(Math.round(100 * Number(number)) / 100)),
  );
}

function legendMarkup({ entries }: Legend): Markup {
  const items = entries.map(({ label, swatch }) => {
    if (swatch.kind !== "line") return markup`<li>${label}</li>`;
    const { colour, dash } = swatch;
    return markup`<li><svg class="swatch line chart" viewBox="0 0 32 10" aria-hidden="true"><path fill="none" stroke="${colour.toUpperCase()}" stroke-width="2.5" stroke-dasharray="${dash.join(" ")}" d="M0 5H32"/></svg><bdi>${label}</bdi></li>`;
  });
  return markup`<ul class="legend">${items}</ul>`;
}

import { HATCHES } from "../../../shared/figures/hatch.ts";
import { drawBars, type BarSegment } from "../../../shared/report-page/song-bars.ts";
import type { LegendEntry } from "../../../shared/report-page/song-map.ts";
import { countOf } from "../../../shared/format.ts";
import { markup, type Markup } from "./markup.ts";
import { legendMarkup } from "./map-markup.ts";

/** How many songs of each label the clusters hold: a bar per cluster, readable without a script. */
export function barsMarkup(
  clusters: ArrayLike<number>,
  grouping: { readonly name: string; readonly labels: readonly string[] },
  description: string,
): Markup {
  const { bars, legend, height } = drawBars(clusters, grouping);
  const drawn = bars.map(
    ({ label, songs, middle, segments, end }) =>
      markup`<text class="name" x="104" y="${middle}">${label}</text>${segments.map(segmentMarkup)}<text x="${end}" y="${middle}">${songs}</text>`,
  );
  return markup`<svg class="bars" viewBox="0 0 720 ${height}" role="img" aria-label="${description}">${drawn}</svg>
${legendMarkup(legend, barSwatch)}`;
}

function segmentMarkup({ className, x, y, width, height, label, songs, hatch, contrast }: BarSegment): Markup {
  const rect = (name: string): Markup =>
    markup`<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  const hatches = [
    ...(hatch === 0 ? [] : [rect(`hatch${hatch} plain`)]),
    ...(contrast === 0 ? [] : [rect(`hatch${contrast} contrast`)]),
  ];
  return markup`<g><title>${label}: ${countOf(songs, "song")}</title>${rect(className)}${hatches}</g>`;
}

/** What a legend of bars has in the place of a map's mark where colours are the system's: a piece of the bar. */
function barSwatch({ mark }: LegendEntry, position: number): Markup {
  const rect = (name: string): Markup => markup`<rect class="${name} contrast" width="16" height="16"/>`;
  const contrast = position % HATCHES;
  return markup`${rect(mark.className.replace("mark", "part"))}${contrast === 0 ? [] : [rect(`hatch${contrast}`)]}`;
}

/** The lines of shared/figures/hatch.ts, for bars of a colour that has been used before, and for all where colours are the system's; once a page. */
const LINES = ["M0 6L6 0", "M0 6L6 0M0 0L6 6", "M0 3H6", "M3 0V6", "M0 3H6M3 0V6"];
const patterns = LINES.map(
  (d, at) =>
    markup`<pattern id="hatch${at + 1}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="${d}"/></pattern>
`,
);
export const PATTERNS: Markup = markup`<svg width="0" height="0" aria-hidden="true"><defs>
${patterns}</defs></svg>`;

import { drawBars, type BarSegment } from "../../../shared/report-page/song-bars.ts";
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
${legendMarkup(legend)}`;
}

function segmentMarkup({ className, x, y, width, height, label, songs, hatch }: BarSegment): Markup {
  const rect = (name: string): Markup =>
    markup`<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  return markup`<g><title>${label}: ${countOf(songs, "song")}</title>${rect(className)}${hatch === 0 ? [] : [rect(`hatch${hatch}`)]}</g>`;
}

/** What bars of a colour that has been used before are drawn over with; once a page. */
export const HATCHES: Markup = markup`<svg width="0" height="0" aria-hidden="true"><defs>
<pattern id="hatch1" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 6L6 0"/></pattern>
<pattern id="hatch2" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 6L6 0M0 0L6 6"/></pattern>
</defs></svg>`;

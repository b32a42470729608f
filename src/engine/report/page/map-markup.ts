import { drawMap, MAP_SIZE, placePoints, type LegendEntry } from "../../../shared/report-page/song-map.ts";
import type { Grouping } from "../../../shared/figures/groups.ts";
import { formatNumber } from "../../../shared/format.ts";
import { markup, type Markup } from "./markup.ts";

/** A map that can be read without a script: all songs, and the legend below them. */
export function mapMarkup(coordinates: ArrayLike<number>, grouping: Grouping, description: string): Markup {
  const { paths, legend } = drawMap(placePoints(coordinates), grouping);
  const { width, height } = MAP_SIZE;
  const drawn = paths.map(({ className, d }) => markup`<path class="${className}" d="${d}"/>`);
  return markup`<div class="plane"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">${drawn}</svg></div>
${legendMarkup(legend)}`;
}

export function legendMarkup(legend: readonly LegendEntry[]): Markup {
  return markup`<ul class="legend">${legend.map(legendItem)}</ul>`;
}

function legendItem({ label, songs, mark }: LegendEntry): Markup {
  const swatch = markup`<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><path class="${mark.className}" d="${mark.d}"/></svg>`;
  return markup`<li>${swatch}<bdi>${label}</bdi><span class="count">${formatNumber(songs)}</span></li>`;
}

import { drawMap, MAP_SIZE, placePoints, type LegendEntry } from "../../../shared/report-page/song-map.ts";
import type { Grouping } from "../../../shared/figures/groups.ts";
import { formatNumber } from "../../../shared/format.ts";
import { markup, type Markup } from "./markup.ts";

/** What a map shows beside its songs; see ScatterPlotInput. */
export interface MapSurroundings {
  readonly beside?: ArrayLike<number>;
  readonly lines?: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[];
}

/** A map that can be read without a script: all songs, and the legend below them. */
export function mapMarkup(
  coordinates: ArrayLike<number>,
  grouping: Grouping,
  description: string,
  { beside = [], lines = [] }: MapSurroundings = {},
): Markup {
  const { paths, legend } = drawMap(placePoints(coordinates, beside), grouping);
  const { width, height } = MAP_SIZE;
  const drawn = paths.map(({ className, d }) => markup`<path class="${className}" d="${d}"/>`);
  return markup`<div class="plane"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">${tracesMarkup(lines, [...Array.from(coordinates), ...Array.from(beside)])}${drawn}</svg></div>
${legendMarkup(legend)}`;
}

/** Lines behind the marks, in the frame of all points. */
function tracesMarkup(lines: NonNullable<MapSurroundings["lines"]>, frame: readonly number[]): readonly Markup[] {
  if (lines.length === 0) return [];
  const ends = placePoints(lines.flat(), frame);
  const d = lines.map((_, at) => `M${[0, 1, 2, 3].map((end) => Math.round(10 * ends[4 * at + end]!) / 10).join(" ")}`);
  return [markup`<path class="trace" d="${d.join("")}"/>`];
}

/** @param more what a swatch has beside its mark */
export function legendMarkup(
  legend: readonly LegendEntry[],
  more: (entry: LegendEntry, position: number) => Markup | readonly Markup[] = () => [],
): Markup {
  return markup`<ul class="legend">${legend.map((entry, position) => legendItem(entry, more(entry, position)))}</ul>`;
}

function legendItem({ label, songs, mark }: LegendEntry, more: Markup | readonly Markup[]): Markup {
  const swatch = markup`<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><path class="${mark.className}" d="${mark.d}"/>${more}</svg>`;
  return markup`<li>${swatch}<bdi>${label}</bdi><span class="count">${formatNumber(songs)}</span></li>`;
}

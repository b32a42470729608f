import { FIGURE_THEME } from "../../figures/look.ts";
import { textMeasure } from "../../figures/measure.ts";
import type { MapLabel, MapView } from "../encoding.ts";
import { toMap, toScreen, transformOf, type Frame } from "../place/camera.ts";
import { drawnWay, leaderLine, middleSong, placeLabels, withLines } from "../place/label-layout.ts";
import { Contents } from "../render/contents.ts";
import { PATH_LIFT } from "../render/overlay.ts";
import { crowdRadius, pointRadius } from "../render/scene.ts";
import { drawFigure, type Figure } from "./figure.ts";
import { SvgSurface } from "./svg-surface.ts";

/** What of a map is drawn for paper. */
export interface MapOnPaper {
  readonly contents: Contents;
  readonly labels: readonly MapLabel[];
  readonly view: MapView;
  /** Height over width of the map's area on the screen. */
  readonly aspect: number;
  /** Songs of a way, in its order. */
  readonly path: readonly number[];
  readonly caption: string;
  readonly axes: Figure["axes"];
}

/** Heights over widths that suit a page. */
const ASPECT = { least: 0.6, most: 1 };
/** Labels that there is room for: one in so many CSS pixels of width. */
const LABEL_EVERY = 32;
/** With more than so many times the clusters that there is room for, so many of the largest have their numbers alone, and points are smaller. */
const NUMBERED = 3;
const SMALLER = 0.7;
/** Points are as large as on a map of this width. */
const SCREEN_WIDTH = 560;

/** The present view of a map as SVG, laid out anew for paper: a figure has less room for words than a screen. @param width CSS pixels */
export function mapFigure(map: MapOnPaper, width: number): string {
  const { contents: shown, labels, view, aspect, path, caption, axes } = map;
  const measure = textMeasure(FIGURE_THEME);
  const contents = new Contents({ ...shown.input, theme: FIGURE_THEME }, shown);
  const { half, positions } = contents;
  const height = width * Math.min(ASPECT.most, Math.max(ASPECT.least, aspect));
  const frame: Frame = { width, height, halfX: half.x, halfY: half.y };
  const transform = transformOf(view, frame);
  const { crowd } = contents.scene;
  const room = Math.round(width / LABEL_EVERY);
  const isNumbered = labels.length > NUMBERED * room;
  const share = Math.max(0.5, Math.min(1, width / SCREEN_WIDTH)) * (isNumbered ? SMALLER : 1);
  const radius =
    crowd === null
      ? pointRadius(contents.count, view.zoom) * share
      : crowdRadius(crowd.crowding.typicalPerPixel(transform));
  // 1. Labels at their clusters, in the figure's font.
  const size = FIGURE_THEME.fontSize;
  const candidates = labels.slice(0, isNumbered ? NUMBERED * room : room).flatMap(({ texts: forms, members }) => {
    const texts = isNumbered ? forms.slice(-1) : forms;
    const song = middleSong(positions, members, contents.isShown);
    if (song === null) return [];
    const [x, y] = toScreen(transform, positions[2 * song]!, positions[2 * song + 1]!);
    return [{ texts, x, y, sizes: texts.map((text) => ({ width: 1.1 * measure(text, size), height: 1.2 * size })) }];
  });
  const way = contents.places(path, transform);
  const traces = contents.traces(transform);
  const places = placeLabels(
    candidates,
    frame,
    ({ left, top, right, bottom }) => {
      // The title of the vertical axis stands there.
      if (left < 1.8 * FIGURE_THEME.fontSize) return Infinity;
      // Numbers stand at their clusters: beyond the points their lines would cross each other.
      if (contents.isCrowd || isNumbered) return 0;
      const [mapLeft, mapTop] = toMap(transform, left - radius, top - radius);
      const [mapRight, mapBottom] = toMap(transform, right + radius, bottom + radius);
      return contents.index.countIn({ left: mapLeft, top: mapTop, right: mapRight, bottom: mapBottom });
    },
    Math.floor(0.03 * contents.count),
    withLines(drawnWay(way, radius + PATH_LIFT, FIGURE_THEME.fontSize), traces),
  );
  const placed = candidates.flatMap(({ texts, x, y, sizes }, index) => {
    const place = places[index];
    if (place === null || place === undefined) return [];
    const leader = leaderLine([x, y], place, sizes[place.size]!);
    return [{ text: texts[place.size]!, place: [x + place.dx, y + place.dy] as const, leader }];
  });
  // 2. The picture.
  const shot = { transform, radius, share: 1 };
  const surface = new SvgSurface(FIGURE_THEME);
  const lines = { traces, path: way };
  drawFigure({ width, height, contents, shot, labels: placed, ...lines, caption, axes }, surface, measure);
  return surface.end();
}

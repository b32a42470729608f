import { toHex } from "../../shared/figures/rgb.ts";
import { fitting, wrapped, type Drawing, type Measure } from "./drawing.ts";
import type { Shape } from "../colour/categorical.ts";
import { FIGURE_THEME } from "./look.ts";

export const SIZE = FIGURE_THEME.fontSize;
/** Of ticks and captions. */
export const SMALL = 0.9 * SIZE;
export const INK = toHex(FIGURE_THEME.foreground);
export const SOFT = toHex(FIGURE_THEME.softForeground);
export const GRID = "#dddddd";
export const EDGE = 6;
export const LINE_HEIGHT = 1.4 * SIZE;

/** An entry of a legend: a patch of a colour, or a line with its dashes. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly dash?: readonly number[];
  /** A dot in the place of a line. */
  readonly dot?: boolean;
  /** Cut out of the patch. */
  readonly shape?: Shape | undefined;
}

const KEY = { patch: 8, line: 18, gap: 4, apart: 10 };

/** Draws a legend in rows; answers where it ends. */
export function drawLegend(
  drawing: Drawing,
  entries: readonly LegendEntry[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  measure: Measure,
): number {
  let [left, row] = [x, y];
  for (const { label, colour, dash, dot, shape } of entries) {
    const key = dash === undefined || dot === true ? KEY.patch : KEY.line;
    const text = fitting(label, width - key - KEY.gap, (part) => measure(part, SMALL));
    const needed = key + KEY.gap + measure(text, SMALL);
    if (left > x && left + needed > x + width) [left, row] = [x, row + LINE_HEIGHT];
    const middle = row + LINE_HEIGHT / 2;
    if (dot === true) drawing.dot(left + key / 2, middle, 2, colour);
    else if (dash === undefined) {
      drawing.rectangle(left, middle - key / 2, key, key, colour);
      if (shape !== undefined) drawing.shape(shape, left + key / 2, middle, 0.3 * key, "#ffffff");
    } else
      drawing.line(
        [
          [left, middle],
          [left + key, middle],
        ],
        colour,
        1.2,
        dash,
      );
    drawing.text(text, left + key + KEY.gap, middle, { size: SMALL });
    left += needed + KEY.apart;
  }
  return entries.length === 0 ? y : row + LINE_HEIGHT;
}

/** Draws a caption in lines; answers where it ends. */
export function drawCaption(drawing: Drawing, caption: string, y: number, width: number, measure: Measure): number {
  const lines = wrapped(caption, width - 2 * EDGE, (text) => measure(text, SMALL));
  lines.forEach((line, index) => {
    drawing.text(line.trim(), EDGE, y + (index + 0.5) * LINE_HEIGHT, { size: SMALL, colour: SOFT });
  });
  return y + lines.length * LINE_HEIGHT + EDGE;
}

/** The rectangle of a plot, CSS pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A tick of an axis: its place from 0 to 1, and its text. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Ticks and title of the axis on the left, with lines of the grid where asked for. */
export function drawLeftAxis(
  drawing: Drawing,
  { left, top, right, bottom }: Plot,
  {
    ticks,
    title,
    titleAt,
    grid,
  }: { readonly ticks: readonly Tick[]; readonly title: string; readonly titleAt: number; readonly grid: boolean },
): void {
  for (const { at, label } of ticks) {
    const y = bottom - at * (bottom - top);
    if (grid)
      drawing.line(
        [
          [left, y],
          [right, y],
        ],
        GRID,
      );
    drawing.text(label, left - 4, y, { size: SMALL, anchor: "end" });
  }
  drawing.text(title, titleAt, (top + bottom) / 2, { anchor: "middle", upwards: true });
}

/** Line, ticks and title of the axis below. */
export function drawBottomAxis(
  drawing: Drawing,
  { left, right, bottom }: Plot,
  { ticks, title }: { readonly ticks: readonly Tick[]; readonly title: string },
): void {
  drawing.line(
    [
      [left, bottom],
      [right, bottom],
    ],
    INK,
  );
  for (const { at, label } of ticks)
    drawing.text(label, left + at * (right - left), bottom + 0.8 * LINE_HEIGHT, { size: SMALL, anchor: "middle" });
  drawing.text(title, (left + right) / 2, bottom + 1.9 * LINE_HEIGHT, { anchor: "middle" });
}

/** Height that {@link drawBottomAxis} takes. */
export const BOTTOM_AXIS = 2.6 * LINE_HEIGHT;

import { heightOfHertz, paintMel, type Mel, type ValueRange } from "../../shared/figures/mel.ts";
import { formatChange, formatNumber } from "../../shared/format.ts";
import { roundTicks } from "../../shared/figures/ticks.ts";
import type { Scale } from "../../shared/figures/scale.ts";
import { Drawing, fitting, type Measure } from "./drawing.ts";
import {
  BOTTOM_AXIS,
  drawBottomAxis,
  drawCaption,
  drawLeftAxis,
  EDGE,
  LINE_HEIGHT,
  SIZE,
  SMALL,
  SOFT,
  type Plot,
} from "./parts.ts";

/** One spectrogram of the figure. */
export interface MelPanel {
  readonly title: string;
  readonly note: string;
  readonly mel: Mel;
  readonly range: ValueRange;
  readonly scale: Scale;
  /** What the scale's values are in dB. */
  readonly unit: (value: number) => number;
}

export interface MelsFigure {
  readonly panels: readonly MelPanel[];
  /** Frames that are sound, the seconds that they last, and where they begin in the song. */
  readonly frames: number;
  readonly seconds: number;
  readonly start: number;
  /** Hz of each band. */
  readonly centres: readonly number[];
  readonly caption: string;
}

const TICKS_HZ = [250, 1000, 4000];
/** Pixels of the pictures per CSS pixel: 300 an inch. */
const RATIO = 300 / 96;

/** Spectrograms one below the other as SVG, each with the scale of its values. @param width CSS pixels */
export function melsFigure(figure: MelsFigure, width: number, measure: Measure): string {
  const drawing = new Drawing();
  const { panels, seconds, start, centres } = figure;
  const scaleWidth = measure("−100", SMALL) + 14;
  const left = EDGE + LINE_HEIGHT + measure("4000", SMALL) + 4;
  const right = width - EDGE - scaleWidth;
  let y = EDGE;
  panels.forEach((panel, index) => {
    const room = right - left;
    const noteWidth = measure(panel.note, SMALL);
    drawing.text(
      fitting(panel.title, room - noteWidth - 8, (text) => measure(text, SIZE)),
      left,
      y + LINE_HEIGHT / 2,
    );
    drawing.text(panel.note, right, y + LINE_HEIGHT / 2, { size: SMALL, colour: SOFT, anchor: "end" });
    const plot: Plot = { left, right, top: y + LINE_HEIGHT, bottom: y + LINE_HEIGHT + 0.24 * room };
    drawing.picture(picture(panel, figure, plot), left, plot.top, room, plot.bottom - plot.top);
    drawLeftAxis(drawing, plot, {
      ticks: TICKS_HZ.flatMap((hertz) => {
        const at = heightOfHertz(hertz, centres);
        return at === undefined ? [] : [{ at, label: String(hertz) }];
      }),
      title: "Hz",
      titleAt: EDGE + SIZE / 2,
      grid: false,
    });
    drawScale(drawing, panel, plot);
    y = plot.bottom + 4;
    if (index === panels.length - 1) {
      drawBottomAxis(drawing, plot, {
        ticks: roundTicks(start, start + seconds).map((tick) => ({
          at: (tick - start) / seconds,
          label: formatNumber(tick),
        })),
        title: "Seconds",
      });
      y = plot.bottom + BOTTOM_AXIS;
    }
  });
  return drawing.end(width, drawCaption(drawing, figure.caption, y, width, measure));
}

function picture({ mel, range, scale }: MelPanel, { frames }: MelsFigure, { left, right, top, bottom }: Plot): string {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas to draw the picture on.");
  canvas.width = Math.round(RATIO * (right - left));
  canvas.height = Math.round(RATIO * (bottom - top));
  const image = context.createImageData(canvas.width, canvas.height);
  paintMel(image.data, canvas.width, canvas.height, mel, frames, range, scale);
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}

/** The values' colours beside the plot, from the lowest below to the highest, in dB. */
function drawScale(drawing: Drawing, { range, scale, unit }: MelPanel, { right, top, bottom }: Plot): void {
  const x = right + 4;
  drawing.gradient(scale, x, top, 6, bottom - top, true);
  const [high, low] = [unit(range.max), unit(range.min)].map(Math.round) as [number, number];
  // Of differences, which lie on both sides of nothing, with its sign.
  drawing.text(low === -high ? formatChange(high) : formatNumber(high), x + 9, top + SMALL / 2, { size: SMALL });
  drawing.text("dB", x + 9, (top + bottom) / 2, { size: SMALL, colour: SOFT });
  drawing.text(formatNumber(low), x + 9, bottom - SMALL / 2, { size: SMALL });
}

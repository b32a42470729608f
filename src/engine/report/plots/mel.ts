import { axisTitle, numberTicks } from "../../../shared/figures/chart-theme.ts";
import { MAGMA } from "../../../shared/figures/magma.ts";
import { decibels, paintMel, type ValueRange } from "../../../shared/figures/mel.ts";
import { toHex } from "../../../shared/figures/rgb.ts";
import { colourAt } from "../../../shared/figures/scale.ts";
import { roundTicks } from "../../../shared/figures/ticks.ts";
import { formatNumber } from "../../../shared/format.ts";
import type { Chart, ChartConfiguration, Plugin } from "chart.js";
import { hzToMel } from "../../audio/spectrum/mel.ts";
import type { Context2D } from "./canvas/context.ts";
import { SvgContext } from "./canvas/svg.ts";
import { contextOf, type Figure } from "./figure.ts";
import { CHART_THEME, cssFont, FONT_SIZE, INK } from "./theme.ts";

export interface MelPlotInput {
  /** Whisper log-mel, bands × frames, row-major, in its unit (log₁₀ power + 4) / 4. */
  readonly mel: Float32Array;
  /** Default 80. */
  readonly bands?: number;
  /** Seconds that all frames cover. */
  readonly seconds: number;
  /** Seconds of the song before the first frame; default 0. */
  readonly offset?: number;
  /** Values at the ends of the colour scale; `valueRange` of the original, to compare pictures. */
  readonly range: ValueRange;
  readonly title: string;
  readonly caption?: string;
}

const BANDS = 80;
const MAX_HZ = 8000;
const TICKS_HZ = [0, 500, 1000, 2000, 4000, 8000];

/** Colour bar: gap to the picture, width, room for its numbers and title; CSS pixels. */
const BAR = { gap: 18, width: 18, room: 84 } as const;
const BAR_LEVELS = 128;

/** Pixels per CSS pixel of a spectrogram within a drawing of vectors: 300 dpi where a CSS pixel is half a point. */
const VECTOR_RATIO = 2.1;

export function melFigure({
  mel,
  bands = BANDS,
  seconds,
  offset = 0,
  range,
  title,
  caption = "",
}: MelPlotInput): Figure {
  const panel: ChartConfiguration<"scatter"> = {
    type: "scatter",
    data: { datasets: [] },
    options: {
      layout: { padding: { right: BAR.gap + BAR.width + BAR.room } },
      scales: {
        x: { min: offset, max: offset + seconds, ...axis("Time (s)", { maxRotation: 0 }) },
        y: {
          min: bandOfHz(0, bands),
          max: bandOfHz(MAX_HZ, bands),
          afterBuildTicks: (axis) => void (axis.ticks = TICKS_HZ.map((hz) => ({ value: bandOfHz(hz, bands) }))),
          ...axis("Frequency (Hz)", {
            autoSkip: false,
            callback: (_value: unknown, index: number) => String(TICKS_HZ[index]),
          }),
        },
      },
    },
    plugins: [heatMap(mel, bands, range), colourBar(range)],
  };
  return { width: 900, height: 480, title, caption, legend: null, panels: [panel] };
}

/** An axis with its marks outside the picture. */
function axis(text: string, ticks: object) {
  return {
    type: "linear" as const,
    ...axisTitle(text, CHART_THEME),
    ticks: { ...numberTicks(CHART_THEME), ...ticks },
    grid: { drawOnChartArea: false, color: INK },
    border: { color: INK },
  };
}

/**
 * Where a frequency lies on an axis that counts bands from the bottom: band b fills b … b + 1 and peaks in its middle, at
 * the (b + 1)-th of bands + 1 equal steps on the mel scale up to 8 kHz. 0 Hz and 8 kHz are half a band beyond the outer
 * bands, whose triangles reach that far.
 */
export function bandOfHz(hz: number, bands: number): number {
  return (hzToMel(hz) / hzToMel(MAX_HZ)) * (bands + 1) - 0.5;
}

/** Fills the chart's area with the spectrogram, in device pixels: no smoothing and no seams. */
function heatMap(mel: Float32Array, bands: number, range: ValueRange): Plugin<"scatter"> {
  return {
    id: "heatMap",
    beforeDatasetsDraw(chart) {
      const context = contextOf(chart);
      const ratio = context instanceof SvgContext ? VECTOR_RATIO : chart.currentDevicePixelRatio;
      const { left, top, width, height } = devicePixels(chart, ratio);
      const data = new Uint8ClampedArray(4 * width * height);
      paintMel(
        data,
        width,
        height,
        { values: mel, bands, frames: mel.length / bands },
        mel.length / bands,
        range,
        MAGMA,
        0.5,
      );
      context.drawPixels({ data, width, height }, left / ratio, top / ratio, width / ratio, height / ratio);
    },
  };
}

/** The scale of the colours, with its numbers in decibels. */
function colourBar({ min, max }: ValueRange): Plugin<"scatter"> {
  return {
    id: "colourBar",
    afterDraw(chart) {
      const { right, top, height } = chart.chartArea;
      const context = contextOf(chart);
      const left = right + BAR.gap;
      for (let level = 0; level < BAR_LEVELS; level++) {
        context.fillStyle = toHex(colourAt(MAGMA, (level + 0.5) / BAR_LEVELS));
        const bottom = top + height * (1 - level / BAR_LEVELS);
        // Half a pixel of overlap hides the seams.
        context.fillRect(left, bottom - height / BAR_LEVELS - 0.25, BAR.width, height / BAR_LEVELS + 0.5);
      }
      context.strokeStyle = INK;
      context.lineWidth = 1;
      context.strokeRect(left, top, BAR.width, height);
      drawBarLabels(context, decibels(min), decibels(max), left + BAR.width, top, height);
    },
  };
}

function drawBarLabels(context: Context2D, min: number, max: number, x: number, top: number, height: number): void {
  context.fillStyle = INK;
  context.font = cssFont(FONT_SIZE.tick);
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const value of roundTicks(min, max)) {
    const y = top + height * (1 - (value - min) / (max - min));
    context.fillRect(x, y - 0.5, 5, 1);
    context.fillText(formatNumber(value), x + 9, y);
  }
  context.save();
  context.translate(x + 62, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.font = cssFont(FONT_SIZE.axis);
  context.fillText("Power (dB)", 0, 0);
  context.restore();
}

type Area = Record<"left" | "top" | "width" | "height", number>;

/** The chart's area in whole pixels of the picture. */
function devicePixels({ chartArea }: Chart, ratio: number): Area {
  const [left, top] = [Math.round(chartArea.left * ratio), Math.round(chartArea.top * ratio)];
  const [right, bottom] = [Math.round(chartArea.right * ratio), Math.round(chartArea.bottom * ratio)];
  return { left, top, width: right - left, height: bottom - top };
}

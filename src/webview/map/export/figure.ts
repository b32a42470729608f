import { formatNumber } from "../../../shared/format.ts";
import type { Rgb } from "../../../shared/figures/rgb.ts";
import type { Scale } from "../../../shared/figures/scale.ts";
import { wrapped, type Measure } from "../../figures/drawing.ts";
import { betterSide } from "../../model/sort.ts";
import type { Contents } from "../render/contents.ts";
import { PATH_LIFT, shortened, type OverlayLabel, type Place, type Trace } from "../render/overlay.ts";
import type { Shot } from "../render/renderer.ts";
import type { MarkStyle, Scene } from "../render/scene.ts";

/** A map as a picture that stands by itself: points, labels, legend, caption. Lengths are CSS pixels. */
export interface Figure {
  /** Of the part with the points. */
  readonly width: number;
  readonly height: number;
  readonly contents: Contents;
  readonly shot: Shot;
  readonly labels: readonly OverlayLabel[];
  /** Lines to songs that another map has elsewhere. */
  readonly traces: readonly Trace[];
  /** A way from song to song, in its order. */
  readonly path: readonly Place[];
  readonly caption: string;
  /** What the two axes are; null: they are not named. */
  readonly axes: { readonly x: string; readonly y: string } | null;
}

export interface TextLook {
  readonly size: number;
  readonly colour: Rgb;
  /** Centred on its place, on a halo of the background; otherwise it starts there. */
  readonly isLabel?: boolean;
  readonly bold?: boolean;
  /** The title of an axis: centred on its place; that of the vertical one reads upwards. */
  readonly axis?: "x" | "y";
}

/** Something to draw a figure on. Texts are placed by their vertical middle. */
export interface Surface {
  begin(width: number, height: number, background: Rgb): void;
  /** The points, clipped to the upper part of the picture. */
  points(scene: Scene, shot: Shot, width: number, height: number): void;
  mark(style: MarkStyle, x: number, y: number, radius: number): void;
  gradient(scale: Scale, x: number, y: number, width: number, height: number): void;
  text(text: string, x: number, y: number, look: TextLook): void;
  /** A fine line. */
  line(from: Place, to: Place, colour: Rgb): void;
  /** Lines clipped as the points are. @param width CSS pixels @param dash lengths of line and gap; empty: whole lines */
  lines(lines: readonly Trace[], colour: Rgb, width: number, dash: readonly number[]): void;
}

interface Piece {
  readonly width: number;
  draw(x: number, y: number): void;
}

/** In sizes of the theme's font. */
const PADDING = 0.9;
const LINE = 1.7;
const GAP = 1.2;

/** Draws a figure from top to bottom. */
export function drawFigure(figure: Figure, surface: Surface, measure: Measure): void {
  const { width, height, contents, shot, labels, traces, path, caption, axes } = figure;
  const { theme } = contents.input;
  const { fontSize } = theme;
  const [padding, lineHeight] = [PADDING * fontSize, LINE * fontSize];
  // 1. How much room legend and caption take below the points.
  const lines = wrap(legendPieces(contents, surface, measure), width - 2 * padding, GAP * fontSize);
  const captionSize = 0.92 * theme.fontSize;
  const captionLines =
    caption === "" ? [] : wrapped(caption, width - 2 * padding, (text) => measure(text, captionSize));
  const axisHeight = axes === null ? 0 : lineHeight;
  const total = height + axisHeight + (lines.length + captionLines.length) * lineHeight + padding;
  // 2. The points and their labels.
  surface.begin(width, total, theme.background);
  const { transform, radius } = shot;
  surface.points(contents.sceneIn({ transform, width, height }, radius), shot, width, height);
  const steps = path.slice(1).map((to, step) => shortened({ from: path[step]!, to }, radius + 2, radius + 2));
  surface.lines(
    traces.map((trace) => shortened(trace, 0, radius + 1)),
    theme.softForeground,
    0.75,
    [3, 2],
  );
  surface.lines(steps, theme.accent, 1.5, []);
  if (path.length > 1)
    path.forEach(([x, y], step) => {
      // Bold, as numbers of clusters are not.
      const look = { size: theme.fontSize, colour: theme.foreground, isLabel: true, bold: true };
      surface.text(String(step + 1), x, y - radius - PATH_LIFT, look);
    });
  for (const { leader } of labels) if (leader !== null) surface.line(...leader, theme.foreground);
  for (const { text, place } of labels)
    surface.text(text, place[0], place[1], { size: theme.fontSize, colour: theme.foreground, isLabel: true });
  if (axes !== null) {
    const look = { size: fontSize, colour: theme.softForeground } as const;
    surface.text(axes.x, width / 2, height + lineHeight / 2, { ...look, axis: "x" });
    surface.text(axes.y, fontSize, height / 2, { ...look, axis: "y" });
  }
  // 3. The legend.
  let y = height + axisHeight + lineHeight / 2;
  for (const line of lines) {
    let x = padding;
    for (const piece of line) {
      piece.draw(x, y);
      x += piece.width + GAP * fontSize;
    }
    y += lineHeight;
  }
  // 4. The caption.
  for (const line of captionLines) {
    surface.text(line.trim(), padding, y, { size: captionSize, colour: theme.softForeground });
    y += lineHeight;
  }
}

function legendPieces({ input, appearance }: Contents, surface: Surface, measure: Measure): Piece[] {
  const { colour: encoding, hiddenGroups, theme } = input;
  if (encoding === null) return [];
  const size = theme.fontSize;
  const textPiece = (text: string, colour: Rgb): Piece => ({
    width: measure(text, size),
    draw: (x, y) => {
      surface.text(text, x, y, { size, colour });
    },
  });
  const markPiece = (style: MarkStyle, text: string): Piece => ({
    width: 1.25 * size + measure(text, size),
    draw: (x, y) => {
      surface.mark(style, x + 0.45 * size, y, 0.38 * size * Math.max(style.size, 0.85));
      surface.text(text, x + 1.25 * size, y, { size, colour: theme.foreground });
    },
  });
  const title = textPiece(encoding.title, theme.softForeground);
  if (encoding.kind === "categories") {
    const entries = encoding.groups.flatMap(({ key, label, size: songs }, position) =>
      hiddenGroups.has(key) || songs === 0
        ? []
        : [markPiece(appearance.styles[position]!, `${label} (${formatNumber(songs)})`)],
    );
    return [title, ...entries];
  }
  const { bar } = appearance;
  if (bar === null) return [title];
  const [low, high] = [formatNumber(bar.low), formatNumber(bar.high)];
  const [before, bars] = [measure(low, size) + 0.5 * size, 9 * size];
  const scale: Piece = {
    width: before + bars + 0.5 * size + measure(high, size),
    draw: (x, y) => {
      surface.text(low, x, y, { size, colour: theme.foreground });
      surface.gradient(bar.scale, x + before, y - 0.4 * size, bars, 0.8 * size);
      surface.text(high, x + before + bars + 0.5 * size, y, { size, colour: theme.foreground });
    },
  };
  const direction = encoding.better === null ? [] : [textPiece(betterSide(encoding.better), theme.softForeground)];
  const isKnown = encoding.values.every(Number.isFinite);
  return [title, scale, ...direction, ...(isKnown ? [] : [markPiece(appearance.styles.at(-1)!, "undefined")])];
}

/** Pieces side by side, as many as a line holds. */
function wrap(pieces: readonly Piece[], width: number, gap: number): Piece[][] {
  const lines: Piece[][] = [];
  let used = Infinity;
  for (const piece of pieces) {
    if (used + gap + piece.width > width) {
      lines.push([]);
      used = -gap;
    }
    lines.at(-1)!.push(piece);
    used += gap + piece.width;
  }
  return lines;
}

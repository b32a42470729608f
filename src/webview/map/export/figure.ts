import { formatNumber } from "../../../shared/format.ts";
import type { Rgb } from "../../../shared/figures/rgb.ts";
import type { Scale } from "../../../shared/figures/scale.ts";
import { betterSide } from "../../model/sort.ts";
import type { Contents } from "../render/contents.ts";
import type { OverlayLabel } from "../render/overlay.ts";
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
  readonly caption: string;
}

export interface TextLook {
  readonly size: number;
  readonly colour: Rgb;
  /** Centred on its place, in small capitals, on a halo of the background; otherwise it starts there. */
  readonly isLabel?: boolean;
}

/** Something to draw a figure on. Texts are placed by their vertical middle. */
export interface Surface {
  begin(width: number, height: number, background: Rgb): void;
  /** The points, clipped to the upper part of the picture. */
  points(scene: Scene, shot: Shot, width: number, height: number): void;
  mark(style: MarkStyle, x: number, y: number, radius: number): void;
  gradient(scale: Scale, x: number, y: number, width: number, height: number): void;
  text(text: string, x: number, y: number, look: TextLook): void;
}

/** Width of a text of some size in the theme's font. */
export type Measure = (text: string, size: number) => number;

interface Piece {
  readonly width: number;
  draw(x: number, y: number): void;
}

const PADDING = 12;
const LINE = 22;
const GAP = 16;

/** Draws a figure from top to bottom. */
export function drawFigure(figure: Figure, surface: Surface, measure: Measure): void {
  const { width, height, contents, shot, labels, caption } = figure;
  const { theme } = contents.input;
  // 1. How much room legend and caption take below the points.
  const lines = wrap(legendPieces(contents, surface, measure), width - 2 * PADDING);
  const captionSize = 0.92 * theme.fontSize;
  const captionLines =
    caption === "" ? [] : wrapWords(caption, width - 2 * PADDING, (text) => measure(text, captionSize));
  const total = height + (lines.length + captionLines.length) * LINE + PADDING;
  // 2. The points and their labels.
  surface.begin(width, total, theme.background);
  const { transform, radius } = shot;
  surface.points(contents.sceneIn({ transform, width, height }, radius), shot, width, height);
  for (const { text, place } of labels)
    surface.text(text, place[0], place[1], { size: 1.1 * theme.fontSize, colour: theme.foreground, isLabel: true });
  // 3. The legend.
  let y = height + LINE / 2;
  for (const line of lines) {
    let x = PADDING;
    for (const piece of line) {
      piece.draw(x, y);
      x += piece.width + GAP;
    }
    y += LINE;
  }
  // 4. The caption.
  for (const line of captionLines) {
    surface.text(line, PADDING, y, { size: captionSize, colour: theme.softForeground });
    y += LINE;
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
    width: 16 + measure(text, size),
    draw: (x, y) => {
      surface.mark(style, x + 6, y, 5 * Math.max(style.size, 0.85));
      surface.text(text, x + 16, y, { size, colour: theme.foreground });
    },
  });
  const title = textPiece(encoding.title, theme.softForeground);
  if (encoding.kind === "categories") {
    const entries = encoding.groups.flatMap(({ key, label, size: songs }, position) =>
      hiddenGroups.has(key) ? [] : [markPiece(appearance.styles[position]!, `${label} (${formatNumber(songs)})`)],
    );
    return [title, ...entries];
  }
  const { bar } = appearance;
  if (bar === null) return [title];
  const [low, high] = [formatNumber(bar.low), formatNumber(bar.high)];
  const before = measure(low, size) + 6;
  const scale: Piece = {
    width: before + 120 + 6 + measure(high, size),
    draw: (x, y) => {
      surface.text(low, x, y, { size, colour: theme.foreground });
      surface.gradient(bar.scale, x + before, y - 5, 120, 10);
      surface.text(high, x + before + 126, y, { size, colour: theme.foreground });
    },
  };
  const direction = encoding.better === null ? [] : [textPiece(betterSide(encoding.better), theme.softForeground)];
  const isKnown = encoding.values.every(Number.isFinite);
  return [title, scale, ...direction, ...(isKnown ? [] : [markPiece(appearance.styles.at(-1)!, "undefined")])];
}

/** Pieces side by side, as many as a line holds. */
function wrap(pieces: readonly Piece[], width: number): Piece[][] {
  const lines: Piece[][] = [];
  let used = Infinity;
  for (const piece of pieces) {
    if (used + GAP + piece.width > width) {
      lines.push([]);
      used = -GAP;
    }
    lines.at(-1)!.push(piece);
    used += GAP + piece.width;
  }
  return lines;
}

function wrapWords(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

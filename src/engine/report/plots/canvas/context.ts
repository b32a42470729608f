import { Outline } from "./outline.ts";
import { IDENTITY, product, type Matrix } from "./matrix.ts";
import type { TextMeasure } from "./text-measure.ts";

/** RGBA, a row after the other. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** What is saved and restored; the names are those of a browser's context. */
interface Look {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: "butt" | "round" | "square";
  lineJoin: "miter" | "round" | "bevel";
  lineDashOffset: number;
  font: string;
  textAlign: "left" | "center" | "right" | "start" | "end";
  textBaseline: "top" | "middle" | "bottom" | "alphabetic" | "hanging" | "ideographic";
  dash: readonly number[];
  matrix: Matrix;
}

const INITIAL: Readonly<Look> = {
  fillStyle: "#000000",
  strokeStyle: "#000000",
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  lineDashOffset: 0,
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  dash: [],
  matrix: IDENTITY,
};

/**
 * The part of a browser's 2-D context that chart.js and our figures use, whatever it draws on. One thing differs: what
 * was added to a path moves with a transformation that follows it.
 */
export abstract class Context2D implements Look {
  fillStyle = INITIAL.fillStyle;
  strokeStyle = INITIAL.strokeStyle;
  lineWidth = INITIAL.lineWidth;
  lineCap = INITIAL.lineCap;
  lineJoin = INITIAL.lineJoin;
  lineDashOffset = INITIAL.lineDashOffset;
  font = INITIAL.font;
  textAlign = INITIAL.textAlign;
  textBaseline = INITIAL.textBaseline;
  dash = INITIAL.dash;
  matrix = INITIAL.matrix;

  protected outline = new Outline();
  protected readonly measure: TextMeasure;
  private saved: Look[] = [];

  constructor(measure: TextMeasure) {
    this.measure = measure;
  }

  protected abstract fillOutline(outline: Outline): void;
  protected abstract strokeOutline(outline: Outline): void;
  protected abstract clipOutline(outline: Outline): void;
  /** At the left end of its baseline. @param x and `y`: in the units of the context */
  protected abstract drawText(text: string, x: number, y: number, width: number): void;
  /** Puts a picture that nothing shows through into a rectangle, each of its pixels as it is. */
  abstract drawPixels(pixels: Pixels, x: number, y: number, width: number, height: number): void;

  /** As new: a canvas that gets a size is empty. */
  protected reset(): void {
    Object.assign(this, INITIAL);
    this.outline = new Outline();
    this.saved = [];
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset, font, textAlign, textBaseline, dash, matrix } = this; // prettier-ignore
    this.saved.push({ fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset, font, textAlign, textBaseline, dash, matrix }); // prettier-ignore
  }

  restore(): void {
    Object.assign(this, this.saved.pop());
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.matrix = [a, b, c, d, e, f];
  }

  resetTransform(): void {
    this.matrix = IDENTITY;
  }

  scale(x: number, y: number): void {
    this.matrix = product(this.matrix, [x, 0, 0, y, 0, 0]);
  }

  translate(x: number, y: number): void {
    this.matrix = product(this.matrix, [1, 0, 0, 1, x, y]);
  }

  /** @param angle in radians, clockwise */
  rotate(angle: number): void {
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    this.matrix = product(this.matrix, [cosine, sine, -sine, cosine, 0, 0]);
  }

  setLineDash(dash: readonly number[]): void {
    // Lengths of lines and gaps in turn: an odd number of them is taken twice.
    this.dash = dash.length % 2 === 0 ? [...dash] : [...dash, ...dash];
  }

  beginPath(): void {
    this.outline = new Outline();
  }

  moveTo(x: number, y: number): void {
    this.outline.moveTo(x, y);
  }

  lineTo(x: number, y: number): void {
    this.outline.lineTo(x, y);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.outline.bezierCurveTo(x1, y1, x2, y2, x, y);
  }

  arc(x: number, y: number, radius: number, start: number, end: number, counterclockwise = false): void {
    this.outline.ellipse(x, y, radius, radius, 0, start, end, counterclockwise);
  }

  ellipse(...shape: Parameters<Outline["ellipse"]>): void {
    this.outline.ellipse(...shape);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.outline.rect(x, y, width, height);
  }

  closePath(): void {
    this.outline.closePath();
  }

  fill(): void {
    this.fillOutline(this.outline);
  }

  stroke(): void {
    this.strokeOutline(this.outline);
  }

  clip(): void {
    this.clipOutline(this.outline);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.fillOutline(rectangle(x, y, width, height));
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.strokeOutline(rectangle(x, y, width, height));
  }

  /** chart.js empties its canvas before it draws, and the canvases here are empty then. */
  clearRect(): void {
    // Nothing is to be removed.
  }

  /** @param text chart.js gives numbers too */
  measureText(text: string | number): { readonly width: number } {
    return { width: this.measure.width(String(text), this.font) };
  }

  fillText(text: string | number, x: number, y: number): void {
    const { width } = this.measureText(text);
    const left = { left: 0, start: 0, center: width / 2, right: width, end: width }[this.textAlign];
    this.drawText(String(text), x - left, y + this.measure.baseline(this.textBaseline, this.font), width);
  }
}

function rectangle(x: number, y: number, width: number, height: number): Outline {
  const outline = new Outline();
  outline.rect(x, y, width, height);
  return outline;
}

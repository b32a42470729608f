import { parseColour, toHex } from "../../../../shared/figures/rgb.ts";
import { Context2D, type Pixels } from "./context.ts";
import { IDENTITY, type Matrix } from "./matrix.ts";
import { PIECE, type Outline } from "./outline.ts";
import { encodePng } from "./png.ts";
import type { TextMeasure } from "./text-measure.ts";

/** A canvas of vectors, whose texts are texts in the family of the page or paper that it stands in. */
export class SvgCanvas {
  readonly context: SvgContext;
  private across: number;
  private down: number;

  constructor(measure: TextMeasure, width: number, height: number) {
    this.across = width;
    this.down = height;
    this.context = new SvgContext(this, measure);
  }

  get width(): number {
    return this.across;
  }
  set width(width: number) {
    this.across = width;
    this.context.empty();
  }
  get height(): number {
    return this.down;
  }
  set height(height: number) {
    this.down = height;
    this.context.empty();
  }

  /** As chart.js asks for it. */
  getContext(): SvgContext {
    return this.context;
  }

  /** What was drawn, without the element around it. */
  content(): string {
    return this.context.parts.join("");
  }

  /** A document of its own. */
  document(family: string): string {
    const { width, height } = this;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${family}">${this.content()}</svg>`;
  }
}

export class SvgContext extends Context2D {
  readonly canvas: SvgCanvas;
  parts: string[] = [];
  private clips = 0;
  private readonly savedClips: number[] = [];
  private clipNumber = 0;

  constructor(canvas: SvgCanvas, measure: TextMeasure) {
    super(measure);
    this.canvas = canvas;
  }

  empty(): void {
    this.reset();
    this.parts = [];
    this.clips = 0;
    this.clipNumber = 0;
    this.savedClips.length = 0;
  }

  override save(): void {
    super.save();
    this.savedClips.push(this.clipNumber);
  }

  override restore(): void {
    super.restore();
    this.clipNumber = this.savedClips.pop() ?? 0;
  }

  protected override fillOutline(outline: Outline): void {
    this.add(`<path d="${pathOf(outline)}"${this.colour("fill", this.fillStyle)}`);
  }

  protected override strokeOutline(outline: Outline): void {
    const { lineWidth, lineCap, lineJoin, dash, lineDashOffset } = this;
    const cap = lineCap === "butt" ? "" : ` stroke-linecap="${lineCap}"`;
    const join = lineJoin === "miter" ? "" : ` stroke-linejoin="${lineJoin}"`;
    const dashes = dash.length === 0 ? "" : ` stroke-dasharray="${dash.map(short).join(" ")}"`;
    const offset = dash.length === 0 || lineDashOffset === 0 ? "" : ` stroke-dashoffset="${short(lineDashOffset)}"`;
    const line = `${this.colour("stroke", this.strokeStyle)} stroke-width="${short(lineWidth)}"${cap}${join}${dashes}${offset}`;
    this.add(`<path d="${pathOf(outline)}" fill="none"${line}`);
  }

  protected override clipOutline(outline: Outline): void {
    const inside = this.clipAttribute();
    this.clipNumber = ++this.clips;
    this.parts.push(`<clipPath id="clip${this.clipNumber}"${inside}><path d="${pathOf(outline)}"${this.transform()}/></clipPath>`); // prettier-ignore
  }

  protected override drawText(text: string, x: number, y: number, width: number): void {
    // Another font has other widths: the text keeps to the place that it is aligned to.
    const [anchor, shift] = { left: ["", 0], start: ["", 0], center: [' text-anchor="middle"', width / 2], right: [' text-anchor="end"', width], end: [' text-anchor="end"', width] }[this.textAlign] as [string, number]; // prettier-ignore
    const { size, bold } = this.measure.fontOf(this.font);
    const weight = bold ? ' font-weight="bold"' : "";
    const place = `x="${short(x + shift)}" y="${short(y)}" font-size="${short(size)}"${weight}${anchor}`;
    this.add(`<text ${place}${this.colour("fill", this.fillStyle)}`, `${escaped(text)}</text>`);
  }

  override drawPixels(pixels: Pixels, x: number, y: number, width: number, height: number): void {
    const png = encodePng(pixels).toString("base64");
    const place = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this.add(`<image ${place} preserveAspectRatio="none" href="data:image/png;base64,${png}"`);
  }

  /** @param element its start, without its end; @param content what is in it, with its end tag */
  private add(element: string, content?: string): void {
    const start = `${element}${this.transform()}`;
    // A clip is in the units of the drawing, not in those of the element.
    const clip = this.clipAttribute();
    const whole = content === undefined ? `${start}/>` : `${start}>${content}`;
    this.parts.push(clip === "" ? whole : `<g${clip}>${whole}</g>`);
  }

  private clipAttribute(): string {
    return this.clipNumber === 0 ? "" : ` clip-path="url(#clip${this.clipNumber})"`;
  }

  private transform(): string {
    const { matrix } = this;
    return isIdentity(matrix) ? "" : ` transform="matrix(${matrix.map((number) => short(number, 5)).join(" ")})"`;
  }

  private colour(attribute: "fill" | "stroke", css: string): string {
    const { rgb, alpha } = parseColour(css)!;
    const opacity = alpha < 1 ? ` ${attribute}-opacity="${short(alpha)}"` : "";
    return ` ${attribute}="${toHex(rgb).toUpperCase()}"${opacity}`;
  }
}

function pathOf({ pieces }: Outline): string {
  let path = "";
  for (let at = 0; at < pieces.length;) {
    const [letter, numbers] = { [PIECE.move]: ["M", 2], [PIECE.line]: ["L", 2], [PIECE.cubic]: ["C", 6], [PIECE.close]: ["Z", 0] }[pieces[at]!] as [string, number]; // prettier-ignore
    path += letter + pieces.slice(at + 1, at + 1 + numbers).map((number) => short(number)).join(" "); // prettier-ignore
    at += 1 + numbers;
  }
  return path;
}

function isIdentity(matrix: Matrix): boolean {
  return matrix.every((number, index) => number === IDENTITY[index]);
}

function short(number: number, digits = 2): string {
  return String(Number(number.toFixed(digits)));
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

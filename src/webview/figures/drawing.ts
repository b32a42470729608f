import { toHex, type Rgb } from "../../shared/figures/rgb.ts";
import { gradientStops, type Scale } from "../../shared/figures/scale.ts";
import type { Shape } from "../colour/categorical.ts";
import { shapePath } from "../map/render/shapes.ts";
import { escapeXml, FIGURE_THEME, short, sizeAttributes } from "./look.ts";

export interface TextPlace {
  /** Default: the theme's. */
  readonly size?: number;
  /** CSS colour. Default: the theme's foreground. */
  readonly colour?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Reads upwards, such as the title of an axis. */
  readonly upwards?: boolean;
  readonly bold?: boolean;
}

/** Width of a text of some size. */
export type Measure = (text: string, size: number) => number;

const INK = toHex(FIGURE_THEME.foreground);

/** An SVG in the making; coordinates are CSS pixels from the upper left corner. Texts stay texts. */
export class Drawing {
  readonly #parts: string[] = [];
  #gradients = 0;

  /** @param dash lengths of line and gap; empty is a whole line */
  line(
    points: readonly (readonly [x: number, y: number])[],
    colour: string,
    width = 0.5,
    dash: readonly number[] = [],
  ): void {
    const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${short(x)} ${short(y)}`).join("");
    const dashes = dash.length === 0 ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
    this.#parts.push(
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`,
    );
  }

  rectangle(x: number, y: number, width: number, height: number, fill: string, border?: string): void {
    const stroke = border === undefined ? "" : ` stroke="${border}" stroke-width="0.5"`;
    this.#parts.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${fill}"${stroke}/>`,
    );
  }

  dot(x: number, y: number, radius: number, fill: string): void {
    this.#parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${fill}"/>`);
  }

  shape(shape: Shape, x: number, y: number, radius: number, fill: string): void {
    this.#parts.push(`<path d="${shapePath(shape, x, y, radius)}" fill="${fill}"/>`);
  }

  /** @param y of the text's middle */
  text(text: string, x: number, y: number, look: TextPlace = {}): void {
    const { size = FIGURE_THEME.fontSize, colour = INK, anchor = "start", upwards = false, bold = false } = look;
    const turned = upwards ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : "";
    this.#parts.push(
      `<text x="${short(x)}" y="${short(y)}" font-size="${short(size)}" fill="${colour}" text-anchor="${anchor}" dominant-baseline="central"${bold ? ' font-weight="bold"' : ""}${turned}>${escapeXml(text)}</text>`,
    );
  }

  /** @param href a data URI */
  picture(href: string, x: number, y: number, width: number, height: number): void {
    this.#parts.push(
      `<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none" href="${href}"/>`,
    );
  }

  /** @param upwards from below instead of from the left */
  gradient(scale: Scale, x: number, y: number, width: number, height: number, upwards = false): void {
    const id = `scale${++this.#gradients}`;
    const stops = gradientStops(scale, 24).map(
      ({ share, colour }) => `<stop offset="${short(share, 4)}" stop-color="${toHex(colour)}"/>`,
    );
    const direction = upwards ? ' x1="0" y1="1" x2="0" y2="0"' : "";
    this.#parts.push(`<linearGradient id="${id}"${direction}>${stops.join("")}</linearGradient>`);
    this.rectangle(x, y, width, height, `url(#${id})`);
  }

  /** The finished document. */
  end(width: number, height: number, background: Rgb = FIGURE_THEME.background): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${sizeAttributes(width, height)} font-family="${escapeXml(FIGURE_THEME.fontFamily)}">`,
      `<rect width="100%" height="100%" fill="${toHex(background)}"/>`,
      ...this.#parts,
      "</svg>",
      "",
    ].join("\n");
  }
}

/** The lines that a text takes in some width. */
export function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A text as long as there is room, cut with a sign. */
export function fitting(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && measure(`${characters.join("")}…`) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

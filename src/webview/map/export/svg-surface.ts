import { toHex, type Rgb } from "../../../shared/figures/rgb.ts";
import { gradientStops, type Scale } from "../../../shared/figures/scale.ts";
import type { Theme } from "../../colour/theme.ts";
import { toScreen } from "../place/camera.ts";
import type { Surface, TextLook } from "./figure.ts";
import type { Shot } from "../render/renderer.ts";
import { DIMMED, DIMMED_OPACITY, RING, SELECTED, type MarkStyle, type Scene } from "../render/scene.ts";
import { REACH, shapePath } from "../render/shapes.ts";

/** Writes a figure as SVG: every point is a path of its own, every text is text. */
export class SvgSurface implements Surface {
  private readonly theme: Theme;
  private readonly parts: string[] = [];
  private gradients = 0;

  constructor(theme: Theme) {
    this.theme = theme;
  }

  begin(width: number, height: number, background: Rgb): void {
    const size = `width="${short(width)}" height="${short(height)}"`;
    this.parts.push(
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${short(width)} ${short(height)}" font-family="${escape(this.theme.fontFamily)}">`,
      `<rect width="100%" height="100%" fill="${toHex(background)}"/>`,
    );
  }

  points(
    { order, positions, styles, styleOf, states, background, accent }: Scene,
    { transform, radius }: Shot,
    width: number,
    height: number,
  ): void {
    this.parts.push(`<clipPath id="map"><rect width="${short(width)}" height="${short(height)}"/></clipPath>`);
    this.parts.push(
      `<g clip-path="url(#map)" stroke="${toHex(background)}" stroke-linejoin="miter" paint-order="stroke">`,
    );
    const reach = REACH * radius + RING.gap + RING.accent;
    for (const song of order) {
      const [x, y] = toScreen(transform, positions[2 * song]!, positions[2 * song + 1]!);
      if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
      const { colour, shape, size } = styles[styleOf[song]!]!;
      const path = shapePath(shape, x, y, radius * size);
      const fill = toHex(colour);
      if (states[song] === SELECTED) {
        this.parts.push(
          `<path d="${path}" stroke="${toHex(accent)}" stroke-width="${2 * (RING.gap + RING.accent)}"/>`,
          `<path d="${path}" fill="${fill}" stroke-width="${2 * RING.gap}"/>`,
        );
      } else if (states[song] === DIMMED)
        this.parts.push(`<path d="${path}" fill="${fill}" stroke="none" opacity="${DIMMED_OPACITY}"/>`);
      else
        this.parts.push(
          `<path d="${path}" fill="${fill}" stroke-width="${short(2 * RING.thinShare * radius * size)}"/>`,
        );
    }
    this.parts.push("</g>");
  }

  mark({ colour, shape }: MarkStyle, x: number, y: number, radius: number): void {
    this.parts.push(`<path d="${shapePath(shape, x, y, radius)}" fill="${toHex(colour)}"/>`);
  }

  gradient(scale: Scale, x: number, y: number, width: number, height: number): void {
    const id = `scale${++this.gradients}`;
    const stops = gradientStops(scale, 24).map(
      ({ share, colour }) => `<stop offset="${short(share, 4)}" stop-color="${toHex(colour)}"/>`,
    );
    this.parts.push(
      `<linearGradient id="${id}">${stops.join("")}</linearGradient>`,
      `<rect x="${short(x)}" y="${short(y)}" width="${width}" height="${height}" fill="url(#${id})"/>`,
    );
  }

  text(text: string, x: number, y: number, { size, colour, isLabel }: TextLook): void {
    const place = `x="${short(x)}" y="${short(y)}" font-size="${short(size)}" fill="${toHex(colour)}" dominant-baseline="central"`;
    const label =
      isLabel === true
        ? ` text-anchor="middle" letter-spacing="0.04em" style="font-variant-caps:all-small-caps" stroke="${toHex(this.theme.background)}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`
        : "";
    this.parts.push(`<text ${place}${label}>${escape(text)}</text>`);
  }

  /** The finished document. */
  end(): string {
    return [...this.parts, "</svg>", ""].join("\n");
  }
}

function short(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** Text for XML: its own characters escaped, and those that XML cannot hold left out. */
function escape(text: string): string {
  return Array.from(text)
    .filter((character) => /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(character))
    .join("")
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

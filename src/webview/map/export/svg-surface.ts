import { toHex, type Rgb } from "../../../shared/figures/rgb.ts";
import { gradientStops, type Scale } from "../../../shared/figures/scale.ts";
import { escapeXml, short, sizeAttributes } from "../../figures/look.ts";
import type { Theme } from "../../colour/theme.ts";
import { toScreen } from "../place/camera.ts";
import { Raster } from "../render/raster.ts";
import type { Surface, TextLook } from "./figure.ts";
import type { Trace } from "../render/overlay.ts";
import type { Shot } from "../render/renderer.ts";
import { DIMMED, DIMMED_OPACITY, RING, SELECTED, type MarkStyle, type Scene } from "../render/scene.ts";
import { REACH, shapePath } from "../render/shapes.ts";

const NO_SONGS = new Uint32Array();
/** Pixels of the density per CSS pixel: 300 an inch. */
const PICTURE_RATIO = 300 / 96;

/** Writes a figure as SVG: every point is a path of its own, every text is text; where many are density, that is a picture. */
export class SvgSurface implements Surface {
  private readonly theme: Theme;
  private readonly parts: string[] = [];
  private gradients = 0;

  constructor(theme: Theme) {
    this.theme = theme;
  }

  begin(width: number, height: number, background: Rgb): void {
    this.parts.push(
      `<svg xmlns="http://www.w3.org/2000/svg" ${sizeAttributes(width, height)} font-family="${escapeXml(this.theme.fontFamily)}">`,
      `<rect width="100%" height="100%" fill="${toHex(background)}"/>`,
    );
  }

  points(scene: Scene, shot: Shot, width: number, height: number): void {
    const { order, positions, styles, styleOf, states, background, accent, opacity } = scene;
    const { transform, radius } = shot;
    const extent = `width="${short(width)}" height="${short(height)}"`;
    this.parts.push(`<clipPath id="map"><rect ${extent}/></clipPath>`);
    // A million paths are no drawing: density is a picture in it.
    if (scene.crowd !== null)
      this.parts.push(
        `<image ${extent} href="${densityPicture({ ...scene, order: NO_SONGS }, shot, width, height)}"/>`,
      );
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
        this.parts.push(
          `<path d="${path}" fill="${fill}" stroke="none" opacity="${short(opacity * DIMMED_OPACITY)}"/>`,
        );
      else
        this.parts.push(
          `<path d="${path}" fill="${fill}" stroke-width="${short(2 * RING.thinShare * radius * size)}"${opacity < 1 ? ` opacity="${short(opacity)}"` : ""}/>`,
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

  line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number], colour: Rgb): void {
    this.parts.push(
      `<line x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}" stroke="${toHex(colour)}" stroke-width="0.6"/>`,
    );
  }

  lines(lines: readonly Trace[], colour: Rgb, width: number, dash: readonly number[]): void {
    if (lines.length === 0) return;
    const path = lines.map(({ from, to }) => `M${from.map(at).join(" ")}L${to.map(at).join(" ")}`).join("");
    this.parts.push(
      `<path clip-path="url(#map)" d="${path}" fill="none" stroke="${toHex(colour)}" stroke-width="${width}"${dash.length === 0 ? "" : ` stroke-dasharray="${dash.join(" ")}"`}/>`,
    );
  }

  text(text: string, x: number, y: number, { size, colour, isLabel, bold, axis }: TextLook): void {
    const place = `x="${short(x)}" y="${short(y)}" font-size="${short(size)}" fill="${toHex(colour)}" dominant-baseline="central"`;
    const label =
      isLabel === true
        ? ` text-anchor="middle" letter-spacing="0.02em"${bold === true ? ' font-weight="bold"' : ""} stroke="${toHex(this.theme.background)}" stroke-width="${short(0.3 * size)}" stroke-linejoin="round" paint-order="stroke"`
        : axis === undefined
          ? ""
          : ` text-anchor="middle"${axis === "y" ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : ""}`;
    this.parts.push(`<text ${place}${label}>${escapeXml(text)}</text>`);
  }

  /** The finished document. */
  end(): string {
    return [...this.parts, "</svg>", ""].join("\n");
  }
}

const at = (coordinate: number): string => short(coordinate);

/** A PNG as a data URI. */
function densityPicture(scene: Scene, shot: Shot, width: number, height: number): string {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas to draw the picture on.");
  const raster = new Raster(width, height, PICTURE_RATIO);
  raster.draw(scene, shot);
  canvas.width = raster.width;
  canvas.height = raster.height;
  context.putImageData(new ImageData(raster.pixels, raster.width, raster.height), 0, 0);
  return canvas.toDataURL("image/png");
}

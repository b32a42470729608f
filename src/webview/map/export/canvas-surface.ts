import { toHex, type Rgb } from "../../../shared/figures/rgb.ts";
import { gradientStops, type Scale } from "../../../shared/figures/scale.ts";
import type { Theme } from "../../colour/theme.ts";
import type { Surface, TextLook } from "./figure.ts";
import { Raster } from "../render/raster.ts";
import type { Shot } from "../render/renderer.ts";
import type { MarkStyle, Scene } from "../render/scene.ts";
import { shapePath } from "../render/shapes.ts";

/** Draws a figure on a canvas, for PNG. */
export class CanvasSurface implements Surface {
  readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly theme: Theme;
  private readonly ratio: number;

  /** @param ratio pixels of the picture per CSS pixel */
  constructor(theme: Theme, ratio: number) {
    this.theme = theme;
    this.ratio = ratio;
    this.canvas = document.createElement("canvas");
    const context = this.canvas.getContext("2d");
    if (context === null) throw new Error("This browser gives no canvas to draw the picture on.");
    this.context = context;
  }

  begin(width: number, height: number, background: Rgb): void {
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.context.scale(this.ratio, this.ratio);
    this.context.fillStyle = toHex(background);
    this.context.fillRect(0, 0, width, height);
  }

  points(scene: Scene, shot: Shot, width: number, height: number): void {
    const raster = new Raster(width, height, this.ratio);
    raster.draw(scene, shot);
    this.context.putImageData(new ImageData(raster.pixels, raster.width, raster.height), 0, 0);
  }

  mark({ colour, shape }: MarkStyle, x: number, y: number, radius: number): void {
    this.context.fillStyle = toHex(colour);
    this.context.fill(new Path2D(shapePath(shape, x, y, radius)));
  }

  gradient(scale: Scale, x: number, y: number, width: number, height: number): void {
    const gradient = this.context.createLinearGradient(x, 0, x + width, 0);
    for (const { share, colour } of gradientStops(scale, 24)) gradient.addColorStop(share, toHex(colour));
    this.context.fillStyle = gradient;
    this.context.fillRect(x, y, width, height);
  }

  text(text: string, x: number, y: number, { size, colour, isLabel = false }: TextLook): void {
    const { context } = this;
    context.save();
    context.font = `${size}px ${this.theme.fontFamily}`;
    context.textBaseline = "middle";
    context.textAlign = isLabel ? "center" : "left";
    if (isLabel) {
      context.fontVariantCaps = "all-small-caps";
      context.letterSpacing = `${0.04 * size}px`;
      context.lineJoin = "round";
      context.lineWidth = 4;
      context.strokeStyle = toHex(this.theme.background);
      context.strokeText(text, x, y);
    }
    context.fillStyle = toHex(colour);
    context.fillText(text, x, y);
    context.restore();
  }

  toPng(): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.canvas.toBlob((blob) => {
        if (blob === null)
          reject(new Error("The picture is too large for this browser: make the map smaller and export again."));
        else resolve(blob);
      }, "image/png");
    });
  }
}

/** Measures texts in the theme's font. */
export function textMeasure({ fontFamily }: Theme): (text: string, size: number) => number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas to measure texts on.");
  return (text, size) => {
    context.font = `${size}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}

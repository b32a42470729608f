import { Raster } from "./raster.ts";
import type { PointRenderer, Shot } from "./renderer.ts";
import type { Scene } from "./scene.ts";

/** Points drawn without a graphics card, for where WebGL2 is missing or has been lost. */
export class CanvasRenderer implements PointRenderer {
  readonly kind = "canvas2d";
  readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private raster = new Raster(1, 1, 1);
  private scene: Scene | null = null;

  /** @throws {Error} if the browser gives no canvas at all */
  constructor() {
    this.canvas = document.createElement("canvas");
    const context = this.canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("This browser gives no canvas to draw the map on.");
    this.context = context;
  }

  resize(width: number, height: number, ratio: number): void {
    this.raster = new Raster(width, height, ratio);
    this.canvas.width = this.raster.width;
    this.canvas.height = this.raster.height;
  }

  show(scene: Scene): void {
    this.scene = scene;
  }

  draw(shot: Shot): void {
    if (this.scene === null) return;
    const { pixels, width, height } = this.raster;
    this.raster.draw(this.scene, shot);
    this.context.putImageData(new ImageData(pixels, width, height), 0, 0);
  }

  dispose(): void {
    this.canvas.remove();
  }
}

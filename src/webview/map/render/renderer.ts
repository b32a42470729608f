import type { Transform } from "../place/camera.ts";
import type { Scene } from "./scene.ts";

/** Where and how large, and how far the points have moved from `scene.from`. */
export interface Shot {
  readonly transform: Transform;
  /** Of a point of size 1, in CSS pixels. */
  readonly radius: number;
  /** 0 to 1; 1 at rest. */
  readonly share: number;
}

/** Draws scenes on a canvas of its own. */
export interface PointRenderer {
  readonly kind: "webgl2" | "canvas2d";
  readonly canvas: HTMLCanvasElement;
  /** @param ratio device pixels per CSS pixel */
  resize(width: number, height: number, ratio: number): void;
  /** Takes over what is drawn from now on. */
  show(scene: Scene): void;
  draw(shot: Shot): void;
  dispose(): void;
}

import type { Shape } from "../colour/categorical.ts";
import type { Shot } from "./renderer.ts";
import { DIMMED, DIMMED_OPACITY, NORMAL, RING, SELECTED, type MarkStyle, type Scene } from "./scene.ts";
import { REACH, signedDistance } from "./shapes.ts";

/** Positions inside a pixel that marks are drawn at, per axis. */
const STEPS = 4;
/** Radii that marks are made for, per device pixel. */
const RADIUS_STEPS = 8;

/** How a mark covers the pixels of its square; the three coverages of a pixel add up to at most 255. */
interface Mask {
  readonly side: number;
  readonly fill: Uint8Array;
  readonly background: Uint8Array;
  readonly accent: Uint8Array;
}

/**
 * The points of a scene drawn in memory: the software twin of the shaders, with the same distances and rings. A mark is
 * computed once for its shape, size and place inside a pixel, and then only blended, which is many times faster than
 * paths where there is no graphics card.
 */
export class Raster {
  readonly width: number;
  readonly height: number;
  /** RGBA, opaque. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  private readonly words: Uint32Array;
  private readonly ratio: number;
  private readonly masks = new Map<string, Mask>();

  /** @param ratio device pixels per CSS pixel */
  constructor(width: number, height: number, ratio: number) {
    this.width = Math.max(1, Math.round(width * ratio));
    this.height = Math.max(1, Math.round(height * ratio));
    this.ratio = ratio;
    this.pixels = new Uint8ClampedArray(4 * this.width * this.height);
    this.words = new Uint32Array(this.pixels.buffer);
  }

  draw(scene: Scene, { transform, radius, share }: Shot): void {
    const { positions, styles, styleOf, states, order, from, background } = scene;
    this.words.fill((background[0] | (background[1] << 8) | (background[2] << 16) | (255 << 24)) >>> 0);
    const start = share < 1 ? from : null;
    const scale = transform.scale * this.ratio;
    const left = transform.offsetX * this.ratio;
    const top = transform.offsetY * this.ratio;
    // Masks of each style and state, by place inside a pixel: looked up by number in the loop.
    const table = styles.flatMap((style) => [NORMAL, SELECTED, DIMMED].map((state) => this.masksOf(style, state, radius)));
    for (const song of order) {
      let x = positions[2 * song]!;
      let y = positions[2 * song + 1]!;
      if (start !== null) {
        const startX = start.positions[2 * song]!;
        const startY = start.positions[2 * song + 1]!;
        if (!Number.isNaN(startX)) x = startX + share * (x - startX);
        if (!Number.isNaN(startY)) y = startY + share * (y - startY);
      }
      const placeX = scale * x + left;
      const placeY = scale * y + top;
      const columnX = Math.floor(placeX);
      const rowY = Math.floor(placeY);
      const style = styleOf[song]!;
      const masks = table[3 * style + states[song]!]!;
      // Also keeps out what is not a number.
      const { side } = masks;
      if (!(columnX > -side && rowY > -side && columnX < this.width + side && rowY < this.height + side)) continue;
      const step = STEPS * Math.floor(STEPS * (placeY - rowY)) + Math.floor(STEPS * (placeX - columnX));
      const mask = masks.at(step);
      let [red, green, blue] = styles[style]!.colour;
      if (start !== null) {
        const before = start.styles[start.styleOf[song]!]!.colour;
        red = before[0] + share * (red - before[0]);
        green = before[1] + share * (green - before[1]);
        blue = before[2] + share * (blue - before[2]);
      }
      this.blend(mask, columnX, rowY, red, green, blue, scene);
    }
  }

  private blend(mask: Mask, column: number, row: number, red: number, green: number, blue: number, { background, accent }: Scene): void {
    const { pixels, width, height } = this;
    const { side, fill, background: ring, accent: outer } = mask;
    const half = side >> 1;
    const firstX = Math.max(0, half - column);
    const lastX = Math.min(side, width + half - column);
    const firstY = Math.max(0, half - row);
    const lastY = Math.min(side, height + half - row);
    for (let y = firstY; y < lastY; y++) {
      let k = y * side + firstX;
      let byte = 4 * ((row + y - half) * width + column + firstX - half);
      for (let x = firstX; x < lastX; x++, k++, byte += 4) {
        const f = fill[k]!;
        const b = ring[k]!;
        const a = outer[k]!;
        const keep = 255 - f - b - a;
        if (keep === 255) continue;
        pixels[byte] = (pixels[byte]! * keep + red * f + background[0] * b + accent[0] * a) / 255;
        pixels[byte + 1] = (pixels[byte + 1]! * keep + green * f + background[1] * b + accent[1] * a) / 255;
        pixels[byte + 2] = (pixels[byte + 2]! * keep + blue * f + background[2] * b + accent[2] * a) / 255;
      }
    }
  }

  private masksOf({ shape, size }: MarkStyle, state: number, radius: number): { readonly side: number; at(step: number): Mask } {
    const rounded = Math.max(1, Math.round(radius * size * this.ratio * RADIUS_STEPS)) / RADIUS_STEPS;
    const padding = state === SELECTED ? RING.gap + RING.accent : 0;
    const side = 2 * Math.ceil(rounded * (REACH + RING.thinShare) + padding * this.ratio + 1) + 1;
    const own: (Mask | undefined)[] = [];
    return {
      side,
      at: (step) => {
        const known = own[step];
        if (known !== undefined) return known;
        const key = `${shape} ${state} ${rounded} ${step}`;
        let mask = this.masks.get(key);
        if (mask === undefined) {
          mask = makeMask(shape, state, rounded, side, step, this.ratio);
          // Zooming comes past many radii; what is not used again is forgotten.
          if (this.masks.size > 20_000) this.masks.clear();
          this.masks.set(key, mask);
        }
        own[step] = mask;
        return mask;
      },
    };
  }
}

/** @param radius in device pixels */
function makeMask(shape: Shape, state: number, radius: number, side: number, step: number, ratio: number): Mask {
  const half = side >> 1;
  const mask = { side, fill: new Uint8Array(side * side), background: new Uint8Array(side * side), accent: new Uint8Array(side * side) };
  const shiftX = ((step % STEPS) + 0.5) / STEPS - 0.5;
  const shiftY = (Math.floor(step / STEPS) + 0.5) / STEPS - 0.5;
  const inside = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance));
  for (let k = 0; k < side * side; k++) {
    const x = (k % side) - half - shiftX;
    const y = Math.floor(k / side) - half - shiftY;
    const distance = signedDistance(shape, x / radius, y / radius) * radius;
    const fill = inside(distance);
    if (state === DIMMED) {
      mask.fill[k] = 255 * DIMMED_OPACITY * fill;
      continue;
    }
    const gap = inside(distance - (state === SELECTED ? ratio * RING.gap : radius * RING.thinShare));
    mask.fill[k] = 255 * fill;
    mask.background[k] = 255 * (gap - fill);
    if (state === SELECTED) mask.accent[k] = 255 * (inside(distance - ratio * (RING.gap + RING.accent)) - gap);
  }
  return mask;
}

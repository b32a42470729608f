import type { Shape } from "../../colour/categorical.ts";
import type { Rgb } from "../../../shared/figures/rgb.ts";
import { DIMMED, DIMMED_OPACITY, RING, SELECTED } from "./scene.ts";
import { REACH, signedDistance } from "./shapes.ts";

/** Places inside a pixel that marks are drawn at, per axis. */
export const STEPS = 4;

/** How a mark covers the pixels around its own; only those that it covers at all, one entry each. */
export interface Mask {
  /** Columns and rows from the mark's pixel; none is further away than `reach`. */
  readonly dx: Int8Array;
  readonly dy: Int8Array;
  readonly reach: number;
  /** Shares of the colour, the background and the accent, together at most 255. */
  readonly fill: Uint8Array;
  readonly background: Uint8Array;
  readonly accent: Uint8Array;
}

/** A mask in its colours, ready to be laid over an image: pixel = pixel · keep / 256 + add. */
export interface Stamp {
  /** From the mark's pixel, in pixels of the image's rows one after the other. */
  readonly offsets: Int32Array;
  /** 0 to 256. */
  readonly keep: Uint16Array;
  /** Blue, green, red from the higher to the lower bytes, with a full alpha above them. */
  readonly add: Uint32Array;
}

/**
 * @param radius in pixels
 * @param step where in its pixel the mark lies: column of {@link STEPS} plus that many times the row
 * @param ratio pixels per CSS pixel, for the rings
 * @param opacity of the whole mark
 */
export function makeMask(shape: Shape, state: number, radius: number, step: number, ratio: number, opacity = 1): Mask {
  const rings = state === SELECTED ? ratio * (RING.gap + RING.accent) : radius * RING.thinShare;
  const reach = Math.ceil(radius * REACH + rings + 1);
  const shiftX = ((step % STEPS) + 0.5) / STEPS - 0.5;
  const shiftY = (Math.floor(step / STEPS) + 0.5) / STEPS - 0.5;
  const covered: [dx: number, dy: number, fill: number, background: number, accent: number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const distance = signedDistance(shape, (dx - shiftX) / radius, (dy - shiftY) / radius) * radius;
      const [fill, background, accent] = coverage(distance, state, radius, ratio, opacity);
      if (fill + background + accent > 0) covered.push([dx, dy, fill, background, accent]);
    }
  }
  return {
    dx: Int8Array.from(covered, ([dx]) => dx),
    dy: Int8Array.from(covered, ([, dy]) => dy),
    reach,
    fill: Uint8Array.from(covered, ([, , fill]) => fill),
    background: Uint8Array.from(covered, ([, , , background]) => background),
    accent: Uint8Array.from(covered, ([, , , , accent]) => accent),
  };
}

/** Shares of 255 at a distance from the shape's edge; the twin of the fragment shader. */
function coverage(
  distance: number,
  state: number,
  radius: number,
  ratio: number,
  opacity: number,
): [number, number, number] {
  const inside = (length: number): number => Math.round(255 * opacity * Math.min(1, Math.max(0, 0.5 - length)));
  const fill = inside(distance);
  if (state === DIMMED) return [Math.round(DIMMED_OPACITY * fill), 0, 0];
  const gap = inside(distance - (state === SELECTED ? ratio * RING.gap : radius * RING.thinShare));
  const outer = state === SELECTED ? inside(distance - ratio * (RING.gap + RING.accent)) : gap;
  return [fill, gap - fill, outer - gap];
}

/** @param width of the image's rows, in pixels */
export function makeStamp(
  { dx, dy, fill, background, accent }: Mask,
  colour: Rgb,
  ring: Rgb,
  outer: Rgb,
  width: number,
): Stamp {
  const stamp = {
    offsets: new Int32Array(dx.length),
    keep: new Uint16Array(dx.length),
    add: new Uint32Array(dx.length),
  };
  for (let k = 0; k < dx.length; k++) {
    const [f, b, a] = [fill[k]!, background[k]!, accent[k]!];
    const channel = (axis: 0 | 1 | 2): number =>
      Math.round((colour[axis] * f + ring[axis] * b + outer[axis] * a) / 255);
    stamp.offsets[k] = dy[k]! * width + dx[k]!;
    stamp.keep[k] = Math.round(((255 - f - b - a) * 256) / 255);
    stamp.add[k] = word([channel(0), channel(1), channel(2)]);
  }
  return stamp;
}

/** An opaque pixel as canvas memory holds it, on the little-endian machines that browsers run on. */
export function word([red, green, blue]: Rgb): number {
  return (red | (green << 8) | (blue << 16) | (255 << 24)) >>> 0;
}

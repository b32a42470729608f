import type { Rgb } from "../../../shared/figures/rgb.ts";
import { DensityRaster, halfRoot } from "./density.ts";
import { makeMask, makeStamp, STEPS, word, type Mask, type Stamp } from "./mark-mask.ts";
import type { Shot } from "./renderer.ts";
import { DIMMED, NORMAL, SELECTED, type Crowd, type MarkStyle, type Scene } from "./scene.ts";

/** Radii that marks are made for, per device pixel. */
const RADIUS_STEPS = 8;
/** Opacities that marks are made for. */
const OPACITY_STEPS = 16;
/** Zooming comes past many radii; what is not used again is forgotten. */
const MAX_MASKS = 4_000;

/** A mark of one style and state: its masks and stamps by place inside a pixel, made when they are first needed. */
interface Mark {
  readonly masks: (Mask | undefined)[];
  readonly stamps: (Stamp | undefined)[];
  readonly style: MarkStyle;
  readonly state: number;
  readonly radius: number;
  readonly opacity: number;
}

/**
 * The points of a scene drawn in memory: the software twin of the shaders, with the same distances and rings. A mark is
 * computed once for its shape, size and place inside a pixel, and then only laid over the picture, which is many times
 * faster than paths where there is no graphics card.
 */
export class Raster {
  readonly width: number;
  readonly height: number;
  /** RGBA, opaque. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  private readonly words: Uint32Array;
  private readonly ratio: number;
  private readonly masks = new Map<string, Mask>();
  private sums: DensityRaster | null = null;

  /** @param ratio device pixels per CSS pixel */
  constructor(width: number, height: number, ratio: number) {
    this.width = Math.max(1, Math.round(width * ratio));
    this.height = Math.max(1, Math.round(height * ratio));
    this.ratio = ratio;
    this.pixels = new Uint8ClampedArray(4 * this.width * this.height);
    this.words = new Uint32Array(this.pixels.buffer);
  }

  draw(scene: Scene, { transform, radius, share }: Shot): void {
    const { positions, styles, styleOf, states, order, from, opacity } = scene;
    if (scene.crowd === null) this.words.fill(word(scene.background));
    else this.density(scene.crowd, scene.background, transform);
    const start = share < 1 ? from : null;
    // Only where points change their colours is each one's own; else they are stamps of few kinds.
    const recolours = start !== null && (start.styles !== styles || start.styleOf !== styleOf);
    const scale = transform.scale * this.ratio;
    const left = transform.offsetX * this.ratio;
    const top = transform.offsetY * this.ratio;
    const marks = styles.flatMap((style) =>
      [NORMAL, SELECTED, DIMMED].map((state) => this.mark(style, state, radius, opacity)),
    );
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
      const column = Math.floor(placeX);
      const row = Math.floor(placeY);
      const mark = marks[3 * styleOf[song]! + states[song]!]!;
      const step = STEPS * Math.floor(STEPS * (placeY - row)) + Math.floor(STEPS * (placeX - column));
      const mask = (mark.masks[step] ??= this.mask(mark, step));
      const { reach } = mask;
      // Also keeps out what is not a number.
      if (!(column >= -reach && row >= -reach && column < this.width + reach && row < this.height + reach)) continue;
      const isWhole = column >= reach && row >= reach && column < this.width - reach && row < this.height - reach;
      if (isWhole && !recolours) {
        mark.stamps[step] ??= makeStamp(mask, mark.style.colour, scene.background, scene.accent, this.width);
        this.press(mark.stamps[step], row * this.width + column);
      } else {
        const before = recolours ? start.styles[start.styleOf[song]!]!.colour : mark.style.colour;
        this.lay(mask, column, row, mixed(before, mark.style.colour, share), scene);
      }
    }
  }

  private density(crowd: Crowd, background: Rgb, transform: Shot["transform"]): void {
    const block = Math.max(1, Math.round(this.ratio));
    this.sums ??= new DensityRaster(Math.ceil(this.width / block), Math.ceil(this.height / block));
    const scale = this.ratio / block;
    this.sums.add(crowd, transform.scale * scale, transform.offsetX * scale, transform.offsetY * scale);
    const root = halfRoot(crowd.crowding, transform, block / this.ratio);
    this.sums.paint(this.words, this.width, block, root, background);
  }

  /** Lays a stamp over the picture; two channels at a time. */
  private press({ offsets, keep, add }: Stamp, middle: number): void {
    const { words } = this;
    for (let k = 0; k < offsets.length; k++) {
      const share = keep[k]!;
      const index = middle + offsets[k]!;
      if (share === 0) words[index] = add[k]!;
      else {
        const below = words[index]!;
        const redAndBlue = (Math.imul(below & 0xff00ff, share) >>> 8) & 0xff00ff;
        const green = (Math.imul(below & 0x00ff00, share) >>> 8) & 0x00ff00;
        words[index] = (redAndBlue | green) + add[k]!;
      }
    }
  }

  /** Lays a mask of any colour over the picture, cut at its edges. */
  private lay(mask: Mask, column: number, row: number, colour: Rgb, { background, accent }: Scene): void {
    const { pixels, width, height } = this;
    for (let k = 0; k < mask.dx.length; k++) {
      const x = column + mask.dx[k]!;
      const y = row + mask.dy[k]!;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const [fill, ring, outer] = [mask.fill[k]!, mask.background[k]!, mask.accent[k]!];
      const keep = 255 - fill - ring - outer;
      const byte = 4 * (y * width + x);
      for (const axis of [0, 1, 2] as const) {
        pixels[byte + axis] =
          (pixels[byte + axis]! * keep + colour[axis] * fill + background[axis] * ring + accent[axis] * outer) / 255;
      }
    }
  }

  private mark(style: MarkStyle, state: number, radius: number, opacity: number): Mark {
    const rounded = Math.max(1, Math.round(radius * style.size * this.ratio * RADIUS_STEPS)) / RADIUS_STEPS;
    const whole = state === SELECTED ? 1 : Math.ceil(opacity * OPACITY_STEPS) / OPACITY_STEPS;
    return { masks: [], stamps: [], style, state, radius: rounded, opacity: whole };
  }

  private mask({ style: { shape }, state, radius, opacity }: Mark, step: number): Mask {
    const key = `${shape} ${state} ${radius} ${opacity} ${step}`;
    const known = this.masks.get(key);
    if (known !== undefined) return known;
    const mask = makeMask(shape, state, radius, step, this.ratio, opacity);
    if (this.masks.size > MAX_MASKS) this.masks.clear();
    this.masks.set(key, mask);
    return mask;
  }
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  if (from === to) return to;
  const mix = (axis: 0 | 1 | 2): number => from[axis] + share * (to[axis] - from[axis]);
  return [mix(0), mix(1), mix(2)];
}

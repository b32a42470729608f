import type { Rgb } from "../../../shared/figures/rgb.ts";
import type { Transform } from "../place/camera.ts";
import type { Crowding } from "../place/crowding.ts";
import { DIMMED, type Crowd, type Look } from "./scene.ts";

/** What a dimmed point counts beside others. */
export const DIMMED_WEIGHT = 0.12;
/** A pixel of typical density has this opacity. */
const TYPICAL_OPACITY = 0.72;
/** The least root: where points are single, a pixel holds a quarter of one after smoothing, and is to be seen well. */
const LEAST_ROOT = 0.3;

/** @param shown one byte per song, 1 if it is drawn */
export function crowdOf(
  crowding: Crowding,
  { styles, styleOf }: Pick<Look, "styles" | "styleOf">,
  states: Uint8Array,
  shown: Uint8Array,
): Crowd {
  const { songs } = crowding.index;
  // The last entry weighs nothing.
  const nothing = 2 * styles.length;
  const codes = new Uint16Array(songs.length);
  for (let at = 0; at < songs.length; at++) {
    const song = songs[at]!;
    codes[at] = shown[song] === 1 ? 2 * styleOf[song]! + (states[song] === DIMMED ? 1 : 0) : nothing;
  }
  const palette = new Float32Array(4 * (nothing + 1));
  styles.forEach(({ colour }, style) => {
    for (const [dimmed, weight] of [1, DIMMED_WEIGHT].entries())
      palette.set([weight, ...colour.map((channel) => weight * (channel / 255) ** 2)], 4 * (2 * style + dimmed));
  });
  return { crowding, codes, palette };
}

/**
 * The weight at which a pixel is half opaque, as its root: opacity is √n / (√n + root). It follows the map's typical density, so that
 * a map of any number of songs at any zoom is neither a fog nor a blot, and does not change while one pans.
 *
 * @param pixel length of a pixel's side in CSS pixels
 */
export function halfRoot(crowding: Crowding, transform: Transform, pixel: number): number {
  const typical = crowding.typicalPerPixel(transform) * pixel * pixel;
  return Math.max(LEAST_ROOT, (Math.sqrt(typical) * (1 - TYPICAL_OPACITY)) / TYPICAL_OPACITY);
}

/** The opacity of a mark beside density, so that neither outshines the other: that of a point alone, which is full where all are. */
export function markOpacity(crowding: Crowding, transform: Transform): number {
  return (1 + LEAST_ROOT) / (1 + halfRoot(crowding, transform, 1));
}

/** Adds the points of a crowd up in memory: the software twin of the density shaders. */
export class DensityRaster {
  readonly width: number;
  readonly height: number;
  private readonly sums: Float32Array;
  private readonly row: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    // A border of one pixel around, so that smoothing needs no edges.
    this.sums = new Float32Array(4 * (width + 2) * (height + 2));
    this.row = new Float32Array(4 * (width + 2));
  }

  /** @param scale pixels per map unit @param left,top of the map's origin, in pixels */
  add({ crowding: { index }, codes, palette }: Crowd, scale: number, left: number, top: number): void {
    const { sums, width, height } = this;
    const { places } = index;
    sums.fill(0);
    const stride = width + 2;
    const area = {
      left: -left / scale,
      top: -top / scale,
      right: (width - left) / scale,
      bottom: (height - top) / scale,
    };
    index.visit(area, (from, to) => {
      for (let at = from; at < to; at++) {
        const x = Math.floor(scale * places[2 * at]! + left);
        const y = Math.floor(scale * places[2 * at + 1]! + top);
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const pixel = 4 * ((y + 1) * stride + x + 1);
        const code = 4 * codes[at]!;
        sums[pixel]! += palette[code]!;
        sums[pixel + 1]! += palette[code + 1]!;
        sums[pixel + 2]! += palette[code + 2]!;
        sums[pixel + 3]! += palette[code + 3]!;
      }
    });
  }

  /**
   * Lays the sums over a background of one colour.
   *
   * @param words receives the picture, RGBA from the lower to the higher bytes
   * @param stride of `words`, in pixels @param block pixels of `words` that one of ours covers, per axis
   */
  paint(words: Uint32Array, stride: number, block: number, root: number, background: Rgb): void {
    const { width, height, sums, row } = this;
    const [backRed, backGreen, backBlue] = background;
    const empty = (255 << 24) | (backBlue << 16) | (backGreen << 8) | backRed;
    const line = 4 * (width + 2);
    const rows = words.length / stride;
    for (let y = 0; y < height; y++) {
      // Smoothed by 1 2 1 downwards, then across.
      const above = y * line;
      for (let k = 0; k < line; k++)
        row[k] = sums[above + k]! + 2 * sums[above + line + k]! + sums[above + 2 * line + k]!;
      for (let x = 0; x < width; x++) {
        const k = 4 * x;
        const weight = (row[k]! + 2 * row[k + 4]! + row[k + 8]!) / 16;
        let word = empty;
        if (weight > 0) {
          const amount = Math.sqrt(weight);
          const opacity = amount / (amount + root);
          const keep = 1 - opacity;
          const mean = 1 / (16 * weight);
          const red = Math.sqrt((row[k + 1]! + 2 * row[k + 5]! + row[k + 9]!) * mean);
          const green = Math.sqrt((row[k + 2]! + 2 * row[k + 6]! + row[k + 10]!) * mean);
          const blue = Math.sqrt((row[k + 3]! + 2 * row[k + 7]! + row[k + 11]!) * mean);
          word =
            (255 << 24) |
            ((keep * backBlue + 255 * opacity * blue + 0.5) << 16) |
            ((keep * backGreen + 255 * opacity * green + 0.5) << 8) |
            (keep * backRed + 255 * opacity * red + 0.5);
        }
        if (block === 1) words[y * stride + x] = word;
        else
          for (let dy = 0; dy < block && y * block + dy < rows; dy++)
            for (let dx = 0; dx < block && x * block + dx < stride; dx++)
              words[(y * block + dy) * stride + x * block + dx] = word;
      }
    }
  }
}

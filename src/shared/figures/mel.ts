import { LEVELS, type Scale } from "./scale.ts";

/** A spectrogram with the meaning of its axes. */
export interface Mel {
  /** (bands, frames), row-major. */
  readonly values: Float32Array;
  readonly bands: number;
  readonly frames: number;
}

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Decibels of a log-mel value: its unit is (log₁₀ power + 4) / 4. */
export function decibels(value: number): number {
  return 10 * (4 * value - 4);
}

/** Decibels of a difference of two log-mel values. */
export function decibelDifference(value: number): number {
  return 40 * value;
}

/** The smallest and largest value: the colour scale of a spectrogram and of what is compared to it. */
export function valueRange(values: Float32Array): ValueRange {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(max > min)) return Number.isFinite(min) ? { min: min - 0.5, max: min + 0.5 } : { min: 0, max: 1 };
  return { min, max };
}

/** From −m to m with zero in the middle. */
export function symmetricRange(values: Float32Array): ValueRange {
  const { min, max } = valueRange(values);
  const most = Math.max(Math.abs(min), Math.abs(max));
  return { min: -most, max: most };
}

/** Reconstruction minus original. @throws {Error} if they differ in shape. */
export function difference(reconstruction: Mel, original: Mel): Mel {
  if (reconstruction.values.length !== original.values.length)
    throw new Error("The reconstruction has another shape than the original. Run the task again.");
  return { ...original, values: reconstruction.values.map((value, index) => value - original.values[index]!) };
}

/**
 * Paints a spectrogram into RGBA pixels, the lowest band at the bottom; a pixel shows the mean of the frames that it covers.
 *
 * @param frames how many frames from the start to show: what lies behind the end of the song is padding
 * @param overhang bands of room below the lowest and above the highest band, which takes their colours
 */
export function paintMel(
  out: Uint8ClampedArray,
  width: number,
  height: number,
  mel: Mel,
  frames: number,
  { min, max }: ValueRange,
  scale: Scale,
  overhang = 0,
): void {
  const { values, bands } = mel;
  const column = new Uint32Array(bands);
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x * frames) / width);
    const to = Math.max(from + 1, Math.floor(((x + 1) * frames) / width));
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let frame = from; frame < to; frame++) sum += values[band * mel.frames + frame]!;
      const share = (sum / (to - from) - min) / (max - min);
      column[band] = 3 * Math.min(LEVELS - 1, Math.max(0, Math.floor(share * LEVELS)));
    }
    for (let y = 0; y < height; y++) {
      const place = (1 - (y + 0.5) / height) * (bands + 2 * overhang) - overhang;
      const level = column[Math.min(bands - 1, Math.max(0, Math.floor(place)))]!;
      const at = 4 * (y * width + x);
      out[at] = scale[level]!;
      out[at + 1] = scale[level + 1]!;
      out[at + 2] = scale[level + 2]!;
      out[at + 3] = 255;
    }
  }
}

/**
 * Where a frequency lies between the lower (0) and the upper (1) edge, by the centres of the bands; between two centres it
 * is interpolated. Undefined beyond the outer centres.
 */
export function heightOfHertz(hertz: number, centres: readonly number[]): number | undefined {
  const above = centres.findIndex((centre) => centre >= hertz);
  if (above === -1) return undefined;
  if (above === 0) return hertz === centres[0] ? 0.5 / centres.length : undefined;
  const [low, high] = [centres[above - 1]!, centres[above]!];
  return (above - 1 + (hertz - low) / (high - low) + 0.5) / centres.length;
}

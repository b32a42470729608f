import type { Rgb } from "./rgb.ts";

export const LEVELS = 256;

/** A colour scale: 256 colours from its lowest value to its highest, as RGB bytes. */
export type Scale = Uint8Array;

/** The colour of a share between 0 and 1, clamped. */
export function colourAt(scale: Scale, share: number): Rgb {
  const level = Math.min(LEVELS - 1, Math.max(0, Math.floor(share * LEVELS)));
  return [scale[3 * level]!, scale[3 * level + 1]!, scale[3 * level + 2]!];
}

/** A scale from a function of the share 0 … 1. */
export function scaleFrom(colourOf: (share: number) => Rgb): Scale {
  const scale = new Uint8Array(3 * LEVELS);
  for (let level = 0; level < LEVELS; level++) scale.set(colourOf(level / (LEVELS - 1)), 3 * level);
  return scale;
}

/** CSS gradient stops from 0 to 100 %. */
export function gradientStops(scale: Scale, count = 16): readonly { readonly share: number; readonly colour: Rgb }[] {
  return Array.from({ length: count }, (_, stop) => {
    const share = stop / (count - 1);
    return { share, colour: colourAt(scale, share) };
  });
}

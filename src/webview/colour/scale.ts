import { contrast, GRAPHIC_CONTRAST } from "./contrast.ts";
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

/**
 * The longest part of a scale that contrasts with a background, stretched over the whole range: single marks must be
 * seen, where a picture shows its darkest and lightest colours by what lies beside them.
 */
export function contrasting(scale: Scale, background: Rgb, minimum = GRAPHIC_CONTRAST): Scale {
  let longest = { first: 0, last: LEVELS - 1, length: 0 };
  let first = 0;
  for (let level = 0; level <= LEVELS; level++) {
    const seen = level < LEVELS && contrast(colourAt(scale, level / LEVELS), background) >= minimum;
    if (seen) continue;
    if (level - first > longest.length) longest = { first, last: level - 1, length: level - first };
    first = level + 1;
  }
  const { first: low, last: high } = longest;
  return scaleFrom((share) => colourAt(scale, (low + share * (high - low) + 0.5) / LEVELS));
}

/** CSS gradient stops from 0 to 100 %. */
export function gradientStops(scale: Scale, count = 16): readonly { readonly share: number; readonly colour: Rgb }[] {
  return Array.from({ length: count }, (_, stop) => {
    const share = stop / (count - 1);
    return { share, colour: colourAt(scale, share) };
  });
}

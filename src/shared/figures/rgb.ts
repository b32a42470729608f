/** Red, green and blue of sRGB, 0 to 255. */
export type Rgb = readonly [number, number, number];

const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const FUNCTION = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/i;

/**
 * Reads the notations in which VS Code hands its colours over: `#rgb`, `#rrggbb`, both with alpha, `rgb()`, `rgba()`.
 *
 * @returns null for anything else
 */
export function parseColour(css: string): { readonly rgb: Rgb; readonly alpha: number } | null {
  const text = css.trim();
  if (HEX.test(text)) {
    const digits = text.length < 6 ? text.slice(1).replace(/./g, "$&$&") : text.slice(1);
    const [red, green, blue, alpha = 255] = digits.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
    return { rgb: [red!, green!, blue!], alpha: alpha / 255 };
  }
  const match = FUNCTION.exec(text);
  if (match === null) return null;
  const [, red, green, blue, alpha = "1", percent] = match;
  return { rgb: [Number(red), Number(green), Number(blue)], alpha: Number(alpha) / (percent === "%" ? 100 : 1) };
}

export function toHex([red, green, blue]: Rgb): string {
  return `#${[red, green, blue].map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}

/** What a colour of some opacity looks like on a background; the share `alpha` of the first, the rest of the second. */
export function over(colour: Rgb, alpha: number, background: Rgb): Rgb {
  const mix = (channel: 0 | 1 | 2): number => Math.round(alpha * colour[channel] + (1 - alpha) * background[channel]);
  return [mix(0), mix(1), mix(2)];
}

/** The colour of a hex notation with another opacity. */
export function withAlpha(hex: string, alpha: number): string {
  return `rgba(${parseColour(hex)!.rgb.join(", ")}, ${alpha})`;
}

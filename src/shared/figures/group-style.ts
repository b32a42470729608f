import { OKABE_ITO, TOL_MUTED } from "./palette.ts";
import { parseColour, toHex } from "./rgb.ts";

/** Marker shapes of chart.js, one for each round through the colours. */
export const SHAPES = ["circle", "triangle", "rect"] as const;

/** How one group of songs is drawn: as a marker, and as a bar whose hatching repeats the marker's shape. */
export interface GroupStyle {
  readonly colour: string;
  readonly outline: string;
  readonly shape: (typeof SHAPES)[number] | "crossRot";
  /** 0: plain, 1: diagonal lines, 2: crossed lines. */
  readonly hatch: number;
  /** Grey, and drawn below the others: songs that belong to no group. */
  readonly muted: boolean;
}

/** Groups that have a style of their own. */
export const STYLE_COUNT = OKABE_ITO.length * SHAPES.length;

const MUTED = { hatch: 0, muted: true } as const;
export const NOISE_STYLE: GroupStyle = { colour: "#8a8a8a", outline: "#8a8a8a", shape: "crossRot", ...MUTED };
export const UNKNOWN_STYLE: GroupStyle = { colour: "#b0b0b0", outline: "#7d7d7d", shape: "circle", ...MUTED };
export const OTHER_STYLE: GroupStyle = { colour: "#e4e4e4", outline: "#7d7d7d", shape: "circle", ...MUTED };

/**
 * What a colour stands for: clusters, or the labels that songs have anyway. Both are seen beside each other, and one colour
 * means one thing.
 */
export const PALETTES = { cluster: OKABE_ITO, category: TOL_MUTED } as const;

/** The style of the group at a position: eight colours, then the same with the next shape. */
export function groupStyle(position: number, palette: keyof typeof PALETTES = "cluster"): GroupStyle {
  const colours = PALETTES[palette];
  const round = Math.floor(position / colours.length) % SHAPES.length;
  const colour = colours[position % colours.length]!;
  return { colour, outline: darker(colour), shape: SHAPES[round]!, hatch: round, muted: false };
}

/** The same hue at 60 % of its light: an outline that keeps yellow visible on white. */
function darker(hex: string): string {
  const [red, green, blue] = parseColour(hex)!.rgb;
  return toHex([0.6 * red, 0.6 * green, 0.6 * blue]);
}

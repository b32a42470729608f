import { GRAPHIC_CONTRAST, isDark, withContrast } from "./contrast.ts";
import { fromOklab, toOklab } from "./oklab.ts";
import { parseColour, type Rgb } from "../../shared/figures/rgb.ts";
import { OKABE_ITO, TOL_MUTED } from "../../shared/figures/palette.ts";
import { leastDistance } from "./vision.ts";
import { least } from "../../shared/extremes.ts";

const COLOURS = OKABE_ITO.map((hex) => parseColour(hex)!.rgb);
const SECOND = TOL_MUTED.map((hex) => parseColour(hex)!.rgb);
export const COLOUR_COUNT = COLOURS.length;

/** Marks of groups in the order of their use; the cross is kept for noise. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "wedge", "plus", "cross"] as const;
export type Shape = (typeof SHAPES)[number];
const GROUP_SHAPES = SHAPES.length - 1;

export interface CategoryStyle {
  readonly colour: Rgb;
  readonly shape: Shape;
  /** Belongs to no group: drawn below the others, and its cross smaller. */
  readonly muted: boolean;
}

/** Colours nearer to each other than this (OKLab) are taken for one when they lie apart on a map. */
const TELLING = 0.065;
const STEPS = 24;

/**
 * The eight colours for a background: each has a contrast of 3 against it, and where that has brought two of them
 * together (darkened orange and yellow on white), the later one is moved further.
 */
export function categoricalColours(background: Rgb): Rgb[] {
  return coloursOn(background, COLOURS);
}

/** Colours for other groups than those of the map beside them, none of which is one of its colours. */
export function secondColours(background: Rgb): Rgb[] {
  return coloursOn(background, SECOND);
}

function coloursOn(background: Rgb, originals: readonly Rgb[]): Rgb[] {
  const dark = isDark(background);
  const colours: Rgb[] = [];
  for (const original of originals) {
    // Black has no lighter shade that is not grey, the colour of noise.
    const start = dark && original === COLOURS[7] ? ([236, 236, 236] as const) : original;
    colours.push(apart(withContrast(start, background, GRAPHIC_CONTRAST), colours, dark));
  }
  return colours;
}

/** The style of the group at a position: eight colours and then shapes; in high contrast shapes from the first. */
export function groupStyle(position: number, colours: readonly Rgb[], highContrast: boolean): CategoryStyle {
  const round = Math.floor(position / COLOUR_COUNT);
  // A step of three a round keeps all 48 pairs of colour and shape apart.
  const shape = highContrast ? (position + 3 * round) % GROUP_SHAPES : round % GROUP_SHAPES;
  return { colour: colours[position % COLOUR_COUNT]!, shape: SHAPES[shape]!, muted: false };
}

/** Grey for what belongs to no group, with enough contrast. */
export function neutral(background: Rgb): Rgb {
  return withContrast([138, 138, 138], background, GRAPHIC_CONTRAST);
}

/** The colour, moved away from the background until it can be distinguished from the others; the best there is, if none can. */
function apart(colour: Rgb, others: readonly Rgb[], dark: boolean): Rgb {
  const distance = (candidate: Rgb): number => least([1, ...others.map((other) => leastDistance(candidate, other))]);
  const [lightness, a, b] = toOklab(colour);
  let best = colour;
  for (let step = 0; step < STEPS && distance(best) < TELLING; step++) {
    const share = (step + 1) / STEPS;
    const candidate = fromOklab([lightness + share * ((dark ? 1 : 0.2) - lightness), a, b]);
    if (distance(candidate) > distance(best)) best = candidate;
  }
  return best;
}

import { categoricalColours, groupStyle, neutral } from "../../colour/categorical.ts";
import { divergingMarks } from "../../colour/diverging.ts";
import { MAGMA } from "../../../shared/figures/magma.ts";
import { colourAt, LEVELS, type Scale } from "../../../shared/figures/scale.ts";
import { contrasting } from "../../colour/contrast.ts";
import type { Theme } from "../../colour/theme.ts";
import type { CategoryEncoding, CategoryGroup, ColourEncoding, NumberEncoding } from "../encoding.ts";
import type { MarkStyle } from "./scene.ts";

/** How songs look by an encoding, in a theme. */
export interface Appearance {
  readonly styles: readonly MarkStyle[];
  /** Song → position in `styles`. */
  readonly styleOf: Uint16Array;
  /** Style → its turn to be drawn: greys first, then the large groups, so that small ones lie on top. */
  readonly turns: Uint8Array;
  /** Of numbers; null for categories, and where no song has a number. */
  readonly bar: ColourBar | null;
}

export interface ColourBar {
  readonly scale: Scale;
  readonly low: number;
  readonly high: number;
}

export function appearance(encoding: ColourEncoding | null, count: number, theme: Theme): Appearance {
  if (encoding === null)
    return { styles: [greyStyle(theme)], styleOf: new Uint16Array(count), turns: new Uint8Array(1), bar: null };
  return encoding.kind === "categories" ? ofCategories(encoding, theme) : ofNumbers(encoding, theme);
}

/** One style per group of the legend. @param colours those of the map, unless the groups are not the map's */
export function groupStyles(
  groups: readonly CategoryGroup[],
  theme: Theme,
  colours = categoricalColours(theme.background),
): MarkStyle[] {
  const grey = neutral(theme.background);
  return groups.map(({ role }, position) =>
    role === "group"
      ? { ...groupStyle(position, colours, theme.highContrast), size: 1 }
      : { ...GREY_MARKS[role], colour: grey },
  );
}

const GREY_MARKS = {
  other: { shape: "square", size: 0.75 },
  unknown: { shape: "circle", size: 0.75 },
  noise: { shape: "cross", size: 0.8 },
} as const;

function ofCategories({ groups, groupOf }: CategoryEncoding, theme: Theme): Appearance {
  const positions = groups.map((_, position) => position);
  const isGrey = (position: number): boolean => groups[position]!.role !== "group";
  const drawn = positions.toSorted(
    (a, b) => Number(isGrey(b)) - Number(isGrey(a)) || groups[b]!.size - groups[a]!.size,
  );
  const turns = Uint8Array.from(positions, (position) => drawn.indexOf(position));
  return { styles: groupStyles(groups, theme), styleOf: groupOf, turns, bar: null };
}

function ofNumbers({ values, scale: kind }: NumberEncoding, theme: Theme): Appearance {
  const scale = kind === "diverging" ? divergingMarks(theme.background) : contrasting(MAGMA, theme.background);
  const { low, high } = rangeOf(values, kind === "diverging");
  const unknown = LEVELS;
  const styleOf = Uint16Array.from(values, (value) => {
    if (!Number.isFinite(value)) return unknown;
    return high > low ? Math.min(LEVELS - 1, Math.floor(((value - low) / (high - low)) * LEVELS)) : LEVELS / 2;
  });
  const levels = Array.from({ length: LEVELS }, (_, level): MarkStyle => ({
    colour: colourAt(scale, level / LEVELS),
    shape: "circle",
    size: 1,
  }));
  const turns = new Uint8Array(LEVELS + 1).fill(1);
  turns[unknown] = 0;
  return { styles: [...levels, greyStyle(theme)], styleOf, turns, bar: low <= high ? { scale, low, high } : null };
}

/** The finite values' range; around zero for differences. Infinity … −Infinity where there is none. */
function rangeOf(values: Float32Array, aroundZero: boolean): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!aroundZero || low > high) return { low, high };
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return { low: -reach, high: reach };
}

function greyStyle(theme: Theme): MarkStyle {
  return { colour: neutral(theme.background), shape: "circle", size: 0.75 };
}

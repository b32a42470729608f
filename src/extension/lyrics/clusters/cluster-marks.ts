import type { ViewCluster } from "../../../shared/contract/view.ts";

/** Marks in the order of their use, as on the panel's map; the cross is kept for noise. */
export const MARK_SHAPES = ["circle", "square", "triangle", "diamond", "wedge", "plus", "cross"] as const;
export type MarkShape = (typeof MARK_SHAPES)[number];

/** The mark of a cluster: the same colour and shape as its points on the map. */
export interface Mark {
  readonly shape: MarkShape;
  readonly light: string;
  readonly dark: string;
}

/**
 * The eight colours of Okabe & Ito (2008) as the panel draws them on the default light and dark themes: moved just so far
 * that each has a contrast of 3 against the background and all can be distinguished. (A test holds them to the panel's.)
 */
const COLOURS: readonly { readonly light: string; readonly dark: string }[] = [
  { light: "#0072b2", dark: "#0072b2" },
  { light: "#c68900", dark: "#e69f00" },
  { light: "#009e73", dark: "#009e73" },
  { light: "#cd5a00", dark: "#d55e00" },
  { light: "#cc79a7", dark: "#cc79a7" },
  { light: "#3d9dd1", dark: "#56b4e9" },
  { light: "#645d00", dark: "#f0e442" },
  { light: "#000000", dark: "#ececec" },
];
const NEUTRAL = { light: "#8a8a8a", dark: "#8a8a8a" };

/** Eight colours in six shapes; the smallest clusters beyond them share one mark, as on the map. */
export const MAX_MARKS = 48;
const GROUP_SHAPES = MARK_SHAPES.length - 1;

export const NOISE_MARK: Mark = { shape: "cross", ...NEUTRAL };
export const OTHER_MARK: Mark = { shape: "circle", ...NEUTRAL };

/** The mark at a position: eight colours and then shapes; in high contrast shapes from the first. */
export function markAt(position: number, highContrast: boolean): Mark {
  const round = Math.floor(position / COLOURS.length);
  // A step of three a round keeps all 48 pairs of colour and shape apart.
  const shape = highContrast ? (position + 3 * round) % GROUP_SHAPES : round % GROUP_SHAPES;
  return { shape: MARK_SHAPES[shape]!, ...COLOURS[position % COLOURS.length]! };
}

/** The mark of every cluster, by its number. */
export function marksOf(clusters: readonly ViewCluster[], highContrast: boolean): ReadonlyMap<number, Mark> {
  const own = clusters.filter(({ id }) => id >= 0).toSorted((a, b) => a.id - b.id);
  const styled =
    own.length <= MAX_MARKS
      ? own
      : own
          .toSorted((a, b) => b.size - a.size)
          .slice(0, MAX_MARKS - 1)
          .sort((a, b) => a.id - b.id);
  return new Map(styled.map(({ id }, position) => [id, markAt(position, highContrast)]));
}

/** The mark of one cluster of {@link marksOf}: noise is a grey cross. */
export function markOf(marks: ReadonlyMap<number, Mark>, cluster: number): Mark {
  return cluster < 0 ? NOISE_MARK : (marks.get(cluster) ?? OTHER_MARK);
}

const SVG: Readonly<Record<MarkShape, string>> = {
  circle: '<circle cx="8" cy="8" r="4.5"/>',
  square: '<rect x="4" y="4" width="8" height="8"/>',
  triangle: '<path d="M8 3 13 12.5H3z"/>',
  diamond: '<path d="M8 2.5 13.5 8 8 13.5 2.5 8z"/>',
  wedge: '<path d="M8 13 3 3.5h10z"/>',
  plus: '<path d="M6.5 3h3v3.5H13v3H9.5V13h-3V9.5H3v-3h3.5z"/>',
  cross: '<path d="m4.5 4.5 7 7m0-7-7 7" fill="none" stroke="COLOUR" stroke-width="1.5"/>',
};

/** A mark as an SVG picture for the gutter. */
export function markSvg(shape: MarkShape, colour: string): string {
  const body = SVG[shape].replace("COLOUR", colour);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" fill="${colour}">${body}</svg>`;
}

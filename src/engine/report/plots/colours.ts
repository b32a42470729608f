/**
 * The eight colours of Okabe & Ito (2008, "Color Universal Design"), which people with any colour vision tell apart;
 * yellow and black last, as the weakest and the heaviest on white.
 */
export const OKABE_ITO = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#56b4e9",
  "#f0e442",
  "#000000",
] as const;

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

export const NOISE_STYLE: GroupStyle = {
  colour: "#8a8a8a",
  outline: "#8a8a8a",
  shape: "crossRot",
  hatch: 0,
  muted: true,
};
export const UNKNOWN_STYLE: GroupStyle = {
  colour: "#b0b0b0",
  outline: "#7d7d7d",
  shape: "circle",
  hatch: 0,
  muted: true,
};
export const OTHER_STYLE: GroupStyle = {
  colour: "#e4e4e4",
  outline: "#7d7d7d",
  shape: "circle",
  hatch: 0,
  muted: true,
};

/** The style of the group at a position: eight colours, then the same with the next shape. */
export function groupStyle(position: number): GroupStyle {
  const round = Math.floor(position / OKABE_ITO.length) % SHAPES.length;
  const colour = OKABE_ITO[position % OKABE_ITO.length]!;
  return { colour, outline: darker(colour), shape: SHAPES[round]!, hatch: round, muted: false };
}

/** `#rrggbb` → `rgba(…)`. */
export function withAlpha(hex: string, alpha: number): string {
  return `rgba(${channels(hex).join(", ")}, ${alpha})`;
}

/** The same hue at 60 % of its light: an outline that keeps yellow visible on white. */
function darker(hex: string): string {
  return `#${channels(hex)
    .map((value) =>
      Math.round(value * 0.6)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

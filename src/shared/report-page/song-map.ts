import { groupsOf, type Group, type Grouping } from "../figures/groups.ts";
import { PALETTES, SHAPES as ROUNDS, type GroupStyle } from "../figures/group-style.ts";

// Maps of `report.html`, drawn by the engine into the page and by the page's script anew: SVG paths, a group each, whose colours
// are the page's style sheet's, so that they follow light, dark and print.

const COLOURS: readonly string[] = [...PALETTES.cluster, ...PALETTES.category];

/**
 * Marks of groups in the order of their use, as in the panel in high contrast. On paper, to some eyes and in forced colours, colours
 * alone tell no groups apart; which of these a page meets it cannot know without a script. The cross is kept for noise.
 */
const SHAPES = ["circle", "rect", "triangle", "diamond", "wedge", "plus"] as const;
type Shape = (typeof SHAPES)[number] | "crossRot";

/** The size of a map in units of its view box. */
export const MAP_SIZE = { width: 720, height: 480 } as const;
/** Songs above which marks are dots without an outline, and above which they are finer. */
const [MOST_OUTLINED, MANY] = [1_000, 5_000];
/** Room round the points. */
const MARGIN = 16;

/** All songs of one group, as one path. */
export interface MapPath {
  readonly className: string;
  readonly d: string;
}

/** What a legend says of a group. */
export interface LegendEntry {
  readonly label: string;
  readonly songs: number;
  /** Its mark, in a view box of 16 × 16. */
  readonly mark: MapPath;
}

export interface SongMap {
  readonly paths: readonly MapPath[];
  readonly legend: readonly LegendEntry[];
}

/**
 * Coordinates in the view box of the map: both axes have one unit, the map is centred, and up is up.
 * @param beside points of other maps that have room in the same frame
 */
export function placePoints(coordinates: ArrayLike<number>, beside: ArrayLike<number> = []): Float32Array {
  const [minX, maxX] = rangeOf([coordinates, beside], 0);
  const [minY, maxY] = rangeOf([coordinates, beside], 1);
  const { width, height } = MAP_SIZE;
  const unit = Math.min(
    (width - 2 * MARGIN) / Math.max(maxX - minX, Number.MIN_VALUE),
    (height - 2 * MARGIN) / Math.max(maxY - minY, Number.MIN_VALUE),
  );
  const scale = Number.isFinite(unit) ? unit : 0;
  return Float32Array.from({ length: coordinates.length }, (_, index) =>
    index % 2 === 0
      ? width / 2 + scale * (coordinates[index]! - (minX + maxX) / 2)
      : height / 2 - scale * (coordinates[index]! - (minY + maxY) / 2),
  );
}

function rangeOf(maps: readonly ArrayLike<number>[], axis: 0 | 1): readonly [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const coordinates of maps) {
    for (let index = axis; index < coordinates.length; index += 2) {
      min = Math.min(min, coordinates[index]!);
      max = Math.max(max, coordinates[index]!);
    }
  }
  return max >= min ? [min, max] : [0, 0];
}

/**
 * The marks of a map; groups without a song of their own and songs outside the filter lie below the others.
 *
 * @param points of {@link placePoints}
 * @param isShown songs that the filter lets through; the others are drawn faint
 */
export function drawMap(
  points: Float32Array,
  grouping: Grouping,
  isShown: (song: number) => boolean = () => true,
): SongMap {
  const groups = groupsOf(grouping);
  const count = points.length / 2;
  const radius = markRadius(count);
  const path = ({ style }: Group, songs: readonly number[], extra: string): MapPath => {
    const shape = shapeOf(style, count);
    const isMany = count > MOST_OUTLINED;
    const place = count > MANY ? Math.round : tenth;
    const d = songs.map((song) => {
      const [x, y] = [points[2 * song]!, points[2 * song + 1]!];
      return (isMany ? dotPath(shape, place(x), place(y)) : undefined) ?? markPath(shape, x, y, radius);
    });
    return { className: `mark ${markClass(style)}${isMany ? dotsClass(shape, count) : ""}${extra}`, d: d.join("") };
  };
  const faint = groups.map((group) =>
    path(
      group,
      group.members.filter((song) => !isShown(song)),
      " faint",
    ),
  );
  const belowOthers = groups.toSorted((a, b) => Number(b.style.muted) - Number(a.style.muted));
  const shown = belowOthers.map((group) => path(group, group.members.filter(isShown), ""));
  return { paths: [...faint, ...shown].filter(({ d }) => d !== ""), legend: legendOf(groups, isShown) };
}

/**
 * Six marks beside the eight colours: a step of three a round keeps all pairs of colour and shape apart. Among so many songs that a mark
 * is a few pixels large, a shape for each round does.
 */
function shapeOf({ colour, shape, muted }: GroupStyle, songs: number): Shape {
  if (muted) return shape === "crossRot" ? shape : "circle";
  if (songs > MANY) return shape;
  const colours = PALETTES.cluster.length;
  const round = (ROUNDS as readonly string[]).indexOf(shape);
  const position = (COLOURS.indexOf(colour) % colours) + colours * round;
  return SHAPES[(position + 3 * round) % SHAPES.length]!;
}

/**
 * Among many songs a circle or square is a line without length, which is as large as its caps: a quarter of the characters of an
 * outline, and drawn faster. The others are the shortest outlines or lines there are; noise keeps its cross.
 */
function dotPath(shape: Shape, x: number, y: number): string | undefined {
  switch (shape) {
    case "circle":
    case "rect":
      return `M${x} ${y}h0`;
    case "triangle":
      return `M${x} ${tenth(y - 3)}l3 5h-6z`;
    case "wedge":
      return `M${x} ${tenth(y + 3)}l3-5h-6z`;
    case "diamond":
      return `M${x} ${tenth(y - 4)}l3 4-3 4-3-4z`;
    case "plus":
      return `M${tenth(x - 3)} ${y}h6m-3-3v6`;
    case "crossRot":
      return undefined;
  }
}

function dotsClass(shape: Shape, count: number): string {
  if (shape === "plus") return " lines";
  if (shape !== "circle" && shape !== "rect") return "";
  return ` dots${shape === "rect" ? " square" : ""}${count > MANY ? " fine" : ""}`;
}

/** Every group with its mark and how many of its songs the filter lets through. */
export function legendOf(groups: readonly Group[], isShown: (song: number) => boolean = () => true): LegendEntry[] {
  const count = groups.reduce((sum, { members }) => sum + members.length, 0);
  return groups.map(({ label, members, style }) => ({
    label,
    songs: members.filter(isShown).length,
    mark: { className: `mark ${markClass(style)}`, d: markPath(shapeOf(style, count), 8, 8, 5.5) },
  }));
}

/** Fewer songs, larger marks; in units of the view box. */
function markRadius(songs: number): number {
  if (songs <= 60) return 7;
  if (songs <= 300) return 5;
  if (songs <= MOST_OUTLINED) return 4;
  return songs <= MANY ? 3 : 2.2;
}

/** `c0` … `c7` for the colours of clusters, `c8` … `c15` for those of categories; a class of its own for what has no group. */
export function markClass({ colour, shape, muted }: GroupStyle): string {
  if (!muted) return `c${COLOURS.indexOf(colour)}`;
  return shape === "crossRot" ? "noise" : "rest";
}

/** A mark as the data of an SVG path. The shapes weigh about the same. */
function markPath(shape: Shape, x: number, y: number, radius: number): string {
  const r = short(radius);
  switch (shape) {
    case "circle":
      return `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${short(2 * radius)} 0a${r} ${r} 0 1 0 ${short(-2 * radius)} 0z`;
    case "rect":
      return `M${short(x - 0.9 * radius)} ${short(y - 0.9 * radius)}h${short(1.8 * radius)}v${short(1.8 * radius)}h${short(-1.8 * radius)}z`;
    case "triangle":
      return `M${short(x)} ${short(y - 1.2 * radius)}l${short(1.1 * radius)} ${short(1.9 * radius)}h${short(-2.2 * radius)}z`;
    case "wedge":
      return `M${short(x)} ${short(y + 1.2 * radius)}l${short(1.1 * radius)} ${short(-1.9 * radius)}h${short(-2.2 * radius)}z`;
    case "diamond":
      return `M${short(x)} ${short(y - 1.25 * radius)}l${r} ${short(1.25 * radius)} ${short(-radius)} ${short(1.25 * radius)} ${short(-radius)} ${short(-1.25 * radius)}z`;
    case "plus": {
      const [arm, width] = [short(0.65 * radius), short(0.7 * radius)];
      return `M${short(x - 0.35 * radius)} ${short(y - radius)}h${width}v${arm}h${arm}v${width}h-${arm}v${arm}h-${width}v-${arm}h-${arm}v-${width}h${arm}z`;
    }
    case "crossRot":
      return `M${short(x - 0.9 * radius)} ${short(y - 0.9 * radius)}l${short(1.8 * radius)} ${short(1.8 * radius)}m0 ${short(-1.8 * radius)}l${short(-1.8 * radius)} ${short(1.8 * radius)}`;
  }
}

function short(value: number): string {
  return String(tenth(value));
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}

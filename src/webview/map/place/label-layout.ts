import type { Accept } from "./grid-index.ts";
import type { Rectangle } from "./positions.ts";

/** A text that wants to stand near a point; CSS pixels. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  /** Of the text, then of its shorter forms. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
}

/** Where a text stands: the offset of its middle from its point, and in which form. */
export interface LabelPlace {
  readonly dx: number;
  readonly dy: number;
  readonly size: number;
}

/** Directions to try, the best first: above, below, right, left, then the corners. */
const SIDES = [
  [0, -1],
  [0, 1],
  [1, 0],
  [-1, 0],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
] as const;
/** Gaps between point and text, in CSS pixels. */
const DISTANCES = [12, 26, 44];
/** A text rather covers a point than goes this much further down the list of places: more than once around the point. */
const PLACES_PER_POINT = 9;
/** Its line rather crosses a point than that it goes so much further. */
const PLACES_PER_CROSSED = 3;
const MARGIN = 4;
/** Between a text and the middle of a line. */
const OFF_LINES = 3;

/** What labels keep off besides the points: a text rather covers a point than a part of it. */
export interface Drawn {
  readonly lines: readonly Line[];
  readonly texts: readonly Rectangle[];
}

const NOTHING: Drawn = { lines: [], texts: [] };

/**
 * Finds a place for each label, the most important first, near its point, inside the frame, off the labels that stand
 * already, and off the points: in the longest form that has such a place without a line across it or from it across others.
 *
 * @param covered how many points a text would cover there
 * @param most points that a text may cover: some where there are so many that they are one cloud
 * @returns per label its place; null where none is free, or the point is out of sight
 */
export function placeLabels(
  labels: readonly LabelBox[],
  frame: { readonly width: number; readonly height: number },
  covered: (box: Rectangle) => number,
  most = 0,
  drawn = NOTHING,
): (LabelPlace | null)[] {
  const taken: Rectangle[] = [];
  const leaders: Line[] = [...drawn.lines];
  /** Lines across texts: that of the new label across those that stand, and theirs across it. */
  const crossed = (box: Rectangle, leader: Line | null): number =>
    leaders.filter((line) => crosses(line, grown(box))).length +
    (leader === null ? 0 : [...taken, ...drawn.texts].filter((other) => crosses(leader, grown(other))).length);
  const place = (x: number, y: number, { width, height }: LabelBox["sizes"][number]): Place | null => {
    let best: (Place & { readonly cost: number }) | null = null;
    for (const [far, distance] of DISTANCES.entries()) {
      for (const [side, [sideX, sideY]] of SIDES.entries()) {
        const dx = sideX * (width / 2 + (sideY === 0 ? distance : distance / 2));
        const dy = sideY * (height / 2 + distance);
        const box = {
          left: x + dx - width / 2,
          top: y + dy - height / 2,
          right: x + dx + width / 2,
          bottom: y + dy + height / 2,
        };
        if (!inside(box, frame) || [...taken, ...drawn.texts].some((other) => overlap(box, other))) continue;
        const points = covered(box);
        if (points > most) continue;
        const leader = leaderLine([x, y], { dx, dy }, { width, height });
        const lines = crossed(box, leader);
        const passed = leader === null ? 0 : PLACES_PER_CROSSED * pointsAlong(leader, covered);
        const cost = far * SIDES.length + side + PLACES_PER_POINT * (points + lines) + passed;
        if (best === null || cost < best.cost) best = { dx, dy, box, leader, isCrossed: lines > 0, cost };
      }
    }
    return best;
  };
  return labels.map(({ x, y, sizes }) => {
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) return null;
    let kept: (Place & Pick<LabelPlace, "size">) | null = null;
    for (const [size, extent] of sizes.entries()) {
      const found = place(x, y, extent);
      if (found === null || (kept !== null && found.isCrossed)) continue;
      kept = { ...found, size };
      if (!found.isCrossed) break;
    }
    if (kept === null) return null;
    taken.push(kept.box);
    if (kept.leader !== null) leaders.push(kept.leader);
    return { dx: kept.dx, dy: kept.dy, size: kept.size };
  });
}

/** A label farther from its point has a line to it; CSS pixels. */
const LEADER_FROM = 16;

/** The line from a point to the edge of its label, where that stands too far away to be seen as its label; null: none. */
export function leaderLine(
  [x, y]: readonly [number, number],
  { dx, dy }: Pick<LabelPlace, "dx" | "dy">,
  { width, height }: LabelBox["sizes"][number],
): Line | null {
  const inside = Math.min(width / 2 / Math.max(1, Math.abs(dx)), height / 2 / Math.max(1, Math.abs(dy)), 1);
  const outside = 1 - inside;
  if (outside * Math.hypot(dx, dy) <= LEADER_FROM) return null;
  return [
    [x, y],
    [x + outside * dx, y + outside * dy],
  ];
}

/** So far from its middle a line has left a point of any size; CSS pixels. */
const OWN_POINT = 11;

/** At how many places a line crosses points, its own point aside. */
function pointsAlong([[x0, y0], [x1, y1]]: Line, covered: (box: Rectangle) => number): number {
  const length = Math.hypot(x1 - x0, y1 - y0);
  let crossed = 0;
  for (let at = OWN_POINT; at < length; at += OWN_POINT / 2) {
    const [x, y] = [x0 + (at / length) * (x1 - x0), y0 + (at / length) * (y1 - y0)];
    if (covered({ left: x, top: y, right: x, bottom: y }) > 0) crossed++;
  }
  return crossed;
}

export type Line = readonly [from: readonly [x: number, y: number], to: readonly [x: number, y: number]];

/** A way from song to song with its numbers, as labels keep off it. @param lift of a number above its song's middle */
export function drawnWay(places: readonly (readonly [x: number, y: number])[], lift: number, fontSize: number): Drawn {
  if (places.length < 2) return NOTHING;
  return {
    lines: places.slice(1).map((to, step): Line => [places[step]!, to]),
    texts: places.map(([x, y], step) => {
      const [across, up] = [0.35 * fontSize * String(step + 1).length, 0.6 * fontSize];
      return { left: x - across, right: x + across, top: y - lift - up, bottom: y - lift + up };
    }),
  };
}

/** Labels keep off these lines as well. */
export function withLines(
  { lines, texts }: Drawn,
  added: readonly { readonly from: Line[0]; readonly to: Line[1] }[],
): Drawn {
  return { lines: [...lines, ...added.map(({ from, to }): Line => [from, to])], texts };
}

interface Place {
  readonly dx: number;
  readonly dy: number;
  readonly box: Rectangle;
  readonly leader: Line | null;
  readonly isCrossed: boolean;
}

function grown({ left, top, right, bottom }: Rectangle): Rectangle {
  return { left: left - OFF_LINES, top: top - OFF_LINES, right: right + OFF_LINES, bottom: bottom + OFF_LINES };
}

/** Whether a line has a part in a rectangle (Liang and Barsky 1984). */
function crosses([[x0, y0], [x1, y1]]: Line, { left, top, right, bottom }: Rectangle): boolean {
  let [enter, leave] = [0, 1];
  for (const [from, to, low, high] of [
    [x0, x1, left, right],
    [y0, y1, top, bottom],
  ] as const) {
    const [a, b] = [(low - from) / (to - from), (high - from) / (to - from)];
    if (from === to && (from < low || from > high)) return false;
    if (from === to) continue;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter < leave;
}

function inside(box: Rectangle, { width, height }: { readonly width: number; readonly height: number }): boolean {
  return box.left >= MARGIN && box.top >= MARGIN && box.right <= width - MARGIN && box.bottom <= height - MARGIN;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right + MARGIN && b.left < a.right + MARGIN && a.top < b.bottom && b.top < a.bottom;
}

/**
 * The member in the middle of a group: the one nearest to the medians of their coordinates, which a few strays do not move.
 *
 * @param accept members that count
 * @returns null if no such member has a place
 */
export function middleSong(
  positions: Float32Array,
  members: ArrayLike<number>,
  accept: Accept = () => true,
): number | null {
  const placed = Uint32Array.from(members).filter(
    (song) => !Number.isNaN(positions[2 * song]! + positions[2 * song + 1]!) && accept(song),
  );
  const median = (axis: number): number => {
    const values = Float32Array.from(placed, (song) => positions[2 * song + axis]!).sort();
    return values[values.length >> 1] ?? 0;
  };
  const [x, y] = [median(0), median(1)];
  let best: number | null = null;
  let least = Infinity;
  for (const song of placed) {
    const distance = Math.hypot(positions[2 * song]! - x, positions[2 * song + 1]! - y);
    if (distance < least) [best, least] = [song, distance];
  }
  return best;
}

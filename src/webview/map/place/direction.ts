import type { Accept } from "./grid-index.ts";

export type Direction = "left" | "right" | "up" | "down";

const AXES: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
/** How far from the direction a point may lie before others are preferred: a cone of 45° to both sides. */
const CONE = Math.SQRT1_2;
/** Distance aside counts this much more than distance ahead. */
const ASIDE = 2;

/**
 * The point that an arrow key moves to: the nearest one in a cone of 45° around the direction, by a distance that counts
 * deviation twice. If the cone is empty, the nearest in the whole half-plane, so that every point can be left towards every
 * side on which there are points. Points in one place follow each other by index before the place is left.
 *
 * @param positions songs × 2, y downwards
 * @returns null if no accepted song lies that way
 */
export function nearestTowards(
  positions: Float32Array,
  from: number,
  direction: Direction,
  accept: Accept = () => true,
): number | null {
  const [axisX, axisY] = AXES[direction];
  const startX = positions[2 * from]!;
  const startY = positions[2 * from + 1]!;
  const forwards = axisX + axisY > 0;
  let stacked: number | null = null;
  let inCone: number | null = null;
  let beside: number | null = null;
  let coneBest = Infinity;
  let besideBest = Infinity;
  for (let song = 0; song < positions.length / 2; song++) {
    const dx = positions[2 * song]! - startX;
    const dy = positions[2 * song + 1]! - startY;
    if (dx === 0 && dy === 0 && (forwards ? song > from && stacked === null : song < from) && accept(song))
      stacked = song;
    const ahead = dx * axisX + dy * axisY;
    // NaN is not drawn, and points of one place follow each other by index.
    if (!(ahead > 0) || song === from || !accept(song)) continue;
    const aside = Math.abs(dx * axisY) + Math.abs(dy * axisX);
    const cost = ahead * ahead + ASIDE * ASIDE * aside * aside;
    if (ahead >= CONE * Math.hypot(dx, dy)) {
      if (cost < coneBest) [inCone, coneBest] = [song, cost];
    } else if (cost < besideBest) [beside, besideBest] = [song, cost];
  }
  return stacked ?? inCone ?? beside;
}

import { createGridForces, type GridForces } from "./grid-forces.ts";
import type { Repulsion } from "./repulsion.ts";

/** Nodes that a point's spline reaches on each axis. */
const SUPPORT = 4;

/** The distance of the grid's nodes, in units of the kernel 1 / (1 + d²): forces are then right to 1 % or so, as at θ = 0.3. */
const SPACING = 0.5;

/** Nodes along an axis: a layout that would need more gets a coarser grid, so that memory and time have a limit. */
const MOST_NODES = 1024;

/** A layout that is narrower than so many nodes, as at the start of a descent, gets a finer grid, down to a share of the spacing. */
const FEWEST_NODES = 32;
const FINEST = 1 / 16;

/** Grids are made so much larger than they must be, because layouts grow. */
const SPARE = 1.06;

/**
 * Repulsion by interpolation (FIt-SNE: Linderman, Rachh, Hoskins, Steinerberger & Kluger 2019, "Fast interpolation-based
 * t-SNE"): the points' masses are spread over a regular grid, the forces between its nodes are a convolution by Fourier
 * transform, and each point takes the forces of the nodes around it. O(N + A log A) for a layout of area A.
 *
 * Masses and forces go through cubic B-splines whose smoothing is taken back in the spectrum (Essmann et al. 1995, "A smooth
 * particle mesh Ewald method"), which lets the nodes lie twice as far apart as the polynomials of FIt-SNE.
 */
export function createInterpolation(spacing = SPACING, mostNodes = MOST_NODES): Repulsion {
  let grid: GridForces | undefined;
  return (points, forces) => {
    const { x, y, span } = extentOf(points);
    let step = Math.max(spacing, span.largest / (mostNodes - SUPPORT));
    while (span.largest < FEWEST_NODES * step && step > spacing * FINEST) step /= 2;
    const columns = Math.ceil(span.x / step) + SUPPORT;
    const rows = Math.ceil(span.y / step) + SUPPORT;
    if (grid?.fits(columns, rows, step) !== true) {
      grid = createGridForces(Math.ceil(SPARE * columns), Math.ceil(SPARE * rows), step);
    }
    const { masses, field, nodes } = grid;

    masses.fill(0);
    const weights = new Float64Array(2 * SUPPORT);
    for (let k = 0; k < points.length; k += 2) {
      const first = place(points, k, x, y, step, nodes, weights);
      for (let i = 0, at = first; i < SUPPORT; i++, at += nodes) {
        const weight = weights[SUPPORT + i]!;
        masses[at]! += weight * weights[0]!;
        masses[at + 1]! += weight * weights[1]!;
        masses[at + 2]! += weight * weights[2]!;
        masses[at + 3]! += weight * weights[3]!;
      }
    }
    // Every point is counted with itself, at distance 0.
    const total = grid.convolve() - points.length / 2;
    for (let k = 0; k < points.length; k += 2) {
      const first = place(points, k, x, y, step, nodes, weights);
      let forceX = 0;
      let forceY = 0;
      for (let i = 0, at = 2 * first; i < SUPPORT; i++, at += 2 * nodes) {
        const weight = weights[SUPPORT + i]!;
        for (let j = 0; j < SUPPORT; j++) {
          const share = weight * weights[j]!;
          forceX += share * field[at + 2 * j]!;
          forceY += share * field[at + 2 * j + 1]!;
        }
      }
      forces[k] = forceX;
      forces[k + 1] = forceY;
    }
    return total;
  };
}

/** Writes the spline's four weights along x and y of a point; returns the first of its nodes. */
function place(
  points: Float64Array,
  k: number,
  x: number,
  y: number,
  step: number,
  nodes: number,
  weights: Float64Array,
): number {
  const across = (points[k]! - x) / step;
  const down = (points[k + 1]! - y) / step;
  const column = Math.floor(across);
  const row = Math.floor(down);
  spline(across - column, weights, 0);
  spline(down - row, weights, SUPPORT);
  return row * nodes + column;
}

/** The cubic B-spline at the four nodes around a place, `t` behind the second of them. */
function spline(t: number, out: Float64Array, at: number): void {
  const rest = 1 - t;
  const [square, cube] = [t * t, t * t * t];
  out[at] = (rest * rest * rest) / 6;
  out[at + 1] = (3 * cube - 6 * square + 4) / 6;
  out[at + 2] = (3 * (square - cube) + 3 * t + 1) / 6;
  out[at + 3] = cube / 6;
}

function extentOf(points: Float64Array): {
  readonly x: number;
  readonly y: number;
  readonly span: { readonly x: number; readonly y: number; readonly largest: number };
} {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < points.length; k += 2) {
    left = Math.min(left, points[k]!);
    right = Math.max(right, points[k]!);
    top = Math.min(top, points[k + 1]!);
    bottom = Math.max(bottom, points[k + 1]!);
  }
  const span = { x: right - left, y: bottom - top };
  return { x: left, y: top, span: { ...span, largest: Math.max(span.x, span.y) } };
}

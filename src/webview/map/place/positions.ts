export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The box that holds points, x, y of one after the other; those that are not finite are left out. Infinity … −Infinity without any. */
export function boundsOf(points: ArrayLike<number>): Rectangle {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k + 1 < points.length; k += 2) {
    const x = points[k]!;
    const y = points[k + 1]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, top, right, bottom };
}

/**
 * A projection's coordinates in the map's units: the middle of their box at 0, the longer side from −1 to 1. One scale for
 * both axes, because distances are what a projection shows; y grows downwards, as on the screen.
 *
 * @param coordinates songs × 2, row-major; a pair that is not finite stays NaN and is not drawn
 * @param frame the coordinates whose box is meant; other ones where two maps share their units
 */
export function normalise(coordinates: Float32Array, frame = coordinates): Float32Array {
  const { left, top, right, bottom } = boundsOf(frame);
  const half = Math.max(right - left, bottom - top) / 2;
  const scale = half > 0 ? 1 / half : 0;
  const middleX = (left + right) / 2;
  const middleY = (top + bottom) / 2;
  const out = new Float32Array(coordinates.length);
  for (let k = 0; k + 1 < coordinates.length; k += 2) {
    const x = (coordinates[k]! - middleX) * scale;
    const y = (middleY - coordinates[k + 1]!) * scale;
    const drawn = Number.isFinite(x) && Number.isFinite(y);
    out[k] = drawn ? x : NaN;
    out[k + 1] = drawn ? y : NaN;
  }
  return out;
}

/** Positions on the way from one projection to another; a point that one of them lacks stands where the other has it. */
export function between(from: Float32Array, to: Float32Array, share: number): Float32Array {
  const out = new Float32Array(to.length);
  for (let k = 0; k < to.length; k++) {
    const start = from[k]!;
    const end = to[k]!;
    out[k] = Number.isNaN(start) ? end : Number.isNaN(end) ? start : start + share * (end - start);
  }
  return out;
}

/** Half of the box that holds the positions of one or two maps, per axis; for a view that shows everything. */
export function halfExtent(
  positions: Float32Array,
  others: Float32Array = new Float32Array(),
): { readonly x: number; readonly y: number } {
  const [one, other] = [boundsOf(positions), boundsOf(others)];
  return {
    x: Math.max(0, -one.left, one.right, -other.left, other.right),
    y: Math.max(0, -one.top, one.bottom, -other.top, other.bottom),
  };
}

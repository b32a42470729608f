import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Alignment } from "../../../shared/contract/panel/comparison.ts";

/** Two maps (points × 2, row-major), and which of their points are the same songs. */
export interface MapPair {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  /** Point of b → point of a; negative: none. */
  readonly pointOfA: (b: number) => number;
}

const UNCHANGED: Alignment = { xx: 1, xy: 0, yx: 0, yy: 1, dx: 0, dy: 0, disparity: 1 };

/**
 * The rotation, reflection, scale and shift that bring a map closest to another in the sum of squares over their common
 * points (orthogonal Procrustes problem: Schönemann, Psychometrika 31, 1966; with scale: Gower, Psychometrika 40, 1975).
 * Points that are not finite do not count. Without two different common points the map is only shifted.
 */
export function alignMaps(pair: MapPair): Alignment {
  const { a, b } = pair;
  const [ax, ay, bx, by, count] = means(pair);
  if (count === 0) return UNCHANGED;
  let [lengthA, lengthB, xx, xy, yx, yy] = [0, 0, 0, 0, 0, 0];
  eachCommon(pair, (pointA, pointB) => {
    const [x, y] = [a[2 * pointA]! - ax, a[2 * pointA + 1]! - ay];
    const [u, v] = [b[2 * pointB]! - bx, b[2 * pointB + 1]! - by];
    lengthA += x * x + y * y;
    lengthB += u * u + v * v;
    xx += u * x;
    xy += u * y;
    yx += v * x;
    yy += v * y;
  });
  if (lengthA === 0 || lengthB === 0) return { ...UNCHANGED, dx: ax - bx, dy: ay - by };
  const product = new Matrix([
    [xx, xy],
    [yx, yy],
  ]);
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(product);
  const turn = leftSingularVectors.mmul(rightSingularVectors.transpose());
  const total = diagonal.reduce((sum, value) => sum + value, 0);
  const scale = total / lengthB;
  // A row vector times the turn: its transpose stands before a column.
  const moved = {
    xx: scale * turn.get(0, 0),
    xy: scale * turn.get(1, 0),
    yx: scale * turn.get(0, 1),
    yy: scale * turn.get(1, 1),
  };
  return {
    ...moved,
    dx: ax - moved.xx * bx - moved.xy * by,
    dy: ay - moved.yx * bx - moved.yy * by,
    disparity: Math.max(0, 1 - total ** 2 / (lengthA * lengthB)),
  };
}

function means(pair: MapPair): [ax: number, ay: number, bx: number, by: number, count: number] {
  const { a, b } = pair;
  let [ax, ay, bx, by, count] = [0, 0, 0, 0, 0];
  eachCommon(pair, (pointA, pointB) => {
    ax += a[2 * pointA]!;
    ay += a[2 * pointA + 1]!;
    bx += b[2 * pointB]!;
    by += b[2 * pointB + 1]!;
    count += 1;
  });
  return [ax / count, ay / count, bx / count, by / count, count];
}

function eachCommon({ a, b, pointOfA }: MapPair, visit: (pointA: number, pointB: number) => void): void {
  for (let pointB = 0; 2 * pointB + 1 < b.length; pointB++) {
    const pointA = pointOfA(pointB);
    if (pointA < 0) continue;
    const numbers = [a[2 * pointA]!, a[2 * pointA + 1]!, b[2 * pointB]!, b[2 * pointB + 1]!];
    if (numbers.every(Number.isFinite)) visit(pointA, pointB);
  }
}

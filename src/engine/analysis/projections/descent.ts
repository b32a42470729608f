import type { Rng } from "../../core/rng.ts";

const START_DEVIATION = 1e-4;
const MIN_GAIN = 0.01;

export interface Descent {
  /** What the caller fills before each step. */
  readonly gradient: Float64Array;
  readonly step: (points: Float64Array, learningRate: number, momentum: number) => void;
  /** Forgets momentum and gains. */
  readonly reset: () => void;
}

/**
 * Gradient descent with momentum and one gain per coordinate (Jacobs 1988, as in van der Maaten's implementation).
 * @param longestStep of a point, in units of the picture
 */
export function createDescent(length: number, longestStep = Infinity): Descent {
  const gradient = new Float64Array(length);
  const update = new Float64Array(length);
  const gains = new Float64Array(length).fill(1);
  return {
    gradient,
    step(points, learningRate, momentum) {
      for (let k = 0; k < length; k++) {
        const slope = gradient[k]!;
        const turning = update[k]! * slope < 0;
        const gain = Math.max(turning ? gains[k]! + 0.2 : gains[k]! * 0.8, MIN_GAIN);
        gains[k] = gain;
        update[k] = momentum * update[k]! - learningRate * gain * slope;
      }
      if (longestStep < Infinity) shorten(update, longestStep);
      for (let k = 0; k < length; k++) points[k] = points[k]! + update[k]!;
    },
    reset() {
      update.fill(0);
      gains.fill(1);
    },
  };
}

/** Brings the moves of points, N × 2, to at most a length, in place. */
function shorten(moves: Float64Array, longest: number): void {
  for (let k = 0; k < moves.length; k += 2) {
    const squared = moves[k]! ** 2 + moves[k + 1]! ** 2;
    if (squared <= longest ** 2) continue;
    const share = longest / Math.sqrt(squared);
    moves[k]! *= share;
    moves[k + 1]! *= share;
  }
}

/** The start with its first column at the standard deviation of the usual random start; all-equal rows start shaken only. */
export function scaleStart(start: Float64Array, rng: Rng): Float64Array {
  const points = centre(start.slice());
  let squares = 0;
  for (let k = 0; k < points.length; k += 2) squares += points[k]! ** 2;
  const deviation = Math.sqrt((2 * squares) / points.length);
  const scale = deviation > 0 ? START_DEVIATION / deviation : 0;
  return points.map((value) => value * scale + 0.01 * START_DEVIATION * rng.normal());
}

/** Moves the points' mean to the origin, in place. */
export function centre(points: Float64Array): Float64Array {
  let x = 0;
  let y = 0;
  for (let k = 0; k < points.length; k += 2) {
    x += points[k]!;
    y += points[k + 1]!;
  }
  x /= points.length / 2;
  y /= points.length / 2;
  for (let k = 0; k < points.length; k += 2) {
    points[k]! -= x;
    points[k + 1]! -= y;
  }
  return points;
}

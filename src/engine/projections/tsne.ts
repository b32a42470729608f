import type { Rng } from "../core/rng.ts";
import { jointProbabilities } from "./affinities.ts";
import { createBarnesHut } from "./barnes-hut.ts";
import type { Neighbours } from "./neighbours.ts";
import { createPace, type Control } from "./pace.ts";
import { exactRepulsion, type Repulsion } from "./repulsion.ts";
import type { SparseMatrix } from "./sparse.ts";

export interface TsneSettings {
  readonly perplexity: number;
  /** Gradient steps in all. */
  readonly iterations?: number;
  readonly earlyExaggeration?: number;
  /** Steps with exaggerated attraction and the low momentum. */
  readonly exaggerationIterations?: number;
  /** Default: max(N / earlyExaggeration / 4, 50) (Belkina et al. 2019, for gradients with their factor 4). */
  readonly learningRate?: number;
  /** Barnes–Hut angle, 0 ≤ θ < 0.7. */
  readonly theta?: number;
}

export interface TsneResult {
  /** N × 2, row-major. */
  readonly coordinates: Float64Array;
  /** KL(P ‖ Q) in nats at the end, without exaggeration. */
  readonly klDivergence: number;
  readonly learningRate: number;
  readonly method: "exact" | "barnes-hut";
}

/** Up to here all pairs are cheaper than a tree. */
const EXACT_UP_TO = 256;

const START_DEVIATION = 1e-4;
const MIN_GAIN = 0.01;

/**
 * t-SNE in two dimensions (van der Maaten & Hinton 2008) of a neighbour graph: gradient descent with momentum 0.5 under
 * early exaggeration, then 0.8, and individual gains; repulsion exact for few points, Barnes–Hut above.
 * @param start N × 2, usually the first two principal components; scaled here to a standard deviation of 1e-4, and shaken
 *   by a hundredth of that so that coinciding or collinear starts can part.
 */
export async function tsne(
  neighbours: Neighbours,
  start: Float64Array,
  settings: TsneSettings,
  rng: Rng,
  control: Control = {},
): Promise<TsneResult> {
  const { rows } = neighbours;
  const { perplexity, iterations = 1000, earlyExaggeration = 12, exaggerationIterations = 250, theta = 0.5 } = settings;
  const learningRate = settings.learningRate ?? Math.max(rows / earlyExaggeration / 4, 50);
  const method = rows <= EXACT_UP_TO ? "exact" : "barnes-hut";
  const repulsion = method === "exact" ? exactRepulsion : createBarnesHut(rows, theta);

  const affinities = jointProbabilities(neighbours, perplexity);
  const points = scaleStart(start, rng);
  const gradient = createGradient(affinities, repulsion);
  const descent = createDescent(points.length);
  const pace = createPace(control);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < exaggerationIterations;
    if (iteration === exaggerationIterations) descent.reset();
    gradient(points, early ? earlyExaggeration : 1, descent.gradient);
    descent.step(points, learningRate, early ? 0.5 : 0.8);
    centre(points);
    await pace(iteration / iterations);
  }
  return { coordinates: points, klDivergence: klDivergence(affinities, points, repulsion), learningRate, method };
}

/**
 * The gradient of KL(e·P ‖ Q) as a function that writes 4 Σ_j (e·p_ij − q_ij) q̃_ij (y_i − y_j) of every point into `out`;
 * e is the exaggeration, 1 for t-SNE proper.
 */
export function createGradient(
  affinities: SparseMatrix,
  repulsion: Repulsion,
): (points: Float64Array, exaggeration: number, out: Float64Array) => void {
  const { rows, starts, columns, values } = affinities;
  return (points, exaggeration, out) => {
    const total = repulsion(points, out);
    for (let row = 0; row < rows; row++) {
      const x = points[2 * row]!;
      const y = points[2 * row + 1]!;
      let attractionX = 0;
      let attractionY = 0;
      for (let k = starts[row]!; k < starts[row + 1]!; k++) {
        const column = 2 * columns[k]!;
        const dx = x - points[column]!;
        const dy = y - points[column + 1]!;
        const weight = values[k]! / (1 + dx * dx + dy * dy);
        attractionX += weight * dx;
        attractionY += weight * dy;
      }
      out[2 * row] = 4 * (exaggeration * attractionX - out[2 * row]! / total);
      out[2 * row + 1] = 4 * (exaggeration * attractionY - out[2 * row + 1]! / total);
    }
  };
}

/** KL(P ‖ Q) in nats. */
export function klDivergence({ rows, starts, columns, values }: SparseMatrix, points: Float64Array, repulsion: Repulsion): number {
  const total = repulsion(points, new Float64Array(points.length));
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = starts[row]!; k < starts[row + 1]!; k++) {
      const p = values[k]!;
      if (p === 0) continue;
      const dx = points[2 * row]! - points[2 * columns[k]!]!;
      const dy = points[2 * row + 1]! - points[2 * columns[k]! + 1]!;
      sum += p * Math.log(p * total * (1 + dx * dx + dy * dy));
    }
  }
  return sum;
}

/** Gradient descent with momentum and one gain per coordinate (Jacobs 1988, as in van der Maaten's implementation). */
function createDescent(length: number): {
  readonly gradient: Float64Array;
  readonly step: (points: Float64Array, learningRate: number, momentum: number) => void;
  readonly reset: () => void;
} {
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
        points[k] = points[k]! + update[k]!;
      }
    },
    reset() {
      update.fill(0);
      gains.fill(1);
    },
  };
}

/** The start with its first column at the standard deviation of the usual random start; all-equal rows start shaken only. */
function scaleStart(start: Float64Array, rng: Rng): Float64Array {
  const points = centre(start.slice());
  let squares = 0;
  for (let k = 0; k < points.length; k += 2) squares += points[k]! ** 2;
  const deviation = Math.sqrt((2 * squares) / points.length);
  const scale = deviation > 0 ? START_DEVIATION / deviation : 0;
  return points.map((value) => value * scale + 0.01 * START_DEVIATION * rng.normal());
}

/** Moves the points' mean to the origin, in place. */
function centre(points: Float64Array): Float64Array {
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

import type { Rng } from "../../core/rng.ts";
import { jointProbabilities, neighboursForPerplexity } from "./affinities.ts";
import { createBarnesHut } from "./barnes-hut.ts";
import type { Layout, ProjectionMethod } from "./method.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import { exactRepulsion } from "./repulsion.ts";
import { createGradient, klDivergence } from "./tsne-gradient.ts";

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
  /** Descents from the start, each shaken differently, of which the best is kept; default 5 up to 256 points, else 1. */
  readonly restarts?: number;
}

export interface TsneResult extends Pick<Layout, "coordinates"> {
  /** KL(P ‖ Q) in nats at the end, without exaggeration. */
  readonly klDivergence: number;
  readonly learningRate: number;
  readonly restarts: number;
  readonly method: "exact" | "barnes-hut";
}

/** Up to here all pairs are cheaper than a tree. */
const EXACT_UP_TO = 256;

const START_DEVIATION = 1e-4;
const MIN_GAIN = 0.01;

/**
 * t-SNE in two dimensions (van der Maaten & Hinton 2008) of a neighbour graph: gradient descent with momentum 0.5 under
 * early exaggeration, then 0.8, and individual gains; repulsion exact for few points, Barnes–Hut above. With few points the
 * descent now and then ends far from the best picture, so that it is run several times and the one with the lowest
 * divergence is kept.
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
  const few = rows <= EXACT_UP_TO;
  const restarts = settings.restarts ?? (few ? 5 : 1);
  const learningRate = settings.learningRate ?? Math.max(rows / earlyExaggeration / 4, 50);
  const repulsion = few ? exactRepulsion : createBarnesHut(rows, theta);

  const affinities = jointProbabilities(neighbours, perplexity);
  const gradient = createGradient(affinities, repulsion);
  const pause = createPause(control);
  let best = { coordinates: start, klDivergence: Infinity };
  for (let restart = 0; restart < restarts; restart++) {
    const points = scaleStart(start, rng);
    const descent = createDescent(points.length);
    for (let iteration = 0; iteration < iterations; iteration++) {
      const early = iteration < exaggerationIterations;
      if (iteration === exaggerationIterations) descent.reset();
      gradient(points, early ? earlyExaggeration : 1, descent.gradient);
      descent.step(points, learningRate, early ? 0.5 : 0.8);
      centre(points);
      await pause((restart + iteration / iterations) / restarts);
    }
    const divergence = klDivergence(affinities, points, repulsion);
    if (divergence < best.klDivergence) best = { coordinates: points, klDivergence: divergence };
  }
  return { ...best, learningRate, restarts, method: few ? "exact" : "barnes-hut" };
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

/** t-SNE with the reference's perplexity and number of steps, unless the settings say otherwise. */
export const projectByTsne: ProjectionMethod = async ({ components, start, settings, rng, nearest, control }) => {
  const { rows, cols } = components;
  const { perplexity = Math.max(2, Math.min(10, (rows - 1) / 3)), iterations = 1000 } = settings;
  const neighbours = await nearest(neighboursForPerplexity(rows, perplexity));
  const result = await tsne(neighbours, start, { perplexity, iterations }, rng, control);
  const { coordinates, klDivergence, learningRate, restarts, method: algorithm } = result;
  return {
    coordinates,
    parameters: { perplexity, iterations, learningRate, restarts, algorithm, klDivergence, pcaComponents: cols },
  };
};

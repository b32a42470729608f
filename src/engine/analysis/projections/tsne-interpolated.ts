import { jointProbabilities } from "./affinities.ts";
import { createAttraction } from "./attraction.ts";
import { centre, createDescent } from "./descent.ts";
import { createInterpolation } from "./repulsion/interpolation.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import { klDivergence } from "./tsne-gradient.ts";
import type { TsneResult, TsneSettings } from "./tsne-settings.ts";

const MOMENTUM = 0.8;

/** No point moves further in a step: one that is thrown out would make the grid large (openTSNE). */
const LONGEST_STEP = 5;

/** Shares of the progress. */
const AFFINITIES_DONE = 0.05;

/**
 * t-SNE of many points: the repulsion by interpolation, the attraction in single precision, and the schedule of openTSNE
 * (Poličar, Stražar & Zupan 2024): 250 steps exaggerated 12 times, 500 without, momentum 0.8, and in each phase a learning rate
 * of N over the exaggeration (Belkina et al. 2019), here with the gradient's factor 4.
 * @param points N × 2, where the descent starts; moved.
 */
export async function interpolatedTsne(
  neighbours: Neighbours,
  points: Float64Array,
  settings: TsneSettings,
  { signal, onProgress }: Control,
): Promise<TsneResult> {
  const { rows } = neighbours;
  const { perplexity, iterations = 750, earlyExaggeration = 12, exaggerationIterations = 250 } = settings;
  const affinities = await jointProbabilities(neighbours, perplexity, {
    search: "newton",
    control: { signal, onProgress: (fraction) => onProgress?.(AFFINITIES_DONE * fraction) },
  });
  const repulsion = createInterpolation();
  const attractionOf = createAttraction(affinities);
  const learningRate = settings.learningRate ?? Math.max(rows / earlyExaggeration / 4, 50);
  const later = settings.learningRate ?? Math.max(rows / 4, 50);
  const pause = createPause({ signal, onProgress });
  centre(points);
  const { gradient, step, reset } = createDescent(points.length, LONGEST_STEP);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < exaggerationIterations;
    const exaggeration = early ? earlyExaggeration : 1;
    if (iteration === exaggerationIterations) reset();
    const total = repulsion(points, gradient);
    const done = AFFINITIES_DONE + (1 - AFFINITIES_DONE) * (iteration / iterations);
    await pause(done);
    const attraction = attractionOf(points);
    for (let k = 0; k < gradient.length; k++) {
      gradient[k] = 4 * (exaggeration * attraction[k]! - gradient[k]! / total);
    }
    step(points, early ? learningRate : later, MOMENTUM);
    centre(points);
    await pause(done);
  }
  return {
    coordinates: points,
    klDivergence: klDivergence(affinities, points, repulsion),
    iterations,
    learningRate,
    restarts: 1,
    method: "interpolation",
  };
}

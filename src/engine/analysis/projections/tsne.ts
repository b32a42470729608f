import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { Rng } from "../../core/rng.ts";
import { jointProbabilities } from "./affinities.ts";
import { createBarnesHut } from "./repulsion/barnes-hut.ts";
import { centre, createDescent, scaleStart } from "./descent.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import { exactRepulsion } from "./repulsion/repulsion.ts";
import { createGradient, klDivergence } from "./tsne-gradient.ts";
import { interpolatedTsne } from "./tsne-interpolated.ts";
import type { TsneResult, TsneSettings } from "./tsne-settings.ts";

/** Up to here all pairs are cheaper than a tree. */
const EXACT_UP_TO = 256;

/**
 * t-SNE in two dimensions (van der Maaten & Hinton 2008) of a neighbour graph: gradient descent with momentum 0.5 under
 * early exaggeration, then 0.8, and individual gains; repulsion exact for few points, Barnes–Hut above, interpolated for many.
 * With few points the descent now and then ends far from the best picture, so that it is run several times and the one with
 * the lowest divergence is kept.
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
  const { exactRows = SIZES.exactRows, treeRows = SIZES.treeRows } = settings;
  if (rows > Math.min(exactRows, treeRows)) {
    const iterations = rows > exactRows ? 750 : 1000;
    return interpolatedTsne(neighbours, scaleStart(start, rng), { iterations, ...settings }, control);
  }
  const { perplexity, iterations = 1000, earlyExaggeration = 12, exaggerationIterations = 250, theta = 0.5 } = settings;
  const few = rows <= EXACT_UP_TO;
  const restarts = settings.restarts ?? (few ? 5 : 1);
  const learningRate = settings.learningRate ?? Math.max(rows / earlyExaggeration / 4, 50);
  const repulsion = few ? exactRepulsion : createBarnesHut(rows, theta);

  const affinities = await jointProbabilities(neighbours, perplexity);
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
  return { ...best, iterations, learningRate, restarts, method: few ? "exact" : "barnes-hut" };
}

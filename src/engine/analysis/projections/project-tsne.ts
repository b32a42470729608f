import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { neighboursForPerplexity } from "./affinities.ts";
import { approximated, fitLandmarks } from "./landmarks.ts";
import type { ProjectionMethod } from "./method.ts";
import { partOf } from "../pause.ts";
import { tsne } from "./tsne.ts";
import { interpolatedTsne } from "./tsne-interpolated.ts";
import type { TsneResult } from "./tsne-settings.ts";

/** Steps with all rows after the landmarks' descent. */
const STEPS_WITH_ALL = 100;

/** Where in the layout's progress the landmarks are done. */
const LANDMARKS_DONE = 0.5;

/** t-SNE with the reference's perplexity and number of steps, unless the settings say otherwise. */
export const projectByTsne: ProjectionMethod = async (input) => {
  const { components, start, settings, rng, nearest, control } = input;
  const { rows, cols } = components;
  const { perplexity = Math.max(2, Math.min(10, (rows - 1) / 3)), landmarkRows = SIZES.landmarkRows } = settings;
  const { exactRows = SIZES.exactRows, iterations } = settings;
  const asked = { perplexity, exactRows, ...(iterations !== undefined && { iterations }) };
  const count = neighboursForPerplexity(rows, perplexity);
  const neighbours = await nearest(count);
  let result: TsneResult;
  if (rows <= landmarkRows) {
    result = await tsne(neighbours, start, asked, rng, control);
  } else {
    const fit = async (few: typeof neighbours, begin: Float64Array): Promise<Float64Array> =>
      (await tsne(few, begin, asked, rng, partOf(control, 0, LANDMARKS_DONE))).coordinates;
    const placed = await fitLandmarks(input, neighbours, landmarkRows, count, fit);
    // As many times as many points take as many times the area.
    const wider = placed.map((value) => value * Math.sqrt(rows / landmarkRows));
    const all = { ...asked, iterations: STEPS_WITH_ALL, exaggerationIterations: 0 };
    result = await interpolatedTsne(neighbours, wider, all, partOf(control, LANDMARKS_DONE, 1));
  }
  const { coordinates, klDivergence, learningRate, restarts, method: algorithm } = result;
  const parameters = { perplexity, iterations: result.iterations, learningRate, restarts, algorithm, klDivergence };
  return {
    coordinates,
    parameters: { ...parameters, pcaComponents: cols },
    ...approximated(
      "tsne",
      algorithm === "interpolation" ? "t-SNE by interpolation" : "t-SNE",
      neighbours,
      rows > landmarkRows ? landmarkRows : null,
      `${STEPS_WITH_ALL} steps`,
    ),
  };
};

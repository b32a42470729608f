import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { approximated, fitLandmarks } from "./landmarks.ts";
import type { ProjectionMethod } from "./method.ts";
import { partOf } from "../pause.ts";
import { neighboursForUmap, optimise, umap, type UmapResult } from "./umap.ts";

/** Epochs with all rows after the landmarks' descent, and the learning rate that they start with. */
const EPOCHS_WITH_ALL = 30;
const RATE_WITH_ALL = 0.5;

/** Where in the layout's progress the landmarks are done. */
const LANDMARKS_DONE = 0.6;

/** UMAP with umap-learn's defaults, unless the settings say otherwise. */
export const projectByUmap: ProjectionMethod = async (input) => {
  const { components, start, settings, rng, nearest, control } = input;
  const { rows, cols } = components;
  const { minDist = 0.1, nNeighbors: wanted = 15, landmarkRows = SIZES.landmarkRows } = settings;
  const nNeighbors = Math.min(wanted, rows - 1);
  const count = neighboursForUmap(rows, nNeighbors);
  const neighbours = await nearest(count);
  let result: UmapResult;
  if (rows <= landmarkRows) {
    result = await umap(neighbours, start, { minDist }, rng, control);
  } else {
    const fit = async (few: typeof neighbours, begin: Float64Array): Promise<Float64Array> =>
      (await umap(few, begin, { minDist }, rng, partOf(control, 0, LANDMARKS_DONE))).coordinates;
    const placed = await fitLandmarks(input, neighbours, landmarkRows, count, fit);
    const all = { minDist, epochs: EPOCHS_WITH_ALL, rate: RATE_WITH_ALL };
    result = await optimise(neighbours, placed, all, rng, partOf(control, LANDMARKS_DONE, 1));
  }
  const { coordinates, epochs } = result;
  return {
    coordinates,
    parameters: { nNeighbors, minDist, epochs, pcaComponents: cols },
    ...approximated("umap", "UMAP", neighbours, rows > landmarkRows ? landmarkRows : null, `${EPOCHS_WITH_ALL} epochs`),
  };
};

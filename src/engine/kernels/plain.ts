import { plainAdam } from "./adam.ts";
import { plainAttraction } from "./attraction.ts";
import { plainDistances } from "./distances.ts";
import { plainFft } from "./fft.ts";
import { plainGram } from "./gram.ts";
import { plainMel } from "./mel.ts";
import { plainNearPairs } from "./near-pairs.ts";
import { plainNearestCentres } from "./nearest-centres.ts";
import { plainResample } from "./resample.ts";
import { plainTiles } from "./tiles.ts";
import { plainUmap } from "./umap.ts";

/** All kernels in plain loops over a memory: what tests and benchmarks hold the compiled ones against. */
export const plainKernels = (memory: ArrayBuffer) => ({
  ...plainAdam(memory),
  ...plainAttraction(memory),
  ...plainDistances(memory),
  ...plainFft(memory),
  ...plainGram(memory),
  ...plainMel(memory),
  ...plainNearPairs(memory),
  ...plainNearestCentres(memory),
  ...plainResample(memory),
  ...plainTiles(memory),
  ...plainUmap(memory),
});

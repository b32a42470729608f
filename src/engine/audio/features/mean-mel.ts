import type { Feature } from "./feature.ts";
import { LOG_MEL, logMelFeature, meanMel, whisperLogMel } from "./log-mel.ts";

/** The mean of {@link logMelFeature} over time, float64 [80]: for collections whose spectrograms are not kept. */
export const meanMelFeature: Feature = {
  ...logMelFeature,
  name: "mean-mel-song",
  version: 2,
  shape: () => [LOG_MEL.bands],
  compute: (samples, seconds) => ({ shape: [LOG_MEL.bands], data: meanMel(whisperLogMel(samples, seconds)) }),
};

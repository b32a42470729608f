import type { Feature } from "./feature.ts";
import { logMelFeature } from "./log-mel.ts";
import { mfccFeature } from "./mfcc.ts";

/** Every feature that can be extracted from a song's sound. */
export const FEATURES: readonly Feature[] = [logMelFeature, mfccFeature];

import { matrix, type Matrix } from "../core/matrix.ts";
import { mfccFeature } from "../audio/features/mfcc.ts";
import type { StepContext } from "./context.ts";
import { defineUncachedStep } from "./define-step.ts";
import { noteReuse, songFeatures } from "./song-features.ts";
import { keepUsable, usableSet, type FoundSongs, type UsableSet } from "./song-set.ts";

/** MFCC statistics of the usable songs. */
export interface MfccFeatures extends UsableSet {
  /** songs × 40: 20 means, 20 standard deviations. */
  readonly features: Matrix;
}

/** Decodes every song on worker threads and keeps its MFCC statistics; songs that cannot be used are warned about. */
export const makeMfccFeatures = defineUncachedStep({
  name: "mfcc",
  label: "Decoding songs, MFCC statistics",
  run: async (
    found: FoundSongs,
    context: Pick<StepContext, "paths" | "settings" | "warn" | "queue">,
    report,
  ): Promise<MfccFeatures> => {
    const extracted = await songFeatures(mfccFeature, context, report, found);
    const usable = keepUsable(found, extracted, context.warn);
    noteReuse(
      report,
      usable.map(({ value }) => value),
      "songs",
    );
    const [columns] = mfccFeature.shape(mfccFeature.seconds) as [number];
    const features = matrix(usable.length, columns);
    for (const [row, { value }] of usable.entries()) {
      features.data.set(Float64Array.from((await value.read(report.damaged)).data, Number), row * columns);
    }
    return { ...usableSet(found, usable), features };
  },
});

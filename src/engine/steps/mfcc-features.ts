import { matrix, type Matrix } from "../core/matrix.ts";
import { extractMfccStats } from "../audio/index.ts";
import { noteReuse, songFeatures } from "./song-features.ts";
import { keepUsable, songSet, type FoundSongs, type SongSet } from "./song-set.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** MFCC statistics of the usable songs. */
export interface MfccFeatures extends SongSet {
  /** songs × 40: 20 means, 20 standard deviations. */
  readonly features: Matrix;
}

/** Decodes every song on worker threads and keeps its MFCC statistics; songs that cannot be used are warned about. */
export async function makeMfccFeatures(
  context: TaskContext,
  report: StepReporter,
  found: FoundSongs,
): Promise<MfccFeatures> {
  const extracted = await songFeatures(extractMfccStats, context, report, found);
  const usable = keepUsable(found, extracted, context.warn);
  noteReuse(
    report,
    usable.map(({ value }) => value),
    "songs",
  );
  const columns = usable[0]!.value.values.length;
  const features = matrix(usable.length, columns);
  usable.forEach(({ value }, row) => {
    features.data.set(value.values, row * columns);
  });
  return { ...songSet(found, usable), features };
}

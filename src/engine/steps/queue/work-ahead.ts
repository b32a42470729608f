import { embedAudio } from "../audio-embedding.ts";
import type { StepContext } from "../context.ts";
import { makeLogMels } from "../log-mels.ts";
import { embedLyrics } from "../lyric-embedding.ts";
import { makeMfccFeatures } from "../mfcc-features.ts";
import { embedByMeaning, readSongsAndModels } from "../sentence-embedding.ts";
import { readSongs } from "../song-set.ts";
import type { PlannedStep, StepReporter } from "../step.ts";

/**
 * Does of a plan what the workers of a queue do, and what it needs for that, while another command has the workspace: it
 * ends up in the cache, where the command that follows finds it. What is told of the songs is told then.
 */
export async function workAhead(
  plan: readonly PlannedStep[],
  given: Omit<StepContext, "out">,
  tell: (done: number, detail?: string) => void,
): Promise<void> {
  const has = (step: PlannedStep["step"]): boolean => plan.some((planned) => planned.step === step);
  const context = { ...given, warn: nothing };
  const report: StepReporter = {
    signal: given.signal,
    fraction: tell,
    songs: nothing,
    reused: nothing,
    made: nothing,
    resumed: nothing,
    computed: nothing,
    note: nothing,
    damaged: nothing,
  };
  if (has(readSongsAndModels)) {
    const { model, songs } = await readSongsAndModels.run(null, context, report);
    let set = "found" in songs ? null : songs;
    if ("found" in songs) {
      const { found, audioModel } = songs;
      const mels = await makeLogMels.run({ ...found, heardFor: audioModel.feature }, context, report);
      await embedAudio.run({ ...mels, audioModel }, context, report);
      set = mels;
    }
    if (set !== null && model !== null && has(embedLyrics)) await embedByMeaning(context, report, set.songs, model);
    return;
  }
  if (!has(readSongs)) return;
  const found = await readSongs.run(null, context, report);
  if (has(makeMfccFeatures)) await makeMfccFeatures.run(found, context, report);
  if (has(makeLogMels)) await makeLogMels.run(found, context, report);
}

function nothing(): void {
  // See above.
}

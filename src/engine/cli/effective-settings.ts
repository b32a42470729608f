import { SETTINGS, type RunSettings, type Task } from "../../shared/contract/settings.ts";

/** What only the sentence embedding looks at. */
const OF_TRANSFORMER: readonly (keyof RunSettings)[] = ["embeddingModel", "modelWeights", "modelsDir"];

/**
 * Every task takes every flag, so that one script can run all three; what a task does not look at is left out of its
 * settings, or two equal runs would seem to differ.
 * @returns the settings that it looks at, and the flags of the others, without dashes
 */
export function effectiveSettings(
  task: Task,
  given: Partial<RunSettings>,
): { readonly used: Partial<RunSettings>; readonly unused: readonly string[] } {
  const names = Object.keys(given) as (keyof RunSettings)[];
  const isUsed = (name: keyof RunSettings): boolean =>
    SETTINGS[name].tasks.includes(task) &&
    !(name === "gamma" && given.includeGenreFeature !== true) &&
    !(OF_TRANSFORMER.includes(name) && given.lyricsEmbedding !== "transformer");
  return {
    used: Object.fromEntries(names.filter(isUsed).map((name) => [name, given[name]])),
    unused: names.filter((name) => !isUsed(name)).map((name) => SETTINGS[name].flag),
  };
}

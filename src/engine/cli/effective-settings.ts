import { SETTINGS, type RunSettings, type Task } from "../../shared/contract/settings.ts";

/** Given settings, split by whether a task looks at them. */
export interface SplitSettings {
  readonly used: Partial<RunSettings>;
  /** Flags of the others, without dashes. */
  readonly unused: readonly string[];
}

/** What only the sentence embedding looks at. */
const OF_TRANSFORMER: readonly (keyof RunSettings)[] = ["embeddingModel", "modelWeights", "modelsDir"];

/**
 * Every task takes every flag, so that one script can run all three; what a task does not look at is left out of its
 * settings, or two equal runs would seem to differ.
 */
export function effectiveSettings(task: Task, given: Partial<RunSettings>): SplitSettings {
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

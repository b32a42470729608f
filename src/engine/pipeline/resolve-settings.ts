import { DEFAULT_SETTINGS, SETTINGS, settingProblem, type RunSettings, type Task } from "../contract/settings.ts";
import { UsageError } from "../core/errors.ts";

/** The audio weights of the hybrids that the reference pipeline tries. */
const ALPHAS: Readonly<Record<Task, readonly number[]>> = {
  easy: [],
  medium: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
  hard: [1, 0.3, 0.1, 0.03, 0.01],
};

/**
 * The given settings over the defaults, checked.
 * @throws {UsageError} that names every setting that does not fit, and its range.
 */
export function completeSettings(given: Partial<RunSettings>): RunSettings {
  const problems = (Object.keys(given) as (keyof RunSettings)[]).flatMap((name) => {
    if (!(name in SETTINGS)) return [`There is no setting ${name}.`];
    const problem = settingProblem(name, given[name]);
    return problem === undefined ? [] : [problem];
  });
  if (problems.length > 0) throw new UsageError(problems.join(" "));
  return { ...DEFAULT_SETTINGS, ...given };
}

/** The weights of a task's hybrids. */
export function alphasOf(task: Task, settings: RunSettings): readonly number[] {
  return settings.alphas ?? ALPHAS[task];
}

/** Number of clusters: as set, else the number of different labels, at least 2 and below the number of songs. */
export function clusterCount(settings: RunSettings, labels: readonly string[], songs: number): number {
  const known = new Set(labels.filter((label) => label !== ""));
  const k = settings.k ?? Math.max(2, known.size);
  if (k > songs) throw new UsageError(`--k is ${k}, but only ${songs} songs can be clustered.`);
  return k;
}

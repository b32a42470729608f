import { mostClusters } from "../../shared/contract/k-sweep.ts";
import { countOf } from "../../shared/format.ts";
import { AUTOENCODER_SETTINGS } from "../../shared/settings/groups.ts";
import {
  DEFAULT_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  settingProblem,
  type RunSettings,
  type Task,
} from "../../shared/contract/settings.ts";
import { UsageError, unknownName } from "../core/errors.ts";
import { formatG } from "../analysis/representations/format-g.ts";
import { REPRESENTATIONS } from "../analysis/representations/tables.ts";

/** Lists whose numbers become parts of names: of representations, of methods. */
const NAMING = ["alphas", "dbscanEps"] as const satisfies readonly (keyof RunSettings)[];

/**
 * The given settings over the defaults, checked.
 * @throws {UsageError} that names every setting that does not fit, and its range.
 */
export function completeSettings(given: Partial<RunSettings>): RunSettings {
  const names = Object.keys(given) as (keyof RunSettings)[];
  const unknown = names.find((name) => !Object.hasOwn(SETTINGS, name));
  if (unknown !== undefined) throw unknownName("setting", unknown, SETTING_NAMES);
  const problems = names.flatMap((name) => {
    const problem = settingProblem(name, given[name]);
    return problem === undefined ? [] : [problem];
  });
  if (problems.length > 0) throw new UsageError(problems.join(" "));
  for (const name of NAMING) checkDifferentNames(SETTINGS[name].flag, given[name] ?? []);
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const last = settings.seed + settings.seeds - 1;
  const problem = settingProblem("seed", last);
  if (problem !== undefined)
    throw new UsageError(`With --seeds ${settings.seeds} the last seed is ${last}. ${problem}`);
  return settings;
}

/** The settings that differ from their defaults, in the order of their table. */
export function givenSettings(settings: RunSettings): (keyof RunSettings)[] {
  return SETTING_NAMES.filter((name) => JSON.stringify(settings[name]) !== JSON.stringify(DEFAULT_SETTINGS[name]));
}

/**
 * Numbers that become names must differ in the six digits that a name has, or two results would have one name.
 * @throws {UsageError} naming the first two that do not.
 */
export function checkDifferentNames(flag: string, values: readonly number[]): void {
  const byName = new Map<string, number>();
  for (const value of values) {
    // -0 is 0.
    const name = formatG(value + 0);
    const earlier = byName.get(name);
    if (earlier !== undefined) {
      throw new UsageError(
        `--${flag}: ${earlier} and ${value} are both named ${name}; give numbers that differ in six digits.`,
      );
    }
    byName.set(name, value);
  }
}

/**
 * The contrastive network has no settings of an autoencoder. A value that is the default passes: whether it was given is not
 * known.
 * @throws {UsageError} naming those that differ from their defaults.
 */
export function checkArchitecture(settings: RunSettings): void {
  if (settings.architecture !== "contrastive") return;
  const set = AUTOENCODER_SETTINGS.filter((name) => settings[name] !== DEFAULT_SETTINGS[name]);
  if (set.length === 0) return;
  const flags = set.map((name) => `--${SETTINGS[name].flag}`).join(", ");
  throw new UsageError(`With --architecture contrastive there is no autoencoder that could use ${flags}.`, {
    remedy: `Leave out ${flags}, or choose --architecture compact or reference.`,
  });
}

/** The weights of a task's hybrids. */
export function alphasOf(task: Task, settings: RunSettings): readonly number[] {
  return settings.alphas ?? REPRESENTATIONS[task].alphas;
}

/**
 * Number of clusters: as set, else `fallback`, which is the number of different labels that are known, at least 2.
 * @param fallback for tasks whose number of clusters does not come from labels
 * @throws {UsageError} if there are fewer songs than clusters. As many are allowed: every song is then a cluster.
 */
export function clusterCount(
  settings: Pick<RunSettings, "k">,
  labels: readonly string[],
  songs: number,
  fallback = Math.max(2, new Set(labels.filter((label) => label !== "")).size),
): number {
  const k = settings.k ?? fallback;
  if (k > songs) {
    const most = mostClusters(songs);
    throw new UsageError(`--k is ${k}, but only ${countOf(songs, "song")} can be clustered.`, {
      remedy: most < 2 ? "Add songs." : `Give at most ${most}, two songs a cluster, or add songs.`,
    });
  }
  return k;
}

/** Before songs are decoded, which takes minutes. @throws {UsageError} where more clusters are asked for than there are songs. */
export function checkClusters(settings: Pick<RunSettings, "k">, songs: readonly unknown[]): void {
  if (settings.k !== null) clusterCount(settings, [], songs.length);
}

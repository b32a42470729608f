import type { Tuning } from "../../../shared/contract/panel/tuning.ts";
import { LatentuneError } from "../../core/errors.ts";
import { methodNamed, type MethodSettings } from "../clustering/methods.ts";
import type { MethodDescription, MethodVariant } from "../clustering/method.ts";
import { formatG } from "../representations/format-g.ts";

/** A method of a run's table with other parameters. */
export interface TunedMethod extends MethodDescription, MethodVariant {
  /** Asked for; null for methods that find their number of clusters. */
  readonly k: number | null;
  /** By which parameters it can be tuned, with the values that it has here. ε is null at the knee, where the data choose it. */
  readonly parameters: Readonly<Partial<Record<Exclude<keyof Tuning, "weights">, number | null>>>;
}

/**
 * What a row of the metrics table is with some parameters changed, under a name and a label that say which: `kmeans_k7`,
 * `Ward, k = 7`. With none changed, the row's own; parameters that the method has not are ignored.
 * @param k the run's
 * @throws {LatentuneError} for a method that no row of the run has
 */
export function tunedMethod(
  name: string,
  { k, ...settings }: MethodSettings & { k: number },
  tuning: Tuning,
): TunedMethod {
  const own = methodNamed(name, settings);
  if (own === undefined) throw new LatentuneError(`This run has no method ${name}.`);
  const has = (setting: string): boolean => own.settings.some((known) => known === setting);
  if (has("dbscanEps")) return tunedDbscan(name, settings, tuning);
  if (has("hdbscanMinClusterSize")) {
    const { minClusterSize = settings.hdbscanMinClusterSize } = tuning;
    const { run } = methodNamed(name, { ...settings, hdbscanMinClusterSize: minClusterSize })!;
    const changed = minClusterSize !== settings.hdbscanMinClusterSize;
    const named = changed ? renamed(own, `size${minClusterSize}`, `at least ${minClusterSize} songs`) : own;
    return { ...named, run, k: null, parameters: { minClusterSize } };
  }
  const { k: asked = k } = tuning;
  const named = asked === k ? own : renamed(own, `k${asked}`, `k = ${asked}`);
  return { ...named, k: asked, parameters: { k: asked } };
}

/** With a radius it is DBSCAN at that radius, whatever it was before. */
function tunedDbscan(
  name: string,
  settings: MethodSettings,
  { eps, minSamples = settings.dbscanMinSamples }: Tuning,
): TunedMethod {
  const radii = eps === undefined ? settings.dbscanEps : [eps];
  const changed = { ...settings, dbscanEps: radii, dbscanMinSamples: minSamples };
  const base = methodNamed(eps === undefined ? name : `dbscan_eps${formatG(eps)}`, changed)!;
  const named =
    minSamples === settings.dbscanMinSamples ? base : renamed(base, `min${minSamples}`, `${minSamples} songs near`);
  const radius = radii.find((value) => base.method === `dbscan_eps${formatG(value)}`) ?? null;
  return { ...named, k: null, parameters: { eps: radius, minSamples } };
}

function renamed<Named extends MethodDescription>(own: Named, suffix: string, words: string): Named {
  return { ...own, method: `${own.method}_${suffix}`, label: `${own.label}, ${words}` };
}

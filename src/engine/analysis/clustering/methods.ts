import { METHOD_SETTINGS } from "../../../shared/settings/groups.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { DBSCAN } from "./dbscan.ts";
import { HDBSCAN } from "./hdbscan.ts";
import { KMEANS } from "./kmeans/method.ts";
import type { ClusterInput, Clustering, ClusteringMethod, MethodDescription, MethodVariant } from "./method.ts";
import { MIXTURE_DIAGONAL, MIXTURE_FULL } from "./mixture/method.ts";
import { SPECTRAL } from "./spectral/method.ts";
import { WARD } from "./ward/method.ts";

/** A setting that a method looks at. */
type MethodSetting = (typeof METHOD_SETTINGS)[number];
export type MethodSettings = Pick<RunSettings, MethodSetting>;

/** Every clustering method, in the order of the metrics tables: those of the reference first. */
const METHODS: readonly ClusteringMethod<MethodSetting>[] = [
  KMEANS,
  WARD,
  DBSCAN,
  HDBSCAN,
  MIXTURE_DIAGONAL,
  MIXTURE_FULL,
  SPECTRAL,
];

/** Which methods are meant: those that need k, or those that do not; left out: all. */
export type MethodKind = Pick<ClusteringMethod, "needsK">;

function methodsOf(kind: MethodKind | undefined): typeof METHODS {
  return kind === undefined ? METHODS : METHODS.filter(({ needsK }) => needsK === kind.needsK);
}

/** Of {@link methodSettings} those that methods of a kind look at. */
export function settingsOfKind(settings: MethodSettings, kind?: MethodKind): Partial<MethodSettings> {
  const names = methodsOf(kind).flatMap((method) => method.settings);
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** The settings that methods look at: all that their results depend on, beside data, k and seed. */
export function methodSettings(settings: MethodSettings): MethodSettings {
  return settingsOfKind(settings) as MethodSettings;
}

/** The rows that a representation gets in the metrics table, known without clustering: where names are given labels. */
export function describeMethods(settings: MethodSettings, kind?: MethodKind): MethodDescription[] {
  return methodsOf(kind).flatMap(({ marksNoise, variants }) =>
    variants(settings).map(({ method, label, drawn }) => ({ method, label, marksNoise, drawn })),
  );
}

/** A row's method with its settings; undefined for a name that no method has with these. */
export function methodNamed(
  name: string,
  settings: MethodSettings,
): (MethodVariant & Pick<ClusteringMethod<MethodSetting>, "marksNoise" | "settings">) | undefined {
  for (const { marksNoise, settings: names, variants } of METHODS) {
    const variant = variants(settings).find(({ method }) => method === name);
    if (variant !== undefined) return { ...variant, marksNoise, settings: names };
  }
  return undefined;
}

/**
 * Clusters one representation by every method, or by those of a kind.
 *
 * One clustering per turn, so that a caller can look at its signal in between.
 *
 * @throws {LatentuneError} for k outside 1 … rows, settings out of range, or values that are not finite.
 * @throws {CancelledError} when the signal of the input's control is aborted.
 */
export async function* clusterings(
  input: ClusterInput,
  settings: MethodSettings,
  kind?: MethodKind,
): AsyncGenerator<Clustering> {
  for (const { marksNoise, variants } of methodsOf(kind)) {
    for (const { run, ...description } of variants(settings))
      yield { ...description, marksNoise, ...(await run(input)) };
  }
}

import type { TunedClustering } from "../../../shared/contract/panel/tuning.ts";
import type { Shown } from "../../data/shown.ts";
import type { Panel } from "../../panel/panel.ts";
import { TUNING, tuningOf } from "../../panel/state/tuning.ts";

/** The shown clustering with what the strip changes of it, as the engine is asked for it. */
export function askedOf(panel: Panel, { representation, clustering }: Shown): TunedClustering {
  const tuning = tuningOf(panel.choice(TUNING)) ?? {};
  return { representation: representation.name, method: clustering.method, tuning };
}

/** What clusters for the silhouettes by number of clusters that `TuneStart` has of a method. */
export function sweptBy(method: string): string {
  return method === "agglomerative_ward" ? "Ward" : "K-Means";
}

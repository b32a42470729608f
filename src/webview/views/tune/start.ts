import type { TunedClustering, TuneStart } from "../../../shared/contract/panel/tuning.ts";
import type { Panel } from "../../panel/panel.ts";

/** What can be moved of a clustering, with which curves: the same wherever its sliders stand, but for its weights and its number of near songs. */
export interface StartAsked {
  readonly key: string;
  readonly clustering: TunedClustering;
}

export function startAsked(runId: string, clustering: TunedClustering): StartAsked {
  const { representation, method, tuning } = clustering;
  return { key: JSON.stringify([runId, representation, method, tuning.weights, tuning.minSamples]), clustering };
}

/** Without the silhouettes, which take longest. */
export function quickStart(panel: Panel, { clustering }: StartAsked): Promise<TuneStart> {
  WHOLE.delete(panel);
  return panel.request("startTuning", { ...clustering, curve: false });
}

const WHOLE = new WeakMap<Panel, { readonly key: string; readonly start: Promise<TuneStart> }>();

/** With its curve. The strip and the figure of its curve ask for it once: the engine cancels what was asked for before. */
export function wholeStart(panel: Panel, { key, clustering }: StartAsked): Promise<TuneStart> {
  const known = WHOLE.get(panel);
  if (known?.key === key) return known.start;
  const mine = { key, start: panel.request("startTuning", { ...clustering, curve: true }) };
  WHOLE.set(panel, mine);
  mine.start.catch(() => {
    if (WHOLE.get(panel) === mine) WHOLE.delete(panel);
  });
  return mine.start;
}

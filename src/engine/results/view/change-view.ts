import type { ViewClustering, ViewManifest, ViewRepresentation } from "../../../shared/contract/view.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { vocabularyOf } from "../../analysis/describe/vocabulary.ts";
import type { Control } from "../../analysis/pause.ts";
import { meanRow } from "../../analysis/seeds/mean-rows.ts";
import { metricsOf } from "./describe.ts";
import { spreadsOf } from "./seeds.ts";
import type { ViewSource } from "./source.ts";
import { writeManifest, writeRepresentation, type ViewedRun } from "./write-view.ts";

/** What is different from the view before: a representation, of which a clustering is what the panel opens with. */
export interface ViewChange {
  readonly representation: string;
  readonly method: string;
}

/**
 * Makes a copy of a view that of another run in which one representation is different or new; of the others the scores are those of
 * the run's rows now, and all else is left as it is.
 * @param viewFolder the copy
 * @param source of the run as it is now
 * @param tableSongs see `writeView`
 * @throws {CancelledError} when the signal is aborted.
 */
export async function changeView(
  viewFolder: string,
  before: ViewManifest,
  run: ViewedRun,
  source: ViewSource,
  { representation: name, method }: ViewChange,
  control: Control = {},
  tableSongs: number = SIZES.tableSongs,
): Promise<ViewManifest> {
  const at = before.representations.findIndex((known) => known.name === name);
  const rep = at < 0 ? before.representations.length : at;
  const approximations = [...(run.approximations ?? [])];
  const vocabulary = await vocabularyOf(source.songs, { signal: control.signal });
  const changed = source.representations.find((given) => given.name === name)!;
  // Maps that were made when the panel asked for them are the view's alone.
  const { projections = changed.projections } = before.representations[at] ?? {};
  const surroundings = { run, source, vocabulary, approximations };
  const written = await writeRepresentation(
    { viewFolder, rep, tableSongs },
    surroundings,
    { ...changed, projections },
    control,
  );
  const projection = projections.find((map) => map.method === before.start.projection) ?? projections[0];
  const view: ViewManifest = {
    ...before,
    runId: run.runId,
    representations: before.representations.map((known) => withScores(known, source)).toSpliced(rep, 1, written),
    start: { representation: name, projection: projection?.method ?? before.start.projection, method },
    ...(approximations.length > 0 && { approximations }),
  };
  await writeManifest(viewFolder, view);
  return view;
}

function withScores(known: ViewRepresentation, { representations, metricColumns }: ViewSource): ViewRepresentation {
  const given = representations.find(({ name }) => name === known.name);
  const clusterings = known.clusterings.map((clustering): ViewClustering => {
    const { row, seeds } = given?.clusterings.find(({ method }) => method === clustering.method) ?? {};
    if (row === undefined) return clustering;
    const judged = meanRow(row, seeds?.row);
    const scores = { metrics: metricsOf(judged, metricColumns), reasons: judged.reasons };
    return { ...clustering, ...scores, ...(seeds && { spread: spreadsOf(seeds.row, metricColumns) }) };
  });
  return { ...known, clusterings };
}

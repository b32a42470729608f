import { join } from "node:path";
import { VIEW } from "../../../shared/contract/result-files.ts";
import type { ProgressEvent } from "../../../shared/contract/progress.ts";
import type { ProjectionName } from "../../../shared/contract/projections.ts";
import type { ViewManifest, ViewProjection } from "../../../shared/contract/view.ts";
import { LatentuneError } from "../../core/errors.ts";
import { projectAll } from "../maps.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import { completeSettings } from "../resolve-settings.ts";
import { createStepRunner } from "../step-runner.ts";
import { readRepresentation, type KeptRunPlace } from "../../results/view/from-files.ts";
import { VIEW_FILES, writeViewArray } from "../../results/view/files.ts";
import { viewProjection } from "../../results/view/from-run.ts";
import { writeManifest } from "../../results/view/write-view.ts";

export interface MapRequest {
  /** The representation. */
  readonly name: string;
  readonly method: ProjectionName;
}

/**
 * A map of a representation: the view's, else the cache's, else made now with the run's seed, and added to the view.
 * @throws {LatentuneError} if the view has no such representation. @throws {CancelledError}
 */
export async function addProjection(
  paths: WorkspacePaths,
  place: KeptRunPlace,
  view: ViewManifest,
  { name, method }: MapRequest,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (event: ProgressEvent) => void },
): Promise<ViewProjection> {
  const index = view.representations.findIndex((candidate) => candidate.name === name);
  const representation = view.representations[index];
  if (representation === undefined) throw new LatentuneError(`This run has no representation ${name}.`);
  const known = representation.projections.find((projection) => projection.method === method);
  if (known !== undefined) return known;

  const { runFolder, manifest } = place;
  const settings = completeSettings({ seed: manifest.settings.seed });
  const step = { ...projectAll, label: `Map of ${representation.label}` };
  // The run has ended: what its record says stays as it is, and a map says in its caption how it was made.
  const approximate = (): void => undefined;
  const steps = createStepRunner([{ step, weight: 1 }], { paths, settings, signal, approximate }, onProgress);
  const matrix = await readRepresentation(place, name);
  const mapped = { mapName: name, label: representation.label, matrix };
  const [projected] = await steps.run(step, { representations: [mapped], methods: [method] });
  const viewFolder = join(runFolder, VIEW.folder);
  const { coordinates: data, ...map } = projected!.projections[method]!;
  const shape = [data.length / 2, 2];
  const file = await writeViewArray(viewFolder, VIEW_FILES.map, { shape, data }, { rep: index, method });
  const added = viewProjection(map, file);
  await writeManifest(viewFolder, {
    ...view,
    representations: view.representations.map((each, at) =>
      at === index ? { ...each, projections: [...each.projections, added] } : each,
    ),
  });
  return added;
}

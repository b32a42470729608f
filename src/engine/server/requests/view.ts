import { join } from "node:path";
import type { Comparison } from "../../../shared/contract/panel/comparison.ts";
import type { RunParams } from "../../../shared/contract/rpc.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { addProjection } from "../../steps/view/add-projection.ts";
import { createDecoders } from "../../steps/view/decoders.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";
import { prepareView } from "../../results/view/prepare-view.ts";
import { decodeLatents, hearLatents, latentSpace } from "../../steps/view/latents.ts";
import { makeSongMels } from "../../steps/view/song-mels.ts";
import { pathBetween } from "../../steps/view/song-path.ts";
import { compareClusterings } from "../../tasks/comparison/compare.ts";
import { sweepRepresentation } from "../../tasks/k-sweep.ts";
import { createExclusive } from "../exclusive.ts";
import type { Handlers, RequestContext } from "../request-context.ts";
import { withNotifier } from "../notifier.ts";
import { pathsOf } from "../workspace-of.ts";
import { placeOf } from "../place-of.ts";

/** The requests about one run's view. They share what they keep: decoders that are loaded, and whose turn it is. */
export function createViewRequests(): Pick<
  Handlers,
  | "prepareView"
  | "project"
  | "compare"
  | "songMels"
  | "sweepRepresentation"
  | "latentSpace"
  | "decodeLatents"
  | "hearLatents"
  | "songPath"
> {
  const turns = createExclusive();
  const decoders = createDecoders();

  /** Does something to a run's view, which is there and up to date then, one after the other. */
  async function withView<T>(
    params: RunParams,
    { signal }: RequestContext,
    use: (place: KeptRunPlace, view: Awaited<ReturnType<typeof prepareView>>) => Promise<T>,
  ): Promise<T> {
    const place = await placeOf(params);
    return turns.run(place.runFolder, async () => {
      throwIfCancelled(signal);
      return use(place, await prepareView(place, { signal }));
    });
  }

  return {
    prepareView: (params, context) => withView(params, context, (_, view) => Promise.resolve(view)),

    project: (params, context) =>
      withView(params, context, (place, view) =>
        withNotifier(context, params, (request) =>
          addProjection(pathsOf(params), place, view, { name: params.representation, method: params.method }, request),
        ),
      ),

    compare: (params, context) => {
      const { runs } = pathsOf(params);
      // Always in one order: of two comparisons none waits for what the other holds.
      const folders = [...new Set([params.a.runId, params.b.runId])].sort().map((runId) => join(runs, runId));
      const compare = (): Promise<Comparison> =>
        withNotifier(context, params, (request) => compareClusterings(pathsOf(params), params, request));
      return folders.reduceRight<() => Promise<Comparison>>((work, folder) => () => turns.run(folder, work), compare)();
    },

    sweepRepresentation: async (params, context) => {
      const { runFolder, manifest } = await placeOf(params);
      return withNotifier(context, params, (request) =>
        sweepRepresentation(pathsOf(params), runFolder, manifest, params, request),
      );
    },

    songMels: (params, context) =>
      withView(params, context, (place, view) =>
        makeSongMels(pathsOf(params), place, view, params.song, { decoders, signal: context.signal }),
      ),

    latentSpace: async (params) => latentSpace(await placeOf(params), params.model),

    decodeLatents: async (params) => decodeLatents(await placeOf(params), params, decoders),

    hearLatents: async (params, { signal }) => ({
      file: await hearLatents(pathsOf(params), await placeOf(params), params, { decoders, signal }),
    }),

    songPath: (params, context) =>
      withView(params, context, (place, view) => pathBetween(place.runFolder, view, params)),
  };
}

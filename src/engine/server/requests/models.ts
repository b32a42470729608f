import { formatBytes } from "../../../shared/format.ts";
import type { FoundModel, ModelDownload, ModelParams } from "../../../shared/contract/rpc.ts";
import { knownModel } from "../../../shared/contract/models.ts";
import { downloadModel, planDownload, type DownloadPlan, type DownloadProgress } from "../../hub/download.ts";
import { hubAddress } from "../../hub/hub-file.ts";
import { locateModel, modelPlace, weightsInOrder, type ModelRequest } from "../../hub/locate.ts";
import { ModelError } from "../../hub/model-error.ts";
import { defaultModelsDir } from "../../hub/models-folder.ts";
import type { Handlers } from "../request-context.ts";
import { withNotifier, type Notifier } from "../notifier.ts";

export const modelRequests = {
  /** Looks where models may lie, one folder after the other; what is reported of a missing one is about the first of them. */
  async findModel(params) {
    const requests = foldersOf(params).map((modelsDir) => requestOf(params, modelsDir));
    const errors: ModelError[] = [];
    for (const request of requests) {
      try {
        const { id, weights } = await locateModel(request);
        return { found: true, id, weights, modelsDir: request.modelsDir };
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        errors.push(error);
      }
    }
    // Files that are there and are no such model say more than a folder that is not there.
    return notFound(errors.find(({ reason }) => reason === "broken") ?? errors[0]!, requests);
  },

  planModel: async (params, { signal }) => downloadOf(await planDownload(targetOf(params), { signal })),

  downloadModel: (params, context) =>
    withNotifier(context, params, async ({ signal, onProgress }) =>
      downloadOf(
        await downloadModel(targetOf(params), { signal, onProgress: downloadReporter(params.model, onProgress) }),
      ),
    ),
} satisfies Partial<Handlers>;

function foldersOf({ modelsDir, storage }: ModelParams): readonly string[] {
  return modelsDir === null ? [storage, defaultModelsDir()] : [modelsDir];
}

function requestOf(
  { kind, model, weights, executionProvider }: ModelParams,
  modelsDir: string,
): ModelRequest & { readonly modelsDir: string } {
  return { kind, model, weights, executionProvider, modelsDir };
}

/** Where a download goes. */
function targetOf(params: ModelParams): ModelRequest {
  return requestOf(params, foldersOf(params)[0]!);
}

function notFound({ reason, message, place }: ModelError, requests: readonly ModelRequest[]): FoundModel {
  const first = requests[0]!;
  const places = requests.map(modelPlace);
  const { id, own } = places[0]!;
  const known = knownModel(first.model, first.kind);
  const weights = weightsInOrder(first)[0]!;
  const source = `${hubAddress()}/${id}`;
  const megabytes = known?.megabytes[weights] ?? null;
  // No download mends files that are there and broken, or a folder that the user named.
  const mayDownload = reason !== "broken" && !own;
  return {
    found: false,
    id,
    reason,
    message,
    remedy: mayDownload ? null : (place.remedy ?? null),
    looked: [...new Set(places.map(({ folder }) => folder))],
    download: mayDownload ? { weights, source, megabytes, licence: known?.licence ?? null } : null,
  };
}

function downloadOf({ id, folder, totalBytes, missingBytes }: DownloadPlan): ModelDownload {
  return { id, folder, totalBytes, missingBytes };
}

/** Progress with the time left by the speed since this download began: an earlier one may have left a part. */
function downloadReporter(model: string, onProgress: Notifier["onProgress"]): (progress: DownloadProgress) => void {
  let start: { readonly at: number; readonly bytes: number } | undefined;
  return ({ doneBytes, totalBytes }) => {
    const now = performance.now();
    start ??= { at: now, bytes: doneBytes };
    const perSecond = (1000 * (doneBytes - start.bytes)) / (now - start.at);
    const fraction = doneBytes / totalBytes;
    onProgress({
      step: "download",
      label: `Downloading ${model}`,
      stepNumber: 1,
      stepCount: 1,
      stepFraction: fraction,
      fraction,
      secondsLeft: perSecond > 0 ? (totalBytes - doneBytes) / perSecond : null,
      detail: `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`,
    });
  };
}

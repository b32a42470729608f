import { formatBytes } from "../../../shared/format.ts";
import type { FoundModel, ModelDownload, ModelParams } from "../../../shared/contract/rpc.ts";
import { knownModel } from "../../../shared/contract/models.ts";
import {
  downloadModel as download,
  planDownload,
  type DownloadPlan,
  type DownloadProgress,
} from "../../hub/download.ts";
import { hubAddress } from "../../hub/hub-file.ts";
import { locateModel, modelPlace, weightsInOrder, type ModelRequest } from "../../hub/locate.ts";
import { ModelError } from "../../hub/model-error.ts";
import { defaultModelsDir } from "../../hub/models-folder.ts";
import type { Handler } from "../request-context.ts";
import { createNotifier, type Notifier } from "../notifier.ts";

/** Looks where models may lie, one folder after the other; what is reported of a missing one is about the first of them. */
export const findModel: Handler<"findModel"> = async (params) => {
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
  const error = errors.find(({ reason }) => reason === "broken") ?? errors[0]!;
  return notFound(error, requests);
};

export const planModel: Handler<"planModel"> = async (params, { signal }) =>
  downloadOf(await planDownload(targetOf(params), { signal }));

export const downloadModel: Handler<"downloadModel"> = async (params, context) => {
  const notifier = createNotifier(context, params.token);
  try {
    const onProgress = downloadReporter(params.model, notifier);
    return downloadOf(await download(targetOf(params), { signal: context.signal, onProgress }));
  } finally {
    notifier.flush();
  }
};

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
  const [first] = requests;
  const places = requests.map(modelPlace);
  const { id, own } = places[0]!;
  const known = knownModel(first!.model, first!.kind);
  const weights = weightsInOrder(first!)[0]!;
  const source = `${hubAddress()}/${id}`;
  const megabytesOf = known?.megabytes[weights] ?? null;
  return {
    found: false,
    id,
    reason,
    message,
    remedy: reason === "broken" || own ? (place.remedy ?? null) : null,
    looked: [...new Set(places.map(({ folder }) => folder))],
    download:
      reason === "broken" || own ? null : { weights, source, megabytes: megabytesOf, licence: known?.licence ?? null },
  };
}

function downloadOf({ id, folder, totalBytes, missingBytes }: DownloadPlan): ModelDownload {
  return { id, folder, totalBytes, missingBytes };
}

/** Progress in MB, with the time left by the speed since this download began: an earlier one may have left a part. */
function downloadReporter(
  model: string,
  { onProgress }: Pick<Notifier, "onProgress">,
): (progress: DownloadProgress) => void {
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

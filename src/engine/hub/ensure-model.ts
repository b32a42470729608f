import { downloadModel, type DownloadOptions } from "./download.ts";
import { locateModel, type LocatedModel, type ModelRequest } from "./locate.ts";
import { ModelError } from "./model-error.ts";

export interface EnsureOptions extends Pick<DownloadOptions, "signal" | "onProgress"> {
  /** The user has agreed to a download. Without it nothing here touches the network. */
  readonly allowDownload: boolean;
}

/**
 * The model's folder on this machine; downloaded first if it is not there and the user has agreed.
 * @throws {ModelError} if it is not there, not whole, or not what it should be; {LatentuneError} if the download fails.
 */
export async function ensureModel(
  request: ModelRequest,
  { allowDownload, signal, onProgress }: EnsureOptions,
): Promise<LocatedModel> {
  try {
    return await locateModel(request);
  } catch (error) {
    if (!allowDownload || !(error instanceof ModelError) || error.reason !== "missing") throw error;
    await downloadModel(request, { signal, onProgress });
    return locateModel(request);
  }
}

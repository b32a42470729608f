import { formatBytes } from "../../shared/format.ts";
import { ensureModel } from "../hub/ensure-model.ts";
import type { LocatedModel, ModelRequest } from "../hub/locate.ts";
import type { StepReporter } from "./step.ts";

/**
 * A model on this machine, downloaded as a step's progress where it is missing and the user has agreed.
 * @throws {ModelError} if it is missing or broken, and the user has not agreed to a download.
 */
export function modelOfStep(
  request: ModelRequest,
  allowDownload: boolean,
  { signal, fraction }: StepReporter,
): Promise<LocatedModel> {
  return ensureModel(request, {
    allowDownload,
    signal,
    onProgress: ({ doneBytes, totalBytes, file }) => {
      fraction(doneBytes / totalBytes, `downloading ${file}: ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`);
    },
  });
}

import { join } from "node:path";
import type { ViewSource } from "../../results/view/source.ts";
import { writeView } from "../../results/view/write-view.ts";
import { VIEW } from "../../../shared/contract/result-files.ts";
import type { StepContext } from "../context.ts";
import { defineUncachedStep } from "../define-step.ts";

export interface ViewRequest {
  readonly run: Parameters<typeof writeView>[1];
  readonly source: ViewSource;
}

/** The panel's view of a run. */
export const makeView = defineUncachedStep({
  name: "view",
  label: "Neighbours, medoids and terms",
  run: ({ run, source }: ViewRequest, { out }: Pick<StepContext, "out">, { signal, fraction }) =>
    writeView({ runFolder: out, viewFolder: join(out, VIEW.folder) }, run, source, { signal, onProgress: fraction }),
});

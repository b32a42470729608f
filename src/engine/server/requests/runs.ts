import { join } from "node:path";
import type { KeptRun } from "../../../shared/contract/rpc.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { clearCache } from "../../store/cache.ts";
import { readAnnotation, writeAnnotation } from "../../store/annotation.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import { listRuns, requireRun, restoreRun, setRunAside } from "../../store/runs.ts";
import type { Handlers } from "../request-context.ts";
import { pathsOf } from "../workspace-of.ts";

export const runRequests = {
  async listRuns(params) {
    const paths = pathsOf(params);
    return Promise.all((await listRuns(paths.runs)).map((manifest) => keptRun(paths, manifest)));
  },

  async annotateRun(params) {
    const paths = pathsOf(params);
    const manifest = await requireRun(paths.runs, params.runId);
    const { name, pinned } = params;
    await writeAnnotation(join(paths.runs, manifest.runId), {
      ...(name === undefined ? {} : { name }),
      ...(pinned === undefined ? {} : { pinned }),
    });
    return keptRun(paths, manifest);
  },

  async deleteRun(params) {
    const paths = pathsOf(params);
    const { runId } = await requireRun(paths.runs, params.runId);
    await setRunAside(paths, runId);
    return { runId };
  },

  async restoreRun(params) {
    const paths = pathsOf(params);
    return keptRun(paths, await restoreRun(paths.runs, params.runId));
  },

  async exportReport(params, { signal }) {
    const paths = pathsOf(params);
    const manifest = await requireRun(paths.runs, params.runId);
    const { reportRun } = await import("../../tasks/report-run.ts");
    return reportRun(paths, manifest, params.formats, params.out, { signal });
  },

  clearCache: async (params) => ({ bytes: await clearCache(pathsOf(params)) }),
} satisfies Partial<Handlers>;

async function keptRun({ runs }: WorkspacePaths, manifest: RunManifest): Promise<KeptRun> {
  const runDir = join(runs, manifest.runId);
  return { manifest, runDir, annotation: await readAnnotation(runDir) };
}

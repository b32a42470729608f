import { join } from "node:path";
import type { KeptRun } from "../../../shared/contract/rpc.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { clearCache } from "../../store/cache.ts";
import { comparisonPage } from "../../report/compare-page.ts";
import { compareRuns, rowName } from "../../report/compare.ts";
import { readAnnotation, writeAnnotation } from "../../store/annotation.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import { readScores } from "../../results/files/seeds.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import { deleteRun, listRuns, requireRun } from "../../store/runs.ts";
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
    await deleteRun(paths, runId);
    return { runId };
  },

  async compareRuns(params) {
    const { runs } = pathsOf(params);
    const load = async (id: string) => {
      const manifest = await requireRun(runs, id);
      const folder = join(runs, manifest.runId);
      const rows = await readScores(folder, TASK_SCHEMAS[manifest.task], manifest.settings.seeds > 1);
      return { manifest, rows, ...(await readAnnotation(folder)) };
    };
    const [a, b] = [await load(params.a), await load(params.b)];
    const comparison = compareRuns(a, b);
    return {
      ...comparison,
      onlyA: comparison.onlyA.map(rowName),
      onlyB: comparison.onlyB.map(rowName),
      metrics: comparison.metrics.map((row) => ({ ...row, a: scoreOf(row.a), b: scoreOf(row.b) })),
      markdown: comparisonPage(a, b, comparison),
    };
  },

  clearCache: async (params) => ({ bytes: await clearCache(pathsOf(params)) }),
} satisfies Partial<Handlers>;

async function keptRun({ runs }: WorkspacePaths, manifest: RunManifest): Promise<KeptRun> {
  const runDir = join(runs, manifest.runId);
  return { manifest, runDir, annotation: await readAnnotation(runDir) };
}

function scoreOf(cell: number | string | boolean | null): number | string | null {
  return typeof cell === "boolean" ? String(cell) : cell;
}

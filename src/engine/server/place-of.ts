import { join } from "node:path";
import type { RunParams } from "../../shared/contract/rpc.ts";
import type { KeptRunPlace } from "../results/view/from-files.ts";
import { requireRun } from "../store/runs.ts";
import { pathsOf } from "./workspace-of.ts";

/** Where the run of a request lies, and its record. @throws {LatentuneError} if there is no such run. */
export async function placeOf(params: RunParams): Promise<KeptRunPlace> {
  const { runs, workspace } = pathsOf(params);
  const manifest = await requireRun(runs, params.runId);
  const dataDir = params.dataDir ?? manifest.settings.dataDir;
  return { runFolder: join(runs, manifest.runId), manifest, workspace, dataDir };
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { KeptRun, RunAnnotation } from "../../shared/contract/rpc.ts";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../../shared/contract/run.ts";
import { TASKS } from "../../shared/contract/settings.ts";
import { isRecord, readJson } from "../common/files.ts";

/** Where a workspace keeps its runs. */
export function runsFolder(workspace: string): string {
  return join(workspace, ".latentune", "runs");
}

/**
 * The kept runs of a workspace, newest first. Left out are folders that hold no readable manifest of this version, or one
 * that names another folder: its id is joined to paths.
 */
export async function readRuns(workspace: string): Promise<KeptRun[]> {
  const folder = runsFolder(workspace);
  const names = await readdir(folder).catch(() => []);
  const runs = await Promise.all(names.map((name) => readRun(join(folder, name), name)));
  return runs
    .filter((run) => run !== undefined)
    .sort((a, b) => b.manifest.startedAt.localeCompare(a.manifest.startedAt));
}

async function readRun(runDir: string, name: string): Promise<KeptRun | undefined> {
  const manifest = await readJson(join(runDir, RESULT_FILES.manifest));
  if (!isManifest(manifest) || manifest.runId !== name) return undefined;
  return { manifest, runDir, annotation: annotationOf(await readJson(join(runDir, RESULT_FILES.annotation))) };
}

/** Checks what lists and messages of the host go by. */
function isManifest(value: unknown): value is RunManifest {
  if (!isRecord(value)) return false;
  const { schemaVersion, runId, task, startedAt, seconds, rows, best, bestBy, warnings } = value;
  return (
    schemaVersion === RUN_SCHEMA_VERSION &&
    typeof runId === "string" &&
    TASKS.some((known) => known === task) &&
    typeof startedAt === "string" &&
    typeof seconds === "number" &&
    typeof rows === "object" &&
    Array.isArray(best) &&
    Array.isArray(bestBy) &&
    Array.isArray(warnings)
  );
}

function annotationOf(value: unknown): RunAnnotation {
  const { name, pinned } = isRecord(value) ? value : {};
  return { ...(typeof name === "string" && name !== "" ? { name } : {}), ...(pinned === true ? { pinned } : {}) };
}

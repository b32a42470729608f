import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../../shared/contract/run.ts";
import { readJsonIfPresent } from "../core/files.ts";

/** The manifest of a results or run folder; undefined if there is none or it is of another schema. */
export async function readManifest(folder: string): Promise<RunManifest | undefined> {
  const value = (await readJsonIfPresent(join(folder, RESULT_FILES.manifest))) as
    Partial<RunManifest> | null | undefined;
  return value !== null && value !== undefined && isManifest(value) ? value : undefined;
}

/** Whether it has what every reader relies on; a file that was edited or cut off has not. */
function isManifest(value: Partial<RunManifest>): value is RunManifest {
  const { schemaVersion, runId, task, startedAt, seconds, settings, rows, steps, best, bestBy, files, warnings } =
    value;
  return (
    schemaVersion === RUN_SCHEMA_VERSION &&
    [runId, task, startedAt].every((text) => typeof text === "string") &&
    [seconds, rows?.total, rows?.used].every((number) => typeof number === "number") &&
    isObject(settings) &&
    [steps, best, bestBy, files, warnings].every((list) => Array.isArray(list)) &&
    (files ?? []).every((file) => typeof file === "string")
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../../shared/contract/run.ts";
import { TASKS } from "../../shared/contract/settings.ts";
import { readJsonIfPresent } from "../core/files.ts";

/** The manifest of a results or run folder; undefined if there is none or it is of another schema. */
export async function readManifest(folder: string): Promise<RunManifest | undefined> {
  const value = (await readJsonIfPresent(join(folder, RESULT_FILES.manifest))) as
    Partial<RunManifest> | null | undefined;
  const whole = { ...LATER_FIELDS, ...value };
  return isManifest(whole) ? whole : undefined;
}

/** What runs of earlier versions have not. */
const LATER_FIELDS = { dataFingerprint: "", versions: {}, models: [] } as const;

/** Whether it has what every reader relies on; a file that was edited or cut off has not. */
function isManifest(value: Partial<RunManifest>): value is RunManifest {
  const { schemaVersion, runId, task, startedAt, seconds, settings, rows, steps, best, bestBy, files, warnings } =
    value;
  const { dataFingerprint, versions, models } = value;
  return (
    schemaVersion === RUN_SCHEMA_VERSION &&
    TASKS.some((known) => known === task) &&
    [runId, startedAt, dataFingerprint].every((text) => typeof text === "string") &&
    [seconds, rows?.total, rows?.used].every((number) => typeof number === "number") &&
    [settings, versions].every(isObject) &&
    [steps, best, bestBy, files, warnings, models].every((list) => Array.isArray(list)) &&
    (files ?? []).every((file) => typeof file === "string")
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

import { randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../contract/run.ts";
import type { Task } from "../contract/settings.ts";
import { LatentuneError } from "../core/errors.ts";

export const MANIFEST = "run.json";

/** An id that sorts by time and reads well: `20261122-114003-hard-3fa9`. */
export function newRunId(task: Task, at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${task}-${randomBytes(2).toString("hex")}`;
}

/**
 * The kept runs of a workspace, newest first. Left out are unreadable ones and those that name another folder than
 * their own: a run's id is joined to a path, also to delete it.
 */
export async function listRuns(runsFolder: string): Promise<RunManifest[]> {
  let names: string[];
  try {
    names = await readdir(runsFolder);
  } catch {
    return [];
  }
  const runs: RunManifest[] = [];
  for (const name of names.filter((entry) => !entry.endsWith(".tmp"))) {
    const manifest = await readManifest(join(runsFolder, name));
    if (manifest?.runId === name && isPlainName(name)) runs.push(manifest);
  }
  return runs.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
}

/** Whether a name, joined to a folder, is directly in that folder, on every system. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][\w.-]*$/.test(name);
}

/** The manifest of a results or run folder; undefined if there is none or it is of another schema. */
export async function readManifest(folder: string): Promise<RunManifest | undefined> {
  try {
    const value = JSON.parse(await readFile(join(folder, MANIFEST), "utf8")) as Partial<RunManifest>;
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has what every reader relies on; a file that was edited or cut off has not. */
function isManifest(value: Partial<RunManifest>): value is RunManifest {
  const { schemaVersion, runId, task, startedAt, seconds, settings, rows, steps, best, bestBy, files, warnings } = value;
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

/**
 * The run of an id or of its unambiguous beginning or end.
 * @throws {LatentuneError} if there is none, or several; the message lists them.
 */
export async function findRun(runsFolder: string, id: string): Promise<RunManifest> {
  const runs = await listRuns(runsFolder);
  const exact = runs.find(({ runId }) => runId === id);
  if (exact !== undefined) return exact;
  const matches = runs.filter(({ runId }) => id !== "" && (runId.startsWith(id) || runId.endsWith(id)));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  if (matches.length > 1) {
    throw new LatentuneError(`“${id}” fits several runs: ${matches.map(({ runId }) => runId).join(", ")}.`);
  }
  throw new LatentuneError(`There is no run “${id}”.`, {
    remedy:
      runs.length === 0
        ? "No run has finished in this workspace yet."
        : `Kept runs: ${runs.map(({ runId }) => runId).join(", ")}.`,
  });
}

/** Deletes a kept run. The latest results in `results_<task>/` stay. */
export async function deleteRun(runsFolder: string, id: string): Promise<RunManifest> {
  const run = await findRun(runsFolder, id);
  await rm(join(runsFolder, run.runId), { recursive: true, force: true });
  return run;
}

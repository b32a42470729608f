import { join } from "node:path";
import { writeFileAtomic, writeJson } from "../../src/engine/core/files.ts";
import { manifestOf } from "../extension/kept-runs.ts";

/** Writes a kept run as a finished one leaves it; `changed` replaces properties of its manifest and of its settings. Returns the manifest. */
export async function writeKeptRun(
  workspace: string,
  id: string,
  files: Readonly<Record<string, string>> = {},
  changed: Readonly<Record<string, unknown>> = {},
) {
  const folder = join(workspace, ".latentune", "runs", id);
  for (const [name, text] of Object.entries(files)) await writeFileAtomic(join(folder, name), text);
  const { settings = {} } = changed;
  const isObject = typeof settings === "object" && settings !== null;
  const manifest = {
    schemaVersion: 1,
    runId: id,
    task: "hard" as const,
    startedAt: "2026-01-01",
    seconds: 1,
    rows: { total: 4, used: 4 },
    steps: [],
    best: [],
    bestBy: [],
    warnings: [],
    files: [...Object.keys(files), "run.json"],
    ...changed,
    // What is no object stands there as it is.
    settings: isObject ? { ...manifestOf(id).settings, ...settings } : settings,
  };
  await writeJson(join(folder, "run.json"), manifest);
  return manifest;
}

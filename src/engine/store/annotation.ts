import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { RunAnnotation } from "../../shared/contract/rpc.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { titleAmong } from "../../shared/names.ts";
import { readJsonIfPresent, writeJson } from "../core/files.ts";
import { listRuns } from "./runs.ts";

/** Longer names are cut: they stand in lists. */
const LONGEST_NAME = 200;

/** What the user gave a kept run; nothing for a run without annotation, or with a file that is broken. */
export async function readAnnotation(runFolder: string): Promise<RunAnnotation> {
  const value = await readJsonIfPresent(join(runFolder, RESULT_FILES.annotation));
  if (typeof value !== "object" || value === null) return {};
  const { name, pinned } = value as Partial<Record<keyof RunAnnotation, unknown>>;
  return { ...(typeof name === "string" && name !== "" ? { name } : {}), ...(pinned === true ? { pinned } : {}) };
}

/** What a kept run is called: its own name or its task and minute, told apart from others of its folder that are called so. */
export async function titleOfKept(runsFolder: string, run: RunManifest): Promise<string> {
  const named = async (kept: RunManifest) => ({ ...kept, ...(await readAnnotation(join(runsFolder, kept.runId))) });
  return titleAmong(await Promise.all((await listRuns(runsFolder)).map(named)), run);
}

/** Annotates a kept run. What is left out stays as it is; an empty name takes the name away. */
export async function writeAnnotation(runFolder: string, { name, pinned }: RunAnnotation): Promise<RunAnnotation> {
  const before = await readAnnotation(runFolder);
  const after = { name: name === undefined ? before.name : oneLine(name), pinned: pinned ?? before.pinned };
  await writeJson(join(runFolder, RESULT_FILES.annotation), {
    ...(after.name === undefined || after.name === "" ? {} : { name: after.name }),
    ...(after.pinned === true ? { pinned: true } : {}),
  });
  return readAnnotation(runFolder);
}

function oneLine(name: string): string {
  return name.replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_NAME);
}

import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { RunAnnotation } from "../../shared/contract/rpc.ts";
import { readJsonIfPresent, writeJson } from "../core/files.ts";

/** Longer names are cut: they stand in lists. */
const LONGEST_NAME = 200;

/** What the user gave a kept run; nothing for a run without annotation, or with a file that is broken. */
export async function readAnnotation(runFolder: string): Promise<RunAnnotation> {
  const value = await readJsonIfPresent(join(runFolder, RESULT_FILES.annotation));
  if (typeof value !== "object" || value === null) return {};
  const { name, pinned } = value as Partial<Record<keyof RunAnnotation, unknown>>;
  return { ...(typeof name === "string" && name !== "" ? { name } : {}), ...(pinned === true ? { pinned } : {}) };
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

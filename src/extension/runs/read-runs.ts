import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { KeptRun, RunAnnotation } from "../../shared/contract/rpc.ts";
import { readRun } from "../../shared/contract/run/check-run.ts";
import { isFile, isRecord, readJson } from "../common/files.ts";
import { FILE_LIMITS, readGivenFile } from "../common/given-file.ts";
import type { BrokenRun } from "../services.ts";

/** Where a workspace keeps its runs. */
export function runsFolder(workspace: string): string {
  return join(workspace, ".latentune", "runs");
}

/** What lies in a workspace's folder of kept runs. */
export interface KeptFolders {
  /** Newest first. */
  readonly runs: readonly KeptRun[];
  readonly broken: readonly BrokenRun[];
}

/** The kept runs of a workspace, and the folders of runs that cannot be used. */
export async function readRuns(workspace: string): Promise<KeptFolders> {
  const folder = runsFolder(workspace);
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.endsWith(".tmp"));
  const found = await Promise.all(names.map((name) => readFolder(join(folder, name), name)));
  const read = found.filter((each) => each !== undefined);
  return {
    runs: read
      .filter((run) => "manifest" in run)
      .sort((a, b) => b.manifest.startedAt.localeCompare(a.manifest.startedAt)),
    broken: read.filter((run) => "problem" in run),
  };
}

async function readFolder(runDir: string, runId: string): Promise<KeptRun | BrokenRun | undefined> {
  // Desktops leave files of their own in every folder.
  if (await isFile(runDir)) return undefined;
  const file = join(runDir, RESULT_FILES.manifest);
  const checked = await readRun(readGivenFile(file, "The record", FILE_LIMITS.json), runId);
  if ("problem" in checked) return { runId, file, ...checked };
  return { ...checked, runDir, annotation: annotationOf(await readJson(join(runDir, RESULT_FILES.annotation))) };
}

function annotationOf(value: unknown): RunAnnotation {
  const { name, pinned } = isRecord(value) ? value : {};
  return { ...(typeof name === "string" && name !== "" ? { name } : {}), ...(pinned === true ? { pinned } : {}) };
}

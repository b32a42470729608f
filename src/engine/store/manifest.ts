import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { checkRun, readRun } from "../../shared/contract/run/check-run.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { LatentuneError } from "../core/errors.ts";
import { readJsonIfPresent } from "../core/files.ts";
import { FILE_LIMITS, readGivenFile } from "../core/given-file.ts";

/** The manifest of a results or run folder; undefined if there is none that can be relied on. */
export async function readManifest(folder: string): Promise<RunManifest | undefined> {
  const checked = checkRun(await readJsonIfPresent(join(folder, RESULT_FILES.manifest)));
  return "manifest" in checked ? checked.manifest : undefined;
}

/**
 * The manifest of the folder of a kept run.
 * @param name the folder's name
 * @throws {LatentuneError} with the file and what is wrong with it
 */
export async function requireManifest(folder: string, name: string): Promise<RunManifest> {
  const file = join(folder, RESULT_FILES.manifest);
  const checked = await readRun(readGivenFile(file, "The record", FILE_LIMITS.json), name);
  if ("manifest" in checked) return checked.manifest;
  throw new LatentuneError(`The record of this run cannot be used: ${checked.problem}.`, {
    file,
    remedy: "Put the file back as the run wrote it, or delete the run's folder.",
  });
}

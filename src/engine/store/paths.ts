import { join, resolve } from "node:path";
import { resultsFolder } from "../../shared/contract/result-files.ts";
import type { Task } from "../../shared/contract/settings.ts";

/** Where a workspace keeps what. The results folders are the reference's; everything of our own lies in `.latentune`. */
export interface WorkspacePaths {
  readonly workspace: string;
  readonly dataDir: string;
  /** Folders elsewhere into which links in the audio folder may lead, as the user set them. */
  readonly audioRoots: readonly string[];
  readonly state: string;
  readonly cache: string;
  readonly checkpoints: string;
  readonly runs: string;
  readonly lock: string;
  /** The publication that is going on, or that was killed. */
  readonly publishing: string;
  results(task: Task): string;
}

export function workspacePaths(
  workspace: string,
  dataDir = "data",
  audioRoots: readonly string[] = [],
): WorkspacePaths {
  const state = join(workspace, ".latentune");
  return {
    workspace,
    dataDir: resolve(workspace, dataDir),
    audioRoots,
    state,
    cache: join(state, "cache"),
    checkpoints: join(state, "checkpoints"),
    runs: join(state, "runs"),
    lock: join(state, "lock.json"),
    publishing: join(state, "publishing.json"),
    results: (task) => join(workspace, resultsFolder(task)),
  };
}

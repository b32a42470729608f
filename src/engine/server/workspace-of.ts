import { isAbsolute } from "node:path";
import type { SettingsParams, WorkspaceParams } from "../../shared/contract/rpc.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import { UsageError } from "../core/errors.ts";
import { workspacePaths, type WorkspacePaths } from "../store/paths.ts";

/** Where the workspace of a request keeps what. @throws {UsageError} for a path that means another folder in every process. */
export function pathsOf({ workspace, dataDir, audioRoots }: WorkspaceParams): WorkspacePaths {
  if (!isAbsolute(workspace))
    throw new UsageError(`The workspace must be an absolute path, not ${JSON.stringify(workspace)}.`);
  return workspacePaths(workspace, dataDir, audioRoots);
}

/** The workspace and settings of a request, as the tasks take them. The settings' own data folder goes before the workspace's. */
export function taskRequestOf(params: SettingsParams): {
  readonly workspace: string;
  readonly settings: Partial<RunSettings>;
  readonly queue?: string;
} {
  const { workspace } = pathsOf(params);
  const { dataDir, audioRoots, settings, queue } = params;
  const places = { ...(dataDir === undefined ? {} : { dataDir }), ...(audioRoots === undefined ? {} : { audioRoots }) };
  return { workspace, settings: { ...places, ...settings }, ...(queue === undefined ? {} : { queue }) };
}

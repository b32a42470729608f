import { join, posix, resolve, sep } from "node:path";
import type { FolderSurvey } from "../../../shared/contract/dataset.ts";
import { SETTINGS } from "../../../shared/contract/settings.ts";
import { workspaceRelative } from "../dataset.ts";
import type { DatasetPaths } from "../layout.ts";

/** How the command line and VS Code come to a table that lies elsewhere. */
export interface WayToTable {
  /** `--workspace "my-songs"` where the table lies as in a workspace of its own, whose songs are then the only ones; else `--data-dir "dataset"`. */
  readonly option: string;
  readonly inEditor: string;
}

/** @param table one that {@link surveyFolder} found in the folder of the songs */
export function wayToTable(
  { workspace, dataDir, musicRoot }: DatasetPaths,
  table: FolderSurvey["tables"][number],
): WayToTable {
  const own = workspaceRelative(workspace, join(musicRoot, table.dataDir));
  const usual = SETTINGS.dataDir.default;
  const folder = posix.dirname(own);
  // Where another data folder was asked for, it would be looked for in the other workspace too.
  if (posix.basename(own) !== usual || folder === "." || dataDir !== join(workspace, usual))
    return { option: `--data-dir ${JSON.stringify(own)}`, inEditor: "the setting latentune.dataDir" };
  // Options are relative to the current folder, which need not be the workspace.
  const path = process.cwd() === workspace ? folder : resolve(workspace, folder).split(sep).join("/");
  return { option: `--workspace ${JSON.stringify(path)}`, inEditor: `open the folder ${folder}` };
}

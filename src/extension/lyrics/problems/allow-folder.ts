import * as vscode from "vscode";
import { SECTION } from "../../ids.ts";
import type { WorkspaceState } from "../../services.ts";

/** Adds a folder to the setting, for this folder of the window alone. */
export async function allowFolder({ current }: WorkspaceState, folder: unknown): Promise<void> {
  if (current === undefined || typeof folder !== "string" || current.audioRoots.includes(folder)) return;
  await vscode.workspace
    .getConfiguration(SECTION, current.folder.uri)
    .update("audioRoots", [...current.audioRoots, folder], vscode.ConfigurationTarget.WorkspaceFolder);
}

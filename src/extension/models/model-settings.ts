import * as vscode from "vscode";
import { DEFAULT_SPEECH_MODEL, type ModelKind } from "../../shared/contract/models.ts";
import { SECTION } from "../ids.ts";
import type { WorkspaceState } from "../services.ts";
import { SettingsError } from "../workspace/settings.ts";

/** Settings that say which model is used, and where models lie. */
export const MODEL_SETTINGS = {
  speech: "whisperModel",
  embedding: "embeddingModel",
  audio: "audioModel",
  "audio-text": "audioModel",
} as const satisfies Record<ModelKind, string>;
type ModelSetting = (typeof MODEL_SETTINGS)[ModelKind] | "modelsDir";

type Place = Pick<WorkspaceState, "current">;

/**
 * The speech model as set, and whether anybody has set it.
 * @throws {SettingsError} if it is no name
 */
export function speechModel(workspace: Place): { readonly model: string; readonly chosen: boolean } {
  const value: unknown = configurationOf(workspace).get(MODEL_SETTINGS.speech);
  if (value !== undefined && (typeof value !== "string" || value === "")) {
    const setting = `${SECTION}.${MODEL_SETTINGS.speech}`;
    throw new SettingsError(
      setting,
      `${setting} must be a model's name, a hub id or a folder, not ${JSON.stringify(value)}.`,
    );
  }
  return { model: value ?? DEFAULT_SPEECH_MODEL, chosen: scopeOf(workspace, MODEL_SETTINGS.speech) !== undefined };
}

/** Whether a detected language is written into a row that has none. */
export function writesLanguage(workspace: Place): boolean {
  return configurationOf(workspace).get("writeDetectedLanguage") !== false;
}

/** Writes a setting where it is set already, else into the user's own settings. */
export async function saveModelSetting(workspace: Place, name: ModelSetting, value: string): Promise<void> {
  await configurationOf(workspace).update(name, value, scopeOf(workspace, name) ?? vscode.ConfigurationTarget.Global);
}

function configurationOf({ current }: Place): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION, current?.folder.uri);
}

/** The narrowest scope that sets it. */
function scopeOf(workspace: Place, name: ModelSetting): vscode.ConfigurationTarget | undefined {
  const found = configurationOf(workspace).inspect(name);
  if (found?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (found?.workspaceValue !== undefined) return vscode.ConfigurationTarget.Workspace;
  return found?.globalValue === undefined ? undefined : vscode.ConfigurationTarget.Global;
}

import { join } from "node:path";
import * as vscode from "vscode";
import { KNOWN_MODELS, type ModelKind } from "../../shared/contract/models.ts";
import type { FoundModel } from "../../shared/contract/rpc.ts";
import { isFile } from "../common/files.ts";
import { KIND_LABELS, modelItem } from "./model-texts.ts";

/** What was chosen: a model, or the folder in which models lie. */
export type ModelChoice = { readonly model: string } | { readonly modelsDir: string };

interface ModelPickItem extends vscode.QuickPickItem {
  readonly choose?: () => Promise<ModelChoice | undefined>;
}

/**
 * Lets the user choose among the models that are known, with their sizes, or name another one.
 * @param find looks for a model on this machine
 * @returns undefined if the user went back
 */
export async function chooseModel(
  kind: ModelKind,
  present: string,
  find: (model: string) => Promise<FoundModel>,
): Promise<ModelChoice | undefined> {
  const known = KNOWN_MODELS.filter((model) => model.kind === kind);
  const items = await Promise.all(
    known.map(async (model): Promise<ModelPickItem> => {
      const { label, description, detail } = modelItem(model, await find(model.id));
      const now = model.name === present || model.id === present ? " · chosen now" : "";
      // The hub id is what the setting of the embedding model holds by default; short names read better for the others.
      const name = kind === "embedding" ? model.id : model.name;
      return { label, description: `${description}${now}`, detail, choose: () => Promise.resolve({ model: name }) };
    }),
  );
  const picked = await vscode.window.showQuickPick<ModelPickItem>(
    [
      ...items,
      { label: "Other", kind: vscode.QuickPickItemKind.Separator },
      {
        label: "$(cloud-download) Another Model of the Hub…",
        detail: "One that was exported for Transformers.js, by its name",
        choose: askHubId,
      },
      {
        label: "$(folder) Folder…",
        detail: "A model's folder, or a folder of several",
        choose: () => chooseModelFolder(kind),
      },
    ],
    { title: `Choose the ${KIND_LABELS[kind]}`, matchOnDescription: true },
  );
  return await picked?.choose?.();
}

/** Asks for a folder; one that holds a `config.json` is a model's own. */
export async function chooseModelFolder(kind: ModelKind): Promise<ModelChoice | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Use This Folder",
      title: `Folder of the ${KIND_LABELS[kind]}, or of several models`,
    })) ?? [];
  if (uri === undefined) return undefined;
  const isModel = await isFile(join(uri.fsPath, "config.json"));
  return isModel ? { model: uri.fsPath } : { modelsDir: uri.fsPath };
}

async function askHubId(): Promise<ModelChoice | undefined> {
  const model = await vscode.window.showInputBox({
    title: "Model of the Hub",
    prompt: "Its name on huggingface.co. It is downloaded only after you have agreed.",
    placeHolder: "onnx-community/whisper-base",
    validateInput: (text) =>
      /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text.trim())
        ? undefined
        : "Two names with a slash between them, such as onnx-community/whisper-base.",
  });
  return model === undefined ? undefined : { model: model.trim() };
}

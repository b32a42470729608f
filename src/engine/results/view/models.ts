import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ModelRecord } from "../../../shared/contract/run.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import type { ViewModel } from "../../../shared/contract/view.ts";

const FOLDERS: Readonly<Record<Task, Readonly<Record<string, string>>>> = {
  easy: { "mlp-vae": "embeddings" },
  medium: { "beta-vae": "conv_vae_audio" },
  hard: { "beta-vae": "beta_vae_audio", ae: "ae_audio" },
};

/** Where a run keeps a model's files, relative to its folder; undefined for a model that it does not keep. */
export function modelFolder(task: Task, model: string): string | undefined {
  return FOLDERS[task][model];
}

/** The networks of a run whose loss curves are there. */
export async function viewModels(runFolder: string, task: Task, models: readonly ModelRecord[]): Promise<ViewModel[]> {
  const found: ViewModel[] = [];
  for (const { name, label } of models) {
    const folder = modelFolder(task, name);
    if (folder === undefined) continue;
    const history = `${folder}/history.csv`;
    const errors = `${folder}/reconstruction_error.npy`;
    if (!(await exists(join(runFolder, history)))) continue;
    found.push({ name, label, errors: (await exists(join(runFolder, errors))) ? errors : null, history });
  }
  return found;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ModelRecord } from "../../../shared/contract/run.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import type { ViewModel } from "../../../shared/contract/view.ts";
import { TASK_SCHEMAS } from "../files/index.ts";

/** The networks of a run whose loss curves are there. */
export async function viewModels(runFolder: string, task: Task, models: readonly ModelRecord[]): Promise<ViewModel[]> {
  const found: ViewModel[] = [];
  for (const { name, label, heldOut } of models) {
    const kept = TASK_SCHEMAS[task].models[name];
    if (kept === undefined) continue;
    const { folder, files } = kept;
    const pathIfThere = async (file: { readonly path: string } | undefined): Promise<string | null> =>
      file !== undefined && (await exists(join(runFolder, folder, file.path))) ? `${folder}/${file.path}` : null;
    const history = await pathIfThere(files.history);
    if (history !== null)
      found.push({
        name,
        label,
        errors: await pathIfThere("errors" in files ? files.errors : undefined),
        history,
        ...(heldOut && { heldOut }),
      });
  }
  return found;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

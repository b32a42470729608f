import { stat } from "node:fs/promises";
import { LatentuneError } from "../core/errors.ts";

/** @throws {LatentuneError} if there is no such folder, as of a name that was mistyped: nothing is created there. */
export async function requireFolder(workspace: string): Promise<void> {
  const isFolder = await stat(workspace).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw new LatentuneError("There is no such folder.", {
    file: workspace,
    remedy: "Name the folder that holds data/: --workspace.",
  });
}

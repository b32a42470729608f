import { stat } from "node:fs/promises";
import { LatentuneError, UsageError } from "../core/errors.ts";

/** @throws {LatentuneError} if there is no such folder, as of a name that was mistyped: nothing is created there. @throws {UsageError} for a file. */
export async function requireFolder(workspace: string): Promise<void> {
  const found = await stat(workspace).catch(() => undefined);
  if (found === undefined)
    throw new LatentuneError("There is no such folder.", {
      file: workspace,
      remedy: "Name the folder that holds data/: --workspace.",
    });
  if (!found.isDirectory())
    throw new UsageError("The workspace is a file, not a folder.", {
      file: workspace,
      remedy: "Name the folder that holds your data folder, or the songs.",
    });
}

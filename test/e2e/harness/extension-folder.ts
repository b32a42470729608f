import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "./setup.ts";

/** The folder of the installed extension. */
export async function extensionFolder({
  extensions,
  extensionId,
}: Pick<Bench, "extensions" | "extensionId">): Promise<string> {
  const name = (await readdir(extensions)).find((folder) => folder.startsWith(`${extensionId}-`));
  if (name === undefined) throw new Error(`${extensionId} is not installed in ${extensions}.`);
  return join(extensions, name);
}

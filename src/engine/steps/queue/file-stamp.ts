import { stat } from "node:fs/promises";

/** Changes with a file whose hash is not known: its size and the time of its last change. */
export async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? "missing" : `${found.size} ${found.mtimeMs}`;
}

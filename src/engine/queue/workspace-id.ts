import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { LatentuneError } from "../core/errors.ts";
import { createFile } from "../core/files.ts";
import { FILE_LIMITS, readGivenFile } from "../core/given-file.ts";

const FILE = "queue-id";

/**
 * Names the workspace in the queue, on whatever path a machine has it: a random name in its own folder, drawn by whoever
 * asks first.
 * @param state `.latentune`
 */
export async function workspaceId(state: string): Promise<string> {
  const path = join(state, FILE);
  try {
    await createFile(path, randomBytes(8).toString("hex"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const id = (await readGivenFile(path, "The workspace's name in the queue", FILE_LIMITS.json)).toString();
  if (/^[0-9a-f]{16}$/.test(id)) return id;
  throw new LatentuneError("The workspace's name in the queue is not as it was written.", {
    file: path,
    remedy: "Delete the file, and start coordinator and workers again.",
  });
}

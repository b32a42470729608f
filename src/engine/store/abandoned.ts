import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { temporaryWriter } from "../core/files.ts";
import { isRunning, thisHost } from "../core/processes.ts";

/** What nobody has written to for so long is not waited for. */
export const PATIENCE_MS = 30 * 86_400_000;

/**
 * Whether a path is a temporary file or folder whose writer is gone. Processes of other machines and containers cannot be
 * asked: theirs is abandoned when it has not changed for thirty days. False for every other name.
 * @param now milliseconds since 1970.
 */
export async function isAbandoned(path: string, now = Date.now()): Promise<boolean> {
  const writer = temporaryWriter(basename(path));
  if (writer === undefined) return false;
  if (writer.host !== thisHost()) return isUnchangedSince(path, now - PATIENCE_MS);
  // Another process may have had our id before us, in a container that was restarted.
  if (writer.pid === process.pid) return isUnchangedSince(path, Date.now() - process.uptime() * 1000);
  return !isRunning(writer.pid);
}

/** Whether nothing was written to a file or folder since `time`, in milliseconds; false if it is not there. */
export async function isUnchangedSince(path: string, time: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs < time;
}

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { LatentuneError } from "../core/errors.ts";

/** Who runs in a workspace. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/**
 * Takes the workspace for one run. Two runs at a time would write the same results.
 * A lock whose process is gone (crash, kill) is taken over.
 * @returns a function that gives the lock back.
 * @throws {LatentuneError} if another living process holds it; the message says who.
 */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const mine: LockHolder = { pid: process.pid, host: hostname(), what, since: new Date().toISOString() };
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await writeFile(path, `${JSON.stringify(mine)}\n`, { flag: "wx" });
      return () => release(path, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readHolder(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new LatentuneError(
        `This workspace is busy: ${holder.what} runs in process ${holder.pid} on ${holder.host} since ${holder.since}.`,
        { file: path, remedy: "Wait for it, cancel it, or delete this file if that process is gone." },
      );
    }
    await rm(path, { force: true });
  }
  throw new LatentuneError("Could not take the workspace's lock.", { file: path, remedy: "Delete this file." });
}

/** The holder, or undefined if the file is missing or unreadable (a kill in the middle of its writing). */
export async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    const value = JSON.parse(await readFile(path, "utf8")) as Partial<LockHolder>;
    const { pid, host, what, since } = value;
    if (typeof pid !== "number" || typeof host !== "string" || typeof what !== "string" || typeof since !== "string") {
      return undefined;
    }
    return { pid, host, what, since };
  } catch {
    return undefined;
  }
}

async function release(path: string, mine: LockHolder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid === mine.pid && holder.since === mine.since) await rm(path, { force: true });
}

function isAlive({ pid, host }: LockHolder): boolean {
  // Another machine's processes cannot be asked (a shared network folder): believe the file.
  if (host !== hostname()) return true;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

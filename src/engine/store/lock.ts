import { link, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { LatentuneError } from "../core/errors.ts";
import { makeFolder, temporaryName } from "../core/files.ts";
import { FILE_LIMITS, readGivenFile } from "../core/given-file.ts";
import { randomDigits } from "../core/hash.ts";
import { isRunning, thisHost } from "../core/processes.ts";

/** Who runs in a workspace. */
export interface LockHolder {
  readonly pid: number;
  /** The machine's name, for people. */
  readonly host: string;
  /** Where the process id counts: see `thisHost`. */
  readonly space: string;
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Random, new for each lock: a process id alone may be used again by a later process. */
  readonly token: string;
}

/** Another living process, or another command of this one, holds the workspace. */
export class BusyError extends LatentuneError {
  override readonly name = "BusyError";
  readonly holder: LockHolder;
  /** Who holds it, for people. */
  readonly runs: string;

  constructor(holder: LockHolder, file: string) {
    const runs = `${holder.what} runs in process ${holder.pid} on ${holder.host} since ${holder.since}`;
    super(`This workspace is busy: ${runs}.`, {
      file,
      remedy: "Wait for it, cancel it, or delete this file if that process is gone.",
    });
    this.holder = holder;
    this.runs = runs;
  }
}

/** Tokens of the locks that this process holds or is about to hold. */
const ours = new Set<string>();

/** Gives back each lock that this process holds. */
const held = new Set<() => Promise<void>>();

/** Gives back all locks of this process, which is about to end whatever it is at: another machine could not know that it has. */
export async function releaseAllLocks(): Promise<void> {
  await Promise.allSettled([...held].map((giveBack) => giveBack()));
}

const ATTEMPTS = 50;
const PAUSE_MS = 20;

/**
 * Takes the workspace for one run. Two runs at a time would write the same results.
 * A lock whose process is gone (crash, kill) is taken over.
 * @returns a function that gives the lock back.
 * @throws {BusyError} if another living process holds it; the message says who.
 */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  await makeFolder(dirname(path));
  const outcome = await acquire(path, what);
  if (typeof outcome === "function") return outcome;
  throw new BusyError(outcome, path);
}

/** The lock's release, or its living holder. */
async function acquire(path: string, what: string): Promise<(() => Promise<void>) | LockHolder> {
  const token = randomDigits(8);
  const since = new Date().toISOString();
  const mine: LockHolder = { pid: process.pid, host: hostname(), space: thisHost(), what, since, token };
  const text = `${JSON.stringify(mine)}\n`;
  // Before the file appears: others of this process that read it must know it as held.
  ours.add(token);
  try {
    let unreadable: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await createWhole(path, text)) {
        const giveBack = async (): Promise<void> => {
          held.delete(giveBack);
          await release(path, text, token);
        };
        held.add(giveBack);
        return giveBack;
      }
      const found = await readLock(path);
      const holder = found === undefined ? undefined : holderIn(found);
      if (holder !== undefined && isAlive(holder)) {
        ours.delete(token);
        return holder;
      }
      // Without hard links a lock is empty for a moment: what cannot be understood gets a second look.
      const stale = found !== undefined && (holder !== undefined || found === unreadable);
      unreadable = found;
      if (!stale || !(await removeStale(path, found))) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    throw new LatentuneError("Could not take the workspace's lock.", { file: path, remedy: "Delete this file." });
  } catch (error) {
    ours.delete(token);
    throw error;
  }
}

/**
 * Removes the lock of a process that is gone. Between reading and removing it another process may have done the same and
 * taken the lock, so only the holder of a second lock, the guard, removes one, after looking again. A guard is held for
 * two operations on files; should its holder be killed between them, it is removed in the same way.
 * @returns whether it was removed; if not, somebody else is at it.
 */
async function removeStale(path: string, found: string): Promise<boolean> {
  const guard = await acquire(`${path}.takeover`, "Taking over a lock");
  if (typeof guard !== "function") return false;
  try {
    if ((await readLock(path)) !== found) return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await guard();
  }
}

/** Creates the file with its content, or returns false if there is one: nobody ever sees a part of it. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const temporary = temporaryName(path);
  await writeFile(temporary, text, { flag: "wx" });
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // Mostly a file system without hard links (FAT, some network folders); any other failure is thrown by the next call.
    return await createAtOnce(path, text);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function createAtOnce(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST" || (process.platform === "win32" && isInUse(code))) return false;
    throw error;
  }
}

/** How Windows refuses a file that is about to be deleted. */
function isInUse(code: string | undefined): boolean {
  return code === "EPERM" || code === "EBUSY" || code === "EACCES";
}

/** The lock's content; undefined if there is none, or none to be read now. */
async function readLock(path: string): Promise<string | undefined> {
  try {
    return (await readGivenFile(path, "The workspace's lock", FILE_LIMITS.json)).toString();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || isInUse(code)) return undefined;
    throw error;
  }
}

/** Undefined if it is not what {@link takeLock} writes. */
function holderIn(text: string): LockHolder | undefined {
  try {
    const { pid, host, space, what, since, token = "" } = JSON.parse(text) as Partial<LockHolder>;
    if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    if (typeof host !== "string" || typeof space !== "string") return undefined;
    if (typeof what !== "string" || typeof since !== "string") return undefined;
    return { pid, host, space, what, since, token };
  } catch {
    return undefined;
  }
}

async function release(path: string, text: string, token: string): Promise<void> {
  if ((await readLock(path)) === text) await rm(path, { force: true });
  ours.delete(token);
}

function isAlive({ pid, space, token }: LockHolder): boolean {
  // Processes of another machine or container cannot be asked: believe the file.
  if (space !== thisHost()) return true;
  // A restarted container gives its processes the same ids again: our own id is not enough.
  return pid === process.pid ? ours.has(token) : isRunning(pid);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

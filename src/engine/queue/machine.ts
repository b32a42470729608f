import { realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isInside } from "../../shared/safe-paths.ts";
import { LatentuneError } from "../core/errors.ts";
import { isReachable } from "../dataset/audio-files/reachable.ts";
import { RefusedJob } from "./refused-job.ts";

/** What a machine knows for itself: jobs name files by their way from these folders. */
export interface Machine {
  /** All absolute. */
  readonly workspace: string;
  readonly cache: string;
  readonly models: string;
  /** The folder of this installation that holds the models that come with it. */
  readonly installation: string;
  /** Folders into which links may lead, without links themselves. */
  readonly reachable: readonly string[];
  readonly ffmpegPath?: string | undefined;
}

const FOLDERS = ["workspace", "models", "installation"] as const;

/** A file that every machine has, as jobs name it: relative, with forward slashes. */
export interface SharedPath {
  readonly in: (typeof FOLDERS)[number];
  readonly path: string;
}

/** @param what for people: `The song`. @throws {LatentuneError} if other machines cannot have this file. */
export function toShared(machine: Machine, path: string, what: string): SharedPath {
  for (const folder of FOLDERS) {
    const way = relative(machine[folder], path).split(sep).join("/");
    if (way !== "" && isInside(way)) return { in: folder, path: way };
  }
  throw new LatentuneError(`${what} lies outside the workspace: other machines cannot find it.`, {
    file: path,
    remedy: "Put it into the workspace, which all machines share, or work without --queue.",
  });
}

/**
 * Where this machine has the file, whether it is there or not.
 * @throws {RefusedJob} for a way out of the folder, also by a link.
 */
export async function fromShared(machine: Machine, shared: unknown): Promise<string> {
  const { in: folder, path } = sharedPathOf(shared);
  if (folder !== "workspace") return join(machine[folder], path);
  const file = join(machine.workspace, path);
  const real = await realpath(file).catch(() => undefined);
  if (real !== undefined && !isReachable(real, machine.reachable))
    throw new RefusedJob(`${path} leads out of the workspace.`);
  return file;
}

function sharedPathOf(value: unknown): SharedPath {
  const { in: folder, path } = (value ?? {}) as Partial<Record<keyof SharedPath, unknown>>;
  const known = FOLDERS.find((name) => name === folder);
  if (known === undefined || typeof path !== "string" || !isInside(path))
    throw new RefusedJob("A path of the job is not relative to a folder that machines share.");
  return { in: known, path };
}

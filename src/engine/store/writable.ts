import { lstat, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LatentuneError, messageOf } from "../core/errors.ts";
import { temporaryName } from "../core/files.ts";
import { withSystemErrors } from "../core/system-error.ts";
import { isInside } from "../../shared/safe-paths.ts";
import { readManifest } from "./manifest.ts";

/**
 * Asks, before anything long begins, whether a command can write into a folder at its end. The folder need not be there.
 * @param what for people: `The results`
 * @param elsewhere how another folder is named, where one may be
 * @throws {LatentuneError} if something else is in its place, or if nothing can be written there.
 */
export async function requireWritableFolder(folder: string, what: string, elsewhere = ""): Promise<void> {
  const there = await lstat(folder).catch(orMissing);
  if (there === undefined) {
    const above = dirname(folder);
    if (above !== folder) await requireWritableFolder(above, what, elsewhere);
    return;
  }
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    throw new LatentuneError(`${what} go into this folder, but it is a link that leads nowhere.`, {
      file: folder,
      remedy: "Remove the link, or make the folder that it leads to.",
    });
  }
  if (!found.isDirectory()) {
    throw new LatentuneError(`${what} go into a folder of this name, but it is a file.`, {
      file: folder,
      remedy: "Move the file away or rename it, then run again.",
    });
  }
  const probe = temporaryName(join(folder, "probe"));
  try {
    await writeFile(probe, "", { flag: "wx" });
    await rm(probe, { force: true });
  } catch (error) {
    const known = withSystemErrors(error);
    const { remedy = "" } = known instanceof LatentuneError ? known.place : {};
    const reason = known instanceof LatentuneError ? known.message : messageOf(error);
    throw new LatentuneError(`${what} go into this folder, but nothing can be written there: ${reason}`, {
      file: folder,
      remedy: `${remedy} ${elsewhere}`.trim(),
    });
  }
}

/** As {@link requireWritableFolder}, for the folder of results and those in it that the run before wrote. */
export async function requireWritableResults(results: string): Promise<void> {
  const before = await readManifest(results);
  const files = (before?.files ?? []).filter((file) => isInside(file));
  for (const folder of [...new Set(["", ...files.map((file) => dirname(file))])].sort())
    await requireWritableFolder(join(results, folder), "The results");
}

function orMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  throw error;
}

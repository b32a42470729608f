import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { VIEW } from "../../../shared/contract/result-files.ts";
import type { ViewManifest } from "../../../shared/contract/view.ts";
import { renameOver, temporaryName, whileUnfinished } from "../../core/files.ts";
import type { Control } from "../../analysis/pause.ts";
import { isAbandoned } from "../../store/abandoned.ts";
import { viewSourceFromFiles, type KeptRunPlace } from "./from-files.ts";
import { VIEW_FILES } from "./files.ts";
import { writeView } from "./write-view.ts";

/**
 * A kept run's view: the one that is there, or one made again from the run's files where it is missing, of another
 * schema, or broken. It appears by renaming its folder, and where several make it at the same time the first one stays.
 * @throws {LatentuneError} if the run's files do not give one. @throws {CancelledError}
 */
export async function prepareView(place: KeptRunPlace, control: Control = {}): Promise<ViewManifest> {
  const { runFolder, manifest } = place;
  const present = async (): Promise<ViewManifest | undefined> => {
    const view = await readView(runFolder);
    return view?.runId === manifest.runId ? view : undefined;
  };
  const before = await present();
  if (before !== undefined) return before;

  await sweepUnfinished(runFolder);
  const source = await viewSourceFromFiles(place, control);
  const viewFolder = join(runFolder, VIEW.folder);
  const unfinished = temporaryName(viewFolder);
  return whileUnfinished(unfinished, async () => {
    const view = await writeView({ runFolder, viewFolder: unfinished }, manifest, source, control);
    // Others may have made it meanwhile, and be reading it by now: theirs stays.
    const other =
      (await present()) ??
      (await replaceFolder(viewFolder, unfinished).catch(async (error: unknown) => {
        const faster = await present();
        if (faster === undefined) throw error;
        return faster;
      }));
    if (other === undefined) return view;
    await rm(unfinished, { recursive: true, force: true });
    return other;
  });
}

/** Puts a folder in the place of another, which is removed afterwards: before, there would be none for as long as that takes. */
async function replaceFolder(folder: string, by: string): Promise<undefined> {
  const old = temporaryName(folder);
  await renameOver(folder, old).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
  try {
    await renameOver(by, folder);
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}

/** Removes what a process left that was killed while it made this view. */
async function sweepUnfinished(runFolder: string): Promise<void> {
  for (const name of await readdir(runFolder)) {
    const path = join(runFolder, name);
    if (name.startsWith(`${VIEW.folder}.`) && (await isAbandoned(path)))
      await rm(path, { recursive: true, force: true });
  }
}

/** The view that is there; undefined if there is none of the present schema. */
export async function readView(runFolder: string): Promise<ViewManifest | undefined> {
  return VIEW_FILES.manifest.read(join(runFolder, VIEW.folder)).catch(() => undefined);
}

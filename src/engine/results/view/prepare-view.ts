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
 * schema, or broken. It appears by renaming its folder.
 * @throws {LatentuneError} if the run's files do not give one. @throws {CancelledError}
 */
export async function prepareView(place: KeptRunPlace, control: Control = {}): Promise<ViewManifest> {
  const { runFolder, manifest } = place;
  const present = await readView(runFolder);
  if (present?.runId === manifest.runId) return present;

  await sweepUnfinished(runFolder);
  const source = await viewSourceFromFiles(place, control);
  const viewFolder = join(runFolder, VIEW.folder);
  const unfinished = temporaryName(viewFolder);
  return whileUnfinished(unfinished, async () => {
    const view = await writeView({ runFolder, viewFolder: unfinished }, manifest, source, control);
    await rm(viewFolder, { recursive: true, force: true });
    await renameOver(unfinished, viewFolder);
    return view;
  });
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

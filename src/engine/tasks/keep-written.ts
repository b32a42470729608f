import type { RunManifest } from "../../shared/contract/run.ts";
import { renameOver } from "../core/files.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { announcePublication, closePublication, type Publication } from "../store/publication.ts";

/** A run whose files are all written: where they lie, and what that becomes by one rename. Absolute paths. */
export interface WrittenRun {
  readonly manifest: RunManifest;
  readonly out: string;
  readonly kept: string;
}

/**
 * Makes it a kept run whose publication is announced: should `publish` fail, the next command completes it.
 * @param bulk and `staying`: see `announcePublication`
 */
export async function keepWritten(
  paths: WorkspacePaths,
  { manifest, out, kept }: WrittenRun,
  bulk?: ReadonlyMap<string, string>,
  staying?: ReadonlySet<string>,
): Promise<Publication> {
  const publication = await announcePublication(paths, manifest, bulk, staying);
  try {
    await renameOver(out, kept);
  } catch (error) {
    await closePublication(paths);
    throw error;
  }
  return publication;
}

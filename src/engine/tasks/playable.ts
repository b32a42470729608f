import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { LatentuneError } from "../core/errors.ts";
import { sha256OfFile } from "../core/hash.ts";
import { AudioError, writeWav } from "../audio/index.ts";
import { audioPathOf } from "../dataset/audio-files/audio-path.ts";
import { boundFolder, touch } from "../store/bounded-folder.ts";
import type { WorkspacePaths } from "../store/paths.ts";

/** Decoded songs that are kept: about ten of an album's. */
const KEPT_BYTES = 500 * 2 ** 20;

/**
 * A song as a WAV file that a browser plays, from the cache or decoded now; named by the song's content.
 * @param audio relative to the workspace; must lie in the data folder.
 * @returns its absolute path.
 * @throws {LatentuneError} if the song lies elsewhere or cannot be decoded. @throws {CancelledError}
 */
export async function makePlayable(paths: WorkspacePaths, audio: string, signal?: AbortSignal): Promise<string> {
  const path = await audioPathOf(paths, audio);
  const folder = join(paths.cache, "playable");
  const file = join(folder, `${await sha256OfFile(path, signal)}.wav`);
  if (await touch(file)) return file;
  await mkdir(folder, { recursive: true });
  try {
    await writeWav(path, file, signal);
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    const { remedy } = error.place;
    throw new LatentuneError(error.message, { file: audio, ...(remedy === undefined ? {} : { remedy }) });
  }
  await boundFolder(folder, KEPT_BYTES, [file]);
  return file;
}

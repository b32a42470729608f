import { join } from "node:path";
import { checkedJson } from "../core/checked-file.ts";
import { LatentuneError } from "../core/errors.ts";
import { makeFolder } from "../core/files.ts";
import { sha256OfFile } from "../core/hash.ts";
import { AudioError } from "../audio/decode/audio-error.ts";
import { writeWav } from "../audio/decode/write-wav.ts";
import { audioPathOf } from "../dataset/audio-files/audio-path.ts";
import { boundFolder, touch } from "../store/bounded-folder.ts";
import type { WorkspacePaths } from "../store/paths.ts";

/** Limit of the decoded songs that are kept, in bytes: about ten songs of four minutes. */
const KEPT_BYTES = 500 * 2 ** 20;

/** Beside each song, written last. */
const records = checkedJson<{ readonly sha256: string }>();

/**
 * A song as a WAV file that a browser plays, from the cache or decoded now; named by the song's content.
 * @param audio relative to the workspace; must lie in the data folder.
 * @returns its absolute path.
 * @throws {LatentuneError} if the song lies elsewhere or cannot be decoded. @throws {CancelledError}
 */
export async function makePlayable(paths: WorkspacePaths, audio: string, signal?: AbortSignal): Promise<string> {
  const path = await audioPathOf(paths, audio);
  const folder = join(paths.cache, "playable");
  const name = await sha256OfFile(path, signal);
  const file = join(folder, `${name}.wav`);
  const record = join(folder, `${name}.json`);
  const known = await records.read(record, () => undefined);
  if (known !== undefined && (await touch(file, record)) && (await sha256OfFile(file, signal)) === known.sha256)
    return file;
  await makeFolder(folder);
  try {
    await writeWav(path, file, signal);
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    throw new LatentuneError(error.message, { file: audio, remedy: error.place.remedy });
  }
  await records.write(record, { sha256: await sha256OfFile(file, signal) });
  await boundFolder(folder, KEPT_BYTES, [file, record]);
  return file;
}

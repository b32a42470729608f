import { realpath } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { LatentuneError } from "../../core/errors.ts";
import { isInside } from "./audio-index.ts";

/**
 * The absolute path of a song's audio, which must lie in the data folder, whatever links lead there.
 * @param audio relative to the workspace, with forward slashes, as views and tables name it.
 * @throws {LatentuneError} if there is no such file, or if it lies elsewhere.
 */
export async function audioPathOf(
  { workspace, dataDir }: { readonly workspace: string; readonly dataDir: string },
  audio: string,
): Promise<string> {
  const outside = new LatentuneError("This audio file does not lie in the data folder.", {
    file: audio,
    remedy: "Put it into the audio folder of the workspace.",
  });
  const path = resolve(workspace, audio);
  // Before the disk is asked: nobody learns what exists elsewhere.
  if (audio === "" || isAbsolute(audio) || path === resolve(dataDir) || !isInside(path, dataDir)) throw outside;
  const [real, realDataDir] = await Promise.all([realpath(path), realpath(dataDir)]).catch(() => {
    throw new LatentuneError("The audio file is gone.", {
      file: audio,
      remedy: "Put it back, or run the task again without it.",
    });
  });
  if (real === realDataDir || !isInside(real, realDataDir)) throw outside;
  return path;
}

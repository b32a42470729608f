import { realpath } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { LatentuneError } from "../../core/errors.ts";
import { findLayout, type LayoutOptions } from "../layout.ts";
import { isReachable, reachableFolders } from "./reachable.ts";

/**
 * The absolute path of a song's audio, which must lie in the data folder or where songs are looked for; links may lead where
 * those of the audio folder may.
 * @param audio relative to the workspace, with forward slashes, as views and tables name it.
 * @throws {LatentuneError} if there is no such file, or if it lies elsewhere.
 */
export async function audioPathOf(options: LayoutOptions, audio: string): Promise<string> {
  const outside = new LatentuneError("This audio file does not lie in the data folder.", {
    file: audio,
    remedy: "Put it into the audio folder, or allow its folder by --audio-roots (in VS Code: latentune.audioRoots).",
  });
  const paths = await findLayout(options);
  const path = resolve(paths.workspace, audio);
  const roots = [paths.dataDir, paths.audioRoot];
  // Before the disk is asked for it: nobody learns what exists elsewhere.
  if (audio === "" || isAbsolute(audio) || roots.includes(path) || !isReachable(path, roots)) throw outside;
  const [real, folders] = await Promise.all([realpath(path), reachableFolders(paths)]).catch(() => {
    throw new LatentuneError("The audio file is gone.", {
      file: audio,
      remedy: "Put it back, or run the task again without it.",
    });
  });
  if (folders.includes(real) || !isReachable(real, folders)) throw outside;
  return path;
}

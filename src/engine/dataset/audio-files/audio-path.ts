import { realpath } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { LatentuneError } from "../../core/errors.ts";
import { findLayout } from "../layout.ts";
import { isInside } from "./audio-index.ts";

/**
 * The absolute path of a song's audio, which must lie in the data folder or where songs are looked for, whatever links lead there.
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
  const roots = [resolve(dataDir), (await findLayout({ workspace, dataDir })).audioRoot];
  const isBelow = (file: string, folders: readonly string[]): boolean =>
    folders.some((folder) => file !== folder && isInside(file, folder));
  // Before the disk is asked for it: nobody learns what exists elsewhere.
  if (audio === "" || isAbsolute(audio) || !isBelow(path, roots)) throw outside;
  const [real, ...realRoots] = await Promise.all([path, ...roots].map((each) => realpath(each))).catch(() => {
    throw new LatentuneError("The audio file is gone.", {
      file: audio,
      remedy: "Put it back, or run the task again without it.",
    });
  });
  if (!isBelow(real!, realRoots)) throw outside;
  return path;
}

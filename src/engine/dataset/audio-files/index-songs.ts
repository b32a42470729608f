import { isPassedOver } from "../../../shared/layout.ts";
import type { DatasetPaths } from "../layout.ts";
import { indexAudio, type AudioIndex } from "./audio-index.ts";
import { reachableFolders } from "./reachable.ts";

/**
 * Lists the files of the folder that a workspace's songs are looked for in. What holds no songs of the user's is passed over where
 * songs may lie anywhere, and behind links, which may lead up to the workspace.
 * @throws as {@link indexAudio}.
 */
export async function indexSongs(paths: DatasetPaths, signal?: AbortSignal): Promise<AudioIndex> {
  const { audioRoot, musicRoot } = paths;
  const anywhere = audioRoot === musicRoot;
  const passesOver = (name: string, linked: boolean): boolean => (anywhere || linked) && isPassedOver(name);
  return indexAudio(audioRoot, { signal, reachable: await reachableFolders(paths), passesOver });
}

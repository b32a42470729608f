import type { TaskContext } from "../context.ts";
import type { ClusterRequest } from "../cluster.ts";
import type { SongSet } from "../song-set.ts";
import { beginPictures } from "./draw-pictures.ts";
import { distributionPictures } from "./representation-pictures.ts";

/**
 * Loads what draws, and has pictures drawn while the rest is clustered, as the thread that draws would only wait. Not of several
 * seeds: there the next network is trained first, which needs the memory.
 */
export function drawAhead(context: TaskContext, songs: SongSet): ClusterRequest["onClustered"] {
  if (context.settings.seeds > 1) return undefined;
  context.reportThreads?.load();
  return async (clustered) => {
    // Whether a hybrid is drawn is known when all are clustered.
    if (clustered.representation.drawn === "always")
      await beginPictures(context, distributionPictures(clustered, songs));
  };
}

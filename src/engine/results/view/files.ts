import { VIEW } from "../../../shared/contract/result-files.ts";
import type { SongMels } from "../../../shared/contract/view.ts";
import { isViewManifest, isViewSongs } from "../../../shared/contract/view-files.ts";
import type { NpyArray } from "../../../shared/npy.ts";
import { FILE_LIMITS } from "../../../shared/regular-file.ts";
import { array, type ArrayFile } from "../schema/array.ts";
import { file, json, type Keys } from "../schema/file.ts";

/**
 * A kept run's view, below its folder `view`: what the run's own files do not have. `{rep}` is a representation's place in
 * the manifest; `{of}` the same, or where songs are many and each clustering has files of its own, that and the clustering's
 * place (`3-1`): names that need no encoding in a URI.
 */
export const VIEW_FILES = {
  manifest: json(VIEW.manifest, isViewManifest),
  songs: json(VIEW.songs, isViewSongs, FILE_LIMITS.songJson),
  /** The columns of the songs, where they are too many for one JSON. */
  songText: file("songs/{column}.txt"),
  songEnds: array("songs/{column}-ends.npy", "float64", ["songs"]),
  songNumbers: array("songs/{column}.npy", "int32", ["songs"]),
  /** A map that was made when the panel asked for it; the run's own are not written again. */
  map: array("{rep}/{method}.npy", "float32", ["songs", 2]),
  neighbours: array("{rep}/neighbours.npy", "int32", ["songs", "neighbours"]),
  distances: array("{rep}/distances.npy", "float32", ["songs", "neighbours"]),
  labels: array("{of}/labels.npy", "int32", ["clusterings", "songs"]),
  silhouette: array("{of}/silhouette.npy", "float32", ["clusterings", "songs"]),
  /** Of those clusterings that were made with several seeds. */
  coAssignment: array("{of}/co-assignment.npy", "float32", ["clusterings", "songs"]),
  nextCluster: array("{of}/next.npy", "int32", ["clusterings", "songs"]),
  tags: array("tags.npy", "float32", ["songs", "tags"]),
  /** Where the songs are many. */
  tagsByTag: array("tags-by-tag.npy", "float32", ["tags", "songs"]),
  mels: json("mels/{song}.json", isMels),
  mel: array("mels/{song}-{picture}.npy", "float32", ["bands", "frames"]),
} as const;

/** The path of a file of the view from the run's folder, as the manifest has it. */
export function inView(path: string): string {
  return `${VIEW.folder}/${path}`;
}

/** Writes an array of the view; answers its path from the run's folder. */
export async function writeViewArray<Path extends string>(
  viewFolder: string,
  file: ArrayFile<Path>,
  array: NpyArray<Float32Array> | NpyArray<Float64Array> | NpyArray<Int32Array>,
  ...keys: Keys<Path>
): Promise<string> {
  await file.write(viewFolder, array, ...keys);
  return inView(file.at(...keys));
}

function isMels(value: unknown): value is SongMels {
  return typeof (value as Partial<SongMels> | null)?.original === "string";
}

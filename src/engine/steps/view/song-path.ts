import { join } from "node:path";
import type { PathEnds, SongPath } from "../../../shared/contract/panel/latent.ts";
import type { ViewManifest } from "../../../shared/contract/view.ts";
import { shortestPath } from "../../analysis/neighbours/shortest-path.ts";
import { LatentuneError } from "../../core/errors.ts";
import { readNpy } from "../../core/npy.ts";

/**
 * The shortest way from one song of a view to another through the nearest songs of each; null where they do not join them.
 * @throws {LatentuneError} if the view has no such representation or songs, or its files are broken.
 */
export async function pathBetween(
  runFolder: string,
  { representations, songCount }: ViewManifest,
  { representation: name, from, to }: PathEnds,
): Promise<SongPath | null> {
  const representation = representations.find((candidate) => candidate.name === name);
  if (representation === undefined) throw new LatentuneError(`This run has no representation ${name}.`);
  for (const song of [from, to])
    if (!Number.isInteger(song) || song < 0 || song >= songCount)
      throw new LatentuneError(`This run has no song ${song}; it has ${songCount}.`);
  const { count, indices, distances } = representation.neighbours;
  const [others, lengths] = await Promise.all([readNpy(join(runFolder, indices)), readNpy(join(runFolder, distances))]);
  const size = songCount * count;
  const isWhole =
    others.data instanceof Int32Array &&
    lengths.data instanceof Float32Array &&
    others.data.length === size &&
    lengths.data.length === size &&
    others.data.every((song) => song >= 0 && song < songCount);
  if (!isWhole)
    throw new LatentuneError("The nearest songs of this run cannot be read.", {
      file: indices,
      remedy: "Run the task again to make them anew.",
    });
  return shortestPath({ count, indices: others.data, distances: lengths.data }, from, to);
}

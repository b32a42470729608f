import type { ViewNeighbours, ViewRepresentation } from "../../shared/contract/view.ts";
import type { RunView } from "./run-view.ts";

/** The nearest songs of every song in one representation. */
export interface Near {
  readonly count: number;
  /** (songs, count), nearest first. */
  readonly indices: Int32Array;
  readonly distances: Float32Array;
}

/** The neighbours that the views of one representation need. */
export interface NearSongs {
  readonly own: Near;
  /** By sound alone and by words alone, for whether they agree; null where the run has no such representation. */
  readonly sound: { readonly label: string; readonly near: Near } | null;
  readonly words: { readonly label: string; readonly near: Near } | null;
}

export async function loadNear(run: RunView, representation: ViewRepresentation): Promise<NearSongs> {
  const { representations } = run.manifest;
  // The sound that is looked at, else the run's first network, else the plain spectra.
  const sound =
    (representation.kind === "audio" || representation.kind === "spectral" ? representation : undefined) ??
    representations.find(({ kind }) => kind === "audio") ??
    representations.find(({ kind }) => kind === "spectral");
  const words = representations.find(({ kind }) => kind === "lyrics");
  const labelled = async (from: ViewRepresentation | undefined): Promise<NearSongs["sound"]> =>
    from === undefined ? null : { label: from.label, near: await read(run, from.neighbours) };
  const [own, soundNear, wordsNear] = await Promise.all([
    read(run, representation.neighbours),
    labelled(sound),
    labelled(words),
  ]);
  return { own, sound: soundNear, words: wordsNear };
}

async function read(run: RunView, { count, indices, distances }: ViewNeighbours): Promise<Near> {
  const [indicesRead, distancesRead] = await Promise.all([run.integers(indices), run.floats(distances)]);
  return { count, indices: indicesRead, distances: distancesRead };
}

/** The nearest songs of one song, nearest first. */
export function nearestOf({ count, indices }: Near, song: number): Int32Array {
  return indices.subarray(song * count, (song + 1) * count);
}

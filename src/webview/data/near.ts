import type { ViewNeighbours, ViewRepresentation } from "../../shared/contract/view.ts";
import { oneByOne } from "./one-by-one.ts";
import type { RunView } from "./run-view.ts";

/** The nearest songs of one song, nearest first, with their distances. */
export interface NearestSongs {
  readonly songs: Int32Array;
  readonly distances: Float32Array;
}

/** The nearest songs of every song in one representation. */
export interface Near {
  /** Null while they are on their way, of which who loaded them hears. */
  of(song: number): NearestSongs | null;
}

/** The neighbours that the views of one representation need. */
export interface NearSongs {
  readonly own: Near;
  /** By sound alone and by words alone, for whether they agree; null where the run has no such representation. */
  readonly sound: { readonly label: string; readonly near: Near } | null;
  readonly words: { readonly label: string; readonly near: Near } | null;
}

/** @param arrived called after neighbours of a song have come, in a run of so many that they are read song by song */
export async function loadNear(
  run: RunView,
  representation: ViewRepresentation,
  arrived: () => void,
  failed: (error: unknown) => void,
): Promise<NearSongs> {
  const { representations } = run.manifest;
  // The sound that is looked at, else the run's first network, else the plain spectra.
  const sound =
    (representation.kind === "audio" || representation.kind === "spectral" ? representation : undefined) ??
    representations.find(({ kind }) => kind === "audio") ??
    representations.find(({ kind }) => kind === "spectral");
  const words = representations.find(({ kind }) => kind === "lyrics");
  const read = async ({ neighbours }: ViewRepresentation): Promise<Near> =>
    run.songs.lists === null ? songBySong(run, neighbours, arrived, failed) : await inMemory(run, neighbours);
  const labelled = async (from: ViewRepresentation | undefined): Promise<NearSongs["sound"]> =>
    from === undefined ? null : { label: from.label, near: await read(from) };
  const [own, soundNear, wordsNear] = await Promise.all([read(representation), labelled(sound), labelled(words)]);
  return { own, sound: soundNear, words: wordsNear };
}

async function inMemory(run: RunView, { count, indices, distances }: ViewNeighbours): Promise<Near> {
  const [songs, lengths] = await Promise.all([run.integers(indices), run.floats(distances)]);
  return {
    of: (song) => ({
      songs: songs.subarray(song * count, (song + 1) * count),
      distances: lengths.subarray(song * count, (song + 1) * count),
    }),
  };
}

/** Songs whose neighbours are kept. */
const KEPT = 200;

function songBySong(
  run: RunView,
  { indices, distances }: ViewNeighbours,
  arrived: () => void,
  failed: (error: unknown) => void,
): Near {
  async function read(song: number): Promise<NearestSongs> {
    const [songs, lengths] = await Promise.all([run.row(indices, song), run.row(distances, song)]);
    return { songs: Int32Array.from(songs), distances: Float32Array.from(lengths) };
  }
  return { of: oneByOne(KEPT, read, arrived, failed) };
}

const NONE = new Int32Array();

/** The nearest songs of one song, nearest first; none while they are on their way. */
export function nearestOf(near: Near, song: number): Int32Array {
  return near.of(song)?.songs ?? NONE;
}

import type { ViewTags } from "../../shared/contract/view.ts";
import { oneByOne } from "./one-by-one.ts";
import type { RunView } from "./run-view.ts";

/** How much each tag is heard in each song of a run, 0 to 1. */
export interface SongTags {
  readonly names: readonly string[];
  /** Of each tag, the sum over all songs. */
  readonly totals: ArrayLike<number>;
  /** Whether the scores are read as they are asked for, of which who loaded them hears. */
  readonly paged: boolean;
  /** The scores of a song, one per tag; null while they are on their way. */
  ofSong(song: number): Float32Array | null;
  /** The scores of a tag, one per song; null while they are on their way. */
  ofTag(tag: number): Float32Array | null;
}

/** @param scores float32 (songs, tags) */
export function tagsInMemory(names: readonly string[], scores: Float32Array): SongTags {
  const totals = new Float64Array(names.length);
  scores.forEach((score, at) => {
    totals[at % names.length]! += score;
  });
  const columns = new Map<number, Float32Array>();
  return {
    names,
    totals,
    paged: false,
    ofSong: (song) => scores.subarray(song * names.length, (song + 1) * names.length),
    ofTag(tag) {
      const column =
        columns.get(tag) ??
        Float32Array.from({ length: scores.length / names.length }, (_, song) => scores[song * names.length + tag]!);
      columns.set(tag, column);
      return column;
    },
  };
}

/** Songs, and tags, whose scores are kept. */
const KEPT = { songs: 200, tags: 3 };

/** The tags of a run of many songs, fifty numbers for each of them: only what is looked at is read. */
export function tagsFromFiles(
  run: RunView,
  { names, scores, byTag }: ViewTags & Required<Pick<ViewTags, "byTag">>,
  arrived: () => void,
  failed: (error: unknown) => void,
): SongTags {
  const rowOf =
    (file: string) =>
    async (row: number): Promise<Float32Array> =>
      Float32Array.from(await run.row(file, row));
  return {
    names,
    totals: byTag.totals,
    paged: true,
    ofSong: oneByOne(KEPT.songs, rowOf(scores), arrived, failed),
    ofTag: oneByOne(KEPT.tags, rowOf(byTag.scores), arrived, failed),
  };
}

import type { SongSet } from "../scale/song-table.ts";

/** What a text is compared with: what the songs' lyrics mean, or how the songs sound. */
export type SearchBy = "lyrics" | "sound";

/** The vectors of a run that a text's is compared with, as files of its folder; a run that has none of them cannot be searched by them. */
export const SEARCH_VECTORS = {
  lyrics: "embeddings/Z_lyr_transformer.npy",
  sound: "embeddings/Z_audio_clap.npy",
} as const satisfies Readonly<Record<SearchBy, string>>;

export const SEARCH_BY = Object.keys(SEARCH_VECTORS) as readonly SearchBy[];

/** What gets the model that a run needs to be searched so later. */
export const GET_MODEL: Readonly<Record<SearchBy, string>> = {
  lyrics: "latentune models get e5-small",
  sound: "latentune models get clap",
};

/** By what a run can be searched. @param files of its manifest */
export function searchesOf(files: readonly string[]): readonly SearchBy[] {
  return SEARCH_BY.filter((by) => files.includes(SEARCH_VECTORS[by]));
}

/** The songs of a run whose lyrics, or whose sound, come nearest to what a text means. */
export interface MeaningQuery {
  readonly text: string;
  readonly by: SearchBy;
  /** Songs that are wanted, at most {@link MOST_MEANT}. */
  readonly count: number;
  /** Only songs of this set; null: all. */
  readonly among: SongSet | null;
  /** Whether each song's nearest line is wanted, by lyrics: its lines are embedded for that, which takes about a second for ten songs. */
  readonly lines: boolean;
}

export const MOST_MEANT = 1_000;

export interface MeantSong {
  readonly song: number;
  readonly filename: string;
  /** Cosine of the text's vector and the song's, −1 to 1. */
  readonly similarity: number;
  /** The line of its lyrics that comes nearest; empty by sound, where it has none any more, or lines are not wanted. */
  readonly line: string;
}

export type MeantSongs =
  | {
      readonly found: true;
      /** The model's name. */
      readonly model: string;
      /** Best first; songs without lyrics are none of them. */
      readonly songs: readonly MeantSong[];
    }
  | {
      readonly found: false;
      /** `vectors`: the run has none that a text is compared with. `model`: the one that made them is not on this machine. */
      readonly lacks: "vectors" | "model";
      /** For people: what is missing, and what helps. */
      readonly message: string;
      readonly remedy: string;
    };

import type { SongSet } from "../scale/song-table.ts";

/** The songs of a run whose lyrics come nearest to what a text means. */
export interface MeaningQuery {
  readonly text: string;
  /** Songs that are wanted, at most {@link MOST_MEANT}. */
  readonly count: number;
  /** Only songs of this set; null: all. */
  readonly among: SongSet | null;
  /** Whether each song's nearest line is wanted: its lines are embedded for that, which takes about a second for ten songs. */
  readonly lines: boolean;
}

export const MOST_MEANT = 1_000;

export interface MeantSong {
  readonly song: number;
  readonly filename: string;
  /** Cosine of the text's vector and the song's, −1 to 1. */
  readonly similarity: number;
  /** The line of its lyrics that comes nearest; empty where it has none any more, or lines are not wanted. */
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
      /** `vectors`: the run has none of its lyrics' meaning. `model`: the one that made them is not on this machine. */
      readonly lacks: "vectors" | "model";
      /** For people: what is missing, and what helps. */
      readonly message: string;
      readonly remedy: string;
    };

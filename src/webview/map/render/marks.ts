import type { Area } from "../place/grid-index.ts";

/** What is marked above the points: songs, and where one draws. */
export interface Marks {
  readonly focus: number | null;
  readonly hover: number | null;
  readonly cursors: readonly number[];
  readonly neighbours: readonly number[];
  /** A way from song to song, in its order. */
  readonly path: readonly number[];
  readonly area: Area | null;
}

export const NO_MARKS: Marks = { focus: null, hover: null, cursors: [], neighbours: [], path: [], area: null };

import { SIZES } from "../../shared/contract/scale/sizes.ts";

/** What a step takes, in seconds on two cores. */
export interface Growth {
  /** However many songs there are. */
  readonly once: number;
  /** For each song. */
  readonly each: number;
  /** For each pair of songs, as far as methods are exact; default 0. */
  readonly pair?: number;
}

/** The weight of a step, by the number of songs. */
export function growing({ once, each, pair = 0 }: Growth): (songs: number) => number {
  return (songs) => once + each * songs + pair * Math.min(songs, SIZES.exactRows) ** 2;
}

import { clusterName } from "../../shared/names.ts";
import { labelOf } from "../data/run-songs.ts";
import type { Shown } from "../data/shown.ts";

/** `reggae · Spanish · cluster 2`, without what is unknown. */
export function songFacts({ run: { songs }, labels }: Shown, song: number): string {
  return [labelOf(songs.genre, song), labelOf(songs.language, song), clusterName(labels[song]!)]
    .filter((fact) => fact !== "")
    .join(" · ");
}

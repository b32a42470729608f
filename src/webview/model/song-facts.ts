import { clusterName } from "../../shared/names.ts";
import type { Shown } from "../data/shown.ts";

/** `reggae · Spanish · cluster 2`, without what is unknown. */
export function songFacts({ run: { songs }, labels }: Shown, song: number): string {
  return [songs.genre[song]!, songs.language[song]!, clusterName(labels[song]!)]
    .filter((fact) => fact !== "")
    .join(" · ");
}

import { FEWEST_SONGS } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";

/** Diagnostics of the machine and the settings that tasks refuse. */
export const FFMPEG_MISSING = "ffmpeg-missing";
export const NETWORKS_UNAVAILABLE = "networks-unavailable";

interface Found {
  /** Songs that can be used. */
  readonly usable: number;
  /** No row has its audio, and the lyrics suffice: no song is decoded then. */
  readonly lyricsAlone: boolean;
  /** About the machine and the settings. */
  readonly machine: readonly Diagnostic[];
}

/** Why no task can run, as a sentence; null where one can. */
export function whyNoTask({ usable, lyricsAlone, machine }: Found): string | null {
  const has = (wanted: string): boolean => machine.some(({ code }) => code === wanted);
  if (has(NETWORKS_UNAVAILABLE)) return "No task can run: all of them use networks.";
  if (lyricsAlone) return null;
  if (has(FFMPEG_MISSING)) return "No task can run: all of them refuse this ffmpeg path.";
  return usable < FEWEST_SONGS ? `No task can run: clustering needs at least ${FEWEST_SONGS} songs.` : null;
}

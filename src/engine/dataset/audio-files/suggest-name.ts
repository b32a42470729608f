import { editDistance } from "../../../shared/naming/edit-distance.ts";
import { foldName, partsOf } from "../../../shared/naming/spelling.ts";
import type { AudioFile } from "./audio-index.ts";

/** A name that is off by more than this many edits, or by more than a third of its length, is another name. */
const MOST_EDITS = 4;

/** Comparing names is quadratic: after so many pairs nothing more is proposed. */
const MOST_PAIRS = 1e6;

/** Proposes the name that a missing one was probably meant to be, or nothing. */
export type Suggester = (filename: string) => string | undefined;

/**
 * Proposes among the candidates the name nearest by edit distance, case and blanks aside.
 * @param nameOf what is proposed for a file.
 */
export function suggesterOf(
  candidates: readonly AudioFile[],
  nameOf: (file: AudioFile) => string = ({ name }) => name,
): Suggester {
  const audio = candidates.filter(({ kind }) => kind === "audio");
  const nearest = nearestName(audio.map(({ name }) => name));
  return (filename) => {
    const best = nearest(filename);
    return best === undefined ? undefined : nameOf(audio[best]!);
  };
}

/**
 * Finds the index of the name nearest to a given one by edit distance, case and blanks aside; undefined if none is near. Ties
 * go to the first, so the answer is always the same.
 */
export function nearestName(candidates: readonly string[]): (filename: string) => number | undefined {
  const names = candidates.map((name) => foldName(partsOf(name)?.base ?? ""));
  let pairs = 0;
  return (filename) => {
    pairs += names.length;
    if (pairs > MOST_PAIRS) return undefined;
    const wanted = foldName(partsOf(filename)?.base ?? "");
    let limit = Math.min(MOST_EDITS, Math.floor(wanted.length / 3)) + 1;
    let best: number | undefined;
    for (const [index, name] of names.entries()) {
      const edits = editDistance(wanted, name, limit);
      if (edits >= limit) continue;
      limit = edits;
      best = index;
    }
    return best;
  };
}

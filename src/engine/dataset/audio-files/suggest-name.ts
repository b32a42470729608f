import { nameKey } from "../../../shared/names.ts";
import type { AudioFile } from "./audio-index.ts";

/** A name that is off by more than this many edits, or by more than a third of its length, is another name. */
const MOST_EDITS = 4;

/** Proposes the name that a missing one was probably meant to be, or nothing. */
export type Suggester = (filename: string) => string | undefined;

/**
 * Proposes among the candidates the name that is the same but for case and blanks, else the same with another extension,
 * else the nearest by edit distance. Ties go to the first candidate, so the answer is always the same.
 */
export function suggesterOf(candidates: readonly AudioFile[]): Suggester {
  const names = candidates
    .filter(({ kind }) => kind === "audio")
    .map(({ name }) => ({ name, plain: plain(name), stem: withoutExtension(plain(name)) }));
  return (filename) => {
    const wanted = plain(filename);
    const wantedStem = withoutExtension(wanted);
    let limit = Math.min(MOST_EDITS, Math.floor(wanted.length / 3)) + 1;
    let best: string | undefined;
    for (const { name, plain: other, stem } of names) {
      // Ranks: 0 the same; ½ another or no extension; else the number of edits.
      const rank = other === wanted ? 0 : stem === wantedStem ? 0.5 : editDistance(wanted, other, limit);
      if (rank >= limit) continue;
      limit = rank;
      best = nameKey(name);
    }
    return best;
  };
}

/** What people do not see: case, the form of accents, blanks at the ends and how many between. */
function plain(name: string): string {
  return name.normalize("NFKC").toLowerCase().trim().replaceAll(/\s+/g, " ");
}

function withoutExtension(name: string): string {
  return name.replace(/\.[a-z0-9]{1,4}$/, "");
}

/** Levenshtein's distance in UTF-16 units, or `limit` if it is not below that: rows are given up once they reach it. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let col = 1; col <= b.length; col++) {
      const substituted = previous[col - 1]! + (a[row - 1] === b[col - 1] ? 0 : 1);
      const value = Math.min(substituted, previous[col]! + 1, current[col - 1]! + 1);
      current.push(value);
      least = Math.min(least, value);
    }
    if (least >= limit) return limit;
    previous = current;
  }
  return Math.min(previous[b.length]!, limit);
}

/** Whether a song's nearest songs by sound and by words are the same ones. */
export interface Agreement {
  /** Songs compared on each side: the shorter of the two neighbour lists. */
  readonly neighbours: number;
  /** Songs that are among the nearest on both sides. */
  readonly shared: number;
  /** How many would be shared if the two sides had nothing to do with each other. */
  readonly expected: number;
  readonly verdict: "agree" | "chance" | "disagree";
}

/**
 * Compares the k nearest songs by sound with the k nearest by words. By chance the number they share is hypergeometric: k
 * drawn out of n − 1 songs of which k are marked, mean k²/(n − 1). More than one standard deviation above that is agreement,
 * as far below it disagreement. Undefined if there is nothing to choose among.
 */
export function agreement(
  bySound: ArrayLike<number>,
  byWords: ArrayLike<number>,
  songCount: number,
): Agreement | undefined {
  const k = Math.min(bySound.length, byWords.length);
  const others = songCount - 1;
  if (k === 0 || others <= k) return undefined;
  const near = new Set(Array.from(bySound).slice(0, k));
  const shared = Array.from(byWords)
    .slice(0, k)
    .filter((song) => near.has(song)).length;
  const expected = (k * k) / others;
  const deviation = Math.sqrt(expected * (1 - k / others) * ((others - k) / (others - 1)));
  const verdict = shared > expected + deviation ? "agree" : shared < expected - deviation ? "disagree" : "chance";
  return { neighbours: k, shared, expected, verdict };
}

import type { LabelName } from "../../../shared/contract/metrics.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import type { Claim, Sentence } from "./report.ts";
import { claim, listed, say } from "./sentence.ts";

/** Labels with how many songs have them, the largest first, then by name. Missing ones are counted under an empty text. */
export function sized(labels: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** The labels with the fewest songs, of which there may be several. */
export interface Smallest {
  readonly names: readonly string[];
  /** Songs of each. */
  readonly count: number;
  /** `reggae`, `pop and reggae`, `hip-hop and 4 others`. */
  readonly words: Sentence;
}

/** Of {@link sized} labels without missing ones; undefined where there are fewer than two. */
export function smallestOf(groups: readonly (readonly [string, number])[]): Smallest | undefined {
  const last = groups.at(-1);
  if (last === undefined || groups.length < 2) return undefined;
  const names = groups.filter(([, count]) => count === last[1]).map(([name]) => name);
  return { names, count: last[1], words: shortList(names) };
}

/** `pop`, `pop and reggae`, `hip-hop and 4 others`. */
export function shortList(names: readonly string[]): Sentence {
  return names.length <= MOST_NAMED ? listed(names) : say`${names[0]!} and ${formatNumber(names.length - 1)} others`;
}

const MOST_NAMED = 4;

/** How many songs each of the smallest has, with or without the noun. */
export function smallestClaim({ names: [name = ""], count }: Smallest, column: LabelName, noun?: string): Claim {
  const text = noun === undefined ? formatNumber(count) : countOf(count, noun);
  return claim(text, count, { from: "songs", where: { [column]: name } });
}

import type { ChanceStatistic, LabelName } from "../../../shared/contract/metrics.ts";
import { oncePer } from "../../core/once-per.ts";
import { createRng, permutation } from "../../core/rng.ts";
import { drained, paused } from "../turns.ts";
import { type Classes, type Contingency, contingency, type KnownClasses } from "./contingency.ts";

const PERMUTATIONS = 1000;

/** Labels that are drawn in all: with more than 5,000 songs there are fewer permutations, */
const MOST_LABELS = 5e6;
/** but so many that p = 0.01 can be reached. */
const FEWEST_PERMUTATIONS = 99;

/** A label's classes in random orders. */
export interface PermutedLabels {
  readonly songs: number;
  readonly classCount: number;
  /** permutations × songs: the number of a class. */
  readonly classes: Uint16Array | Uint32Array;
}

/** Called between two permutations. */
type Pause = () => Promise<void>;

/** The permuted labels of songs for a seed, drawn when they are first asked for and shared by all clusterings. */
export type Permuted = (label: LabelName, seed: number, pause?: Pause) => Promise<PermutedLabels>;

export function permutedLabels({ languages, genres, own = [] }: KnownClasses): Permuted {
  const known: Readonly<Record<LabelName, Classes>> = {
    language: languages,
    genre: genres,
    own: own.filter((label) => label !== ""),
  };
  let pauseOfFirst: Pause | undefined;
  const once = oncePer((label: LabelName, seed: number) =>
    paused(permuteInTurns(known[label], seed, label), () => pauseOfFirst?.() ?? Promise.resolve()),
  );
  return (label, seed, pause) => {
    pauseOfFirst = pause;
    return once(label, seed);
  };
}

/** How many permutations there are of the labels of so many songs. */
export function permutationCount(songs: number): number {
  return Math.max(FEWEST_PERMUTATIONS, Math.min(PERMUTATIONS, Math.floor(MOST_LABELS / Math.max(1, songs))));
}

function* permuteInTurns(
  values: Classes,
  seed: number,
  label: LabelName,
): Generator<undefined, PermutedLabels, undefined> {
  // By size: neither names nor the order of the songs change a draw.
  const sizes = contingency(values, values).classSizes.toSorted((a, b) => b - a);
  const songs = values.length;
  const sorted = new Uint32Array(songs);
  let filled = 0;
  for (const [number, size] of sizes.entries()) sorted.fill(number, filled, (filled += size));
  const classes = new (sizes.length > 0xffff ? Uint32Array : Uint16Array)(permutationCount(songs) * songs);
  const rng = createRng(seed, "chance", label);
  for (let start = 0; start < classes.length; start += songs) {
    const order = permutation(songs, rng);
    for (let at = 0; at < songs; at++) classes[start + at] = sorted[order[at]!]!;
    yield;
  }
  return { songs, classCount: sizes.length, classes };
}

/**
 * How often permuted labels agree with clusters of these sizes at least as well as the labels themselves:
 * p = (1 + #{permuted ≥ observed}) / (1 + permutations), one-sided (Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010).
 *
 * A permutation keeps all sizes. With those fixed, ARI grows with Σ n² over the table's cells, and NMI and AMI grow with the
 * mutual information, which grows with Σ n ln n: the two sums stand for all three scores.
 */
export function chanceOf(table: Contingency, permuted: PermutedLabels): Readonly<Record<ChanceStatistic, number>> {
  return drained(chanceInTurns(table, permuted));
}

/** Labels that are looked at between two turns: fewer would cost more in turns than in labels. */
const LABELS_OF_TURN = 2_000;

/** {@link chanceOf}, a permutation a turn, or several of few songs. */
export function* chanceInTurns(
  { cells, clusterSizes }: Contingency,
  { songs, classCount, classes }: PermutedLabels,
): Generator<undefined, Readonly<Record<ChanceStatistic, number>>, undefined> {
  // In the same order for the same sizes, so that equal tables have equal chances.
  const sizes = clusterSizes.toSorted((a, b) => b - a);
  const nLogN = Float64Array.from({ length: (sizes[0] ?? 0) + 1 }, (_, n) => (n === 0 ? 0 : n * Math.log(n)));
  const pairs = cells.reduce((sum, { count }) => sum + count * count, 0);
  // Sums of the same terms in another order differ by rounding.
  const information = cells.reduce((sum, { count }) => sum + nLogN[count]!, 0) * (1 - 1e-12);
  const permutations = classes.length / songs;
  const counts = new Uint32Array(classCount);
  let untilTurn = LABELS_OF_TURN;
  let asManyPairs = 0;
  let asMuchInformation = 0;
  for (let at = 0; at < classes.length;) {
    let drawnPairs = 0;
    let drawnInformation = 0;
    for (const size of sizes) {
      // Labels in random order: any songs of the cluster's number are a random draw of its songs.
      for (let index = at; index < at + size; index++) counts[classes[index]!]!++;
      for (let index = at; index < at + size; index++) {
        const count = counts[classes[index]!]!;
        if (count === 0) continue;
        drawnPairs += count * count;
        drawnInformation += nLogN[count]!;
        counts[classes[index]!] = 0;
      }
      at += size;
    }
    if (drawnPairs >= pairs) asManyPairs++;
    if (drawnInformation >= information) asMuchInformation++;
    untilTurn -= songs;
    if (untilTurn > 0) continue;
    untilTurn = LABELS_OF_TURN;
    yield;
  }
  return { pairs: (1 + asManyPairs) / (1 + permutations), information: (1 + asMuchInformation) / (1 + permutations) };
}

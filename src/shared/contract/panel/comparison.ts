// Two clusterings beside each other: what the panel asks for, and what the engine says of them.
import type { ProjectionName } from "../projections.ts";

/**
 * A clustering of a kept run. Names that are null or that the run has not: of the first side what the run starts with, of
 * the second what the first side has.
 */
export interface ComparedChoice {
  readonly runId: string;
  readonly representation: string | null;
  readonly method: string | null;
}

export interface ComparisonParams {
  readonly a: ComparedChoice;
  readonly b: ComparedChoice;
  /** Of both maps; null: what the first run starts with. A map that a run lacks is made. */
  readonly projection: ProjectionName | null;
}

/** One side, as it was found. */
export interface ComparedSide {
  readonly runId: string;
  readonly representation: string;
  readonly method: string;
  /** `Hard · 22 Nov 11:40, β-VAE latent, Ward`. */
  readonly title: string;
  readonly songCount: number;
}

/** How often a cluster of A met one of B; −1 is noise. Pairs that no song is in are left out. */
export interface ClusterCell {
  readonly a: number;
  readonly b: number;
  readonly count: number;
}

/** Moves a point of B's map into the frame of A's: `x' = xx · x + xy · y + dx`, `y' = yx · x + yy · y + dy`. */
export interface Alignment {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly dx: number;
  readonly dy: number;
  /** Share of the variance of A's map that the aligned one leaves, 0 (the same) to 1 (nothing in common). */
  readonly disparity: number;
}

/** A song that is elsewhere in B. */
export interface MovedSong {
  /** Its places in A and in B. */
  readonly song: number;
  readonly songB: number;
  readonly title: string;
  readonly clusterA: number;
  readonly clusterB: number;
  /** Of its nearest songs in A, how many are among its nearest in B, and of how many. */
  readonly kept: number;
  readonly neighbours: number;
}

/** What a comparison came to in numbers. */
export interface ComparedNumbers {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly projection: ProjectionName;
  /** Songs that both have, matched by file name. */
  readonly common: number;
  /** Song of B → song of A, −1 where A has it not: int32, little endian, in base64. Null: both have the same songs in one order. */
  readonly songsOfA: string | null;
  /** Of the common songs' clusters; null where undefined. */
  readonly agreement: { readonly AMI: number | null; readonly ARI: number | null };
  readonly cells: readonly ClusterCell[];
  /** Which cluster of B is which of A: the pairs that most songs agree on, without noise. */
  readonly matches: readonly (readonly [a: number, b: number])[];
  readonly alignment: Alignment;
  /** Songs whose cluster is another one once the clusters are matched. */
  readonly movedCount: number;
  /** Those that moved most, at most {@link MOST_NAMED} in the panel. */
  readonly moved: readonly MovedSong[];
}

export interface Comparison extends ComparedNumbers {
  /** At most {@link MOST_LINES} lines: what changed in settings and scores, and which songs moved most. */
  readonly summary: readonly string[];
}

export const MOST_NAMED = 5;
export const MOST_LINES = 10;

/** Whether a song's cluster in B is another one than in A. Noise is the same only as noise. */
export function movedTest(matches: Comparison["matches"]): (a: number, b: number) => boolean {
  const partner = new Map(matches);
  return (a, b) => (a < 0 || b < 0 ? a < 0 !== b < 0 : partner.get(a) !== b);
}

/** Where a point of B's map lies in the frame of A's. */
export function alignedPoint({ xx, xy, yx, yy, dx, dy }: Alignment, x: number, y: number): readonly [number, number] {
  return [xx * x + xy * y + dx, yx * x + yy * y + dy];
}

/** The clusters of B by the numbers of A's. */
export interface MatchedClusters {
  /** One per song of B: the cluster of A that its own is matched with, else a number that A does not use; −1 is noise. */
  readonly labels: Int32Array;
  /** What each is called: by its number in B, and in A where that is another one. */
  readonly nameOf: ReadonlyMap<number, string>;
}

/** Gives the clusters of B the numbers, and with them the colours, of the clusters of A that they are matched with. */
export function matchedClusters(
  labelsA: Int32Array,
  labelsB: Int32Array,
  matches: Comparison["matches"],
): MatchedClusters {
  const ofB = new Map(matches.map(([a, b]) => [b, a]));
  let next = labelsA.reduce((most, label) => Math.max(most, label), -1) + 1;
  const nameOf = new Map(matches.map(([a, b]) => [a, a === b ? String(b) : `${b}, in A ${a}`]));
  for (const label of [...new Set(labelsB)].sort((a, b) => a - b)) {
    if (label < 0 || ofB.has(label)) continue;
    nameOf.set(next, `${label}, not in A`);
    ofB.set(label, next++);
  }
  return { labels: labelsB.map((label) => ofB.get(label) ?? -1), nameOf };
}

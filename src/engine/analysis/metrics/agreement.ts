import { LatentuneError } from "../../core/errors.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";

/** Classes or clusters per row: equal values are one class. */
export type Classes = ArrayLike<string | number>;

/** How often each class met each cluster. */
interface Contingency {
  readonly rows: number;
  /** The table's non-zero counts, with the sizes of their class and cluster. */
  readonly cells: readonly { readonly count: number; readonly classSize: number; readonly clusterSize: number }[];
  readonly classSizes: readonly number[];
  readonly clusterSizes: readonly number[];
  /** The largest cell of each cluster. */
  readonly majorities: readonly number[];
}

/** How well clusters agree with known classes. All are undefined without a row. */
export interface Agreement {
  /** Adjusted Rand index (Hubert & Arabie, J. Classification 2, 1985): 1 for equal partitions, about 0 by chance. */
  readonly ari: Measured;
  /** Normalised mutual information, arithmetic mean of the entropies, 0 to 1. */
  readonly nmi: Measured;
  /** The share of rows that belong to their cluster's most frequent class. */
  readonly purity: Measured;
}

/**
 * ARI, NMI and purity of clusters against classes, with scikit-learn's conventions in degenerate cases.
 * @throws {LatentuneError} if the lengths differ.
 */
export function agreement(classes: Classes, clusters: Classes): Agreement {
  if (classes.length !== clusters.length) {
    throw new LatentuneError(`There are ${classes.length} classes for ${clusters.length} cluster labels.`);
  }
  if (classes.length === 0) {
    const none = undefinedBecause("no row is in a cluster");
    return { ari: none, nmi: none, purity: none };
  }
  const table = contingency(classes, clusters);
  return {
    ari: measured(adjustedRand(table)),
    nmi: measured(normalisedMutualInformation(table)),
    purity: measured(sum(table.majorities) / table.rows),
  };
}

/** From the pair confusion matrix: pairs together in both, in one, in none. */
function adjustedRand({ rows, cells, classSizes, clusterSizes }: Contingency): number {
  const squares = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size * size, 0);
  const both = squares(cells.map(({ count }) => count));
  const together = both - rows;
  const classOnly = squares(classSizes) - both;
  const clusterOnly = squares(clusterSizes) - both;
  const apart = rows * rows - together - rows - classOnly - clusterOnly;
  if (classOnly === 0 && clusterOnly === 0) return 1;
  return (
    (2 * (together * apart - classOnly * clusterOnly)) /
    ((together + classOnly) * (classOnly + apart) + (together + clusterOnly) * (clusterOnly + apart))
  );
}

function normalisedMutualInformation({ rows, cells, classSizes, clusterSizes }: Contingency): number {
  if (classSizes.length === 1 && clusterSizes.length === 1) return 1;
  // One class tells nothing; summing the logarithms would leave rounding error.
  if (classSizes.length === 1 || clusterSizes.length === 1) return 0;
  const information = cells.reduce((total, { count, classSize, clusterSize }) => {
    const term = (count / rows) * (Math.log(count) + Math.log(rows) - Math.log(classSize) - Math.log(clusterSize));
    return Math.abs(term) < Number.EPSILON ? total : total + term;
  }, 0);
  // Information within rounding of 0 is none: the two partitions are independent.
  if (information <= Number.EPSILON) return 0;
  return Math.min(1, information / ((entropy(classSizes, rows) + entropy(clusterSizes, rows)) / 2));
}

function entropy(sizes: readonly number[], rows: number): number {
  return -sizes.reduce((total, size) => total + (size / rows) * (Math.log(size) - Math.log(rows)), 0);
}

function contingency(classes: Classes, clusters: Classes): Contingency {
  const classNumbers = numbered(classes);
  const clusterNumbers = numbered(clusters);
  const counts = new Map<number, number>();
  const { sizes: clusterSizes } = clusterNumbers;
  for (let row = 0; row < classes.length; row++) {
    const cell = classNumbers.of[row]! * clusterSizes.length + clusterNumbers.of[row]!;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const majorities = clusterSizes.map(() => 0);
  const cells = Array.from(counts, ([cell, count]) => {
    const cluster = cell % clusterSizes.length;
    majorities[cluster] = Math.max(majorities[cluster]!, count);
    const classSize = classNumbers.sizes[Math.floor(cell / clusterSizes.length)]!;
    return { count, classSize, clusterSize: clusterSizes[cluster]! };
  });
  return { rows: classes.length, cells, classSizes: classNumbers.sizes, clusterSizes, majorities };
}

function numbered(values: Classes): { of: Uint32Array; sizes: number[] } {
  const numbers = new Map<string | number, number>();
  const sizes: number[] = [];
  const of = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, (number = sizes.push(0) - 1));
    sizes[number]!++;
    of[row] = number;
  }
  return { of, sizes };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

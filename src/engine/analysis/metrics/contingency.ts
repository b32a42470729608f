import { LatentuneError } from "../../core/errors.ts";

/** Classes or clusters per row: equal values are one class. */
export type Classes = ArrayLike<string | number>;

/** The labels of songs, which clusters are compared with. */
export interface KnownClasses {
  readonly languages: readonly string[];
  /** Empty strings (unknown) are a class like any other, as in the reference. */
  readonly genres: readonly string[];
  /** The user's own, where they are asked for: songs whose own label is empty are in no comparison with it. */
  readonly own?: readonly string[];
}

/** How often each class met each cluster. */
export interface Contingency {
  readonly rows: number;
  /** The table's non-zero counts, with the sizes of their class and cluster. */
  readonly cells: readonly { readonly count: number; readonly classSize: number; readonly clusterSize: number }[];
  readonly classSizes: readonly number[];
  readonly clusterSizes: readonly number[];
  /** The largest cell of each cluster. */
  readonly majorities: readonly number[];
}

/** @throws {LatentuneError} if the lengths differ. */
export function contingency(classes: Classes, clusters: Classes): Contingency {
  if (classes.length !== clusters.length) {
    throw new LatentuneError(`There are ${classes.length} classes for ${clusters.length} cluster labels.`, {
      remedy: "Give one class and one label per row.",
    });
  }
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

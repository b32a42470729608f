import type { AgreementMetric } from "../../../shared/contract/metrics.ts";
import { type Classes, type Contingency, contingency } from "./contingency.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";

/** How each metric of agreement follows from a table with at least one row. */
const AGREEMENT: Readonly<Record<AgreementMetric, (table: Contingency) => number>> = {
  ARI: adjustedRand,
  NMI: normalisedMutualInformation,
  purity: ({ majorities, rows }) => majorities.reduce((total, count) => total + count, 0) / rows,
  AMI: adjustedMutualInformation,
  homogeneity: (table) => explainedShare(table, table.classSizes),
  completeness: (table) => explainedShare(table, table.clusterSizes),
  v_measure: vMeasure,
  fowlkes_mallows: fowlkesMallows,
};

export type Agreement = Readonly<Record<AgreementMetric, Measured>>;

/**
 * How well clusters agree with known classes, with scikit-learn's conventions in degenerate cases; undefined without a row.
 * @throws {LatentuneError} if the lengths differ.
 */
export function agreement(classes: Classes, clusters: Classes): Agreement {
  const table = contingency(classes, clusters);
  if (table.rows === 0) return undefinedAgreement("no row is in a cluster");
  const entries = Object.entries(AGREEMENT).map(([metric, compute]) => [metric, measured(compute(table))]);
  return Object.fromEntries(entries) as Agreement;
}

/** Agreement with nothing to agree with. */
export function undefinedAgreement(reason: string): Agreement {
  const none = undefinedBecause(reason);
  const entries = Object.keys(AGREEMENT).map((metric) => [metric, none]);
  return Object.fromEntries(entries) as Agreement;
}

/**
 * The adjusted Rand index (Hubert & Arabie, J. Classification 2, 1985): 1 for equal partitions, about 0 by chance. From the
 * pair confusion matrix: pairs together in both, in one, in none.
 */
export function adjustedRand({ rows, cells, classSizes, clusterSizes }: Contingency): number {
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

/**
 * The geometric mean of the shares of the pairs together in one partition that are together in the other (Fowlkes &
 * Mallows, J. Am. Stat. Assoc. 78, 1983); 0 if no pair is together in both.
 */
function fowlkesMallows({ rows, cells, classSizes, clusterSizes }: Contingency): number {
  const together = squares(cells.map(({ count }) => count)) - rows;
  if (together === 0) return 0;
  return Math.sqrt(together / (squares(clusterSizes) - rows)) * Math.sqrt(together / (squares(classSizes) - rows));
}

/** Mutual information over the arithmetic mean of the entropies, 0 to 1. */
function normalisedMutualInformation(table: Contingency): number {
  const { rows, classSizes, clusterSizes } = table;
  if (classSizes.length === 1 && clusterSizes.length === 1) return 1;
  const information = mutualInformation(table);
  // Information within rounding of 0 is none: the two partitions are independent.
  if (information <= Number.EPSILON) return 0;
  return Math.min(1, information / ((entropy(classSizes, rows) + entropy(clusterSizes, rows)) / 2));
}

/**
 * Mutual information less what is expected by chance, over the arithmetic mean of the entropies less the same (Vinh, Epps &
 * Bailey, JMLR 11, 2010): 1 for equal partitions, about 0 by chance.
 */
function adjustedMutualInformation(table: Contingency): number {
  const { rows, classSizes, clusterSizes } = table;
  if (classSizes.length === clusterSizes.length && [1, rows].includes(classSizes.length)) return 1;
  if (classSizes.length === 1 || clusterSizes.length === 1) return 0;
  const expected = expectedInformation(table);
  // Where the expectation is as large as the entropies both differences are rounding errors.
  const awayFromZero = (value: number): number => Math.max(Math.abs(value), Number.EPSILON) * (value < 0 ? -1 : 1);
  const most = (entropy(classSizes, rows) + entropy(clusterSizes, rows)) / 2;
  return awayFromZero(mutualInformation(table) - expected) / awayFromZero(most - expected);
}

/** The mean of the mutual information over all pairs of partitions with these sizes. Sizes that are equal are taken once. */
function expectedInformation({ rows, classSizes, clusterSizes }: Contingency): number {
  const logFactorial = logFactorials(rows);
  const clusterCounts = countsOf(clusterSizes);
  let expected = 0;
  for (const [a, classes] of countsOf(classSizes)) {
    for (const [b, clusters] of clusterCounts) {
      const fixed = [a, b, rows - a, rows - b].reduce((sum, n) => sum + logFactorial[n]!, -logFactorial[rows]!);
      for (let both = Math.max(1, a + b - rows); both <= Math.min(a, b); both++) {
        const rest = [both, a - both, b - both, rows - a - b + both].reduce((sum, n) => sum + logFactorial[n]!, 0);
        const information = Math.log(rows) + Math.log(both) - Math.log(a) - Math.log(b);
        expected += classes * clusters * (both / rows) * information * Math.exp(fixed - rest);
      }
    }
  }
  return expected;
}

/** ln n! for n = 0 … last, by Kahan's sum: the plain one would lose six digits at 50,000. */
function logFactorials(last: number): Float64Array {
  const out = new Float64Array(last + 1);
  let lost = 0;
  for (let n = 2; n <= last; n++) {
    const term = Math.log(n) - lost;
    out[n] = out[n - 1]! + term;
    lost = out[n]! - out[n - 1]! - term;
  }
  return out;
}

/** How often each value occurs. */
function countsOf(values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * Mutual information over the entropy of one partition (Rosenberg & Hirschberg, EMNLP 2007): over the classes' it is
 * homogeneity, over the clusters' completeness, 0 to 1. 1 where that partition is one group.
 */
function explainedShare(table: Contingency, sizes: readonly number[]): number {
  return sizes.length === 1 ? 1 : mutualInformation(table) / entropy(sizes, table.rows);
}

/** The harmonic mean of homogeneity and completeness. */
function vMeasure(table: Contingency): number {
  const homogeneity = explainedShare(table, table.classSizes);
  const completeness = explainedShare(table, table.clusterSizes);
  return homogeneity + completeness === 0 ? 0 : (2 * homogeneity * completeness) / (homogeneity + completeness);
}

function mutualInformation({ rows, cells, classSizes, clusterSizes }: Contingency): number {
  // One group tells nothing; summing the logarithms would leave rounding error.
  if (classSizes.length === 1 || clusterSizes.length === 1) return 0;
  const information = cells.reduce((total, { count, classSize, clusterSize }) => {
    const term = (count / rows) * (Math.log(count) + Math.log(rows) - Math.log(classSize) - Math.log(clusterSize));
    return Math.abs(term) < Number.EPSILON ? total : total + term;
  }, 0);
  return Math.max(0, information);
}

function entropy(sizes: readonly number[], rows: number): number {
  return -sizes.reduce((total, size) => total + (size / rows) * (Math.log(size) - Math.log(rows)), 0);
}

function squares(values: readonly number[]): number {
  return values.reduce((total, value) => total + value * value, 0);
}

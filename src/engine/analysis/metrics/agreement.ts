import type { AgreementMetric } from "../../../shared/contract/metrics.ts";
import { type Classes, type Contingency, contingency } from "./contingency.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";

/** How each metric of agreement follows from a table with at least one row. */
const AGREEMENT: Readonly<Record<AgreementMetric, (table: Contingency) => number>> = {
  ARI: adjustedRand,
  NMI: normalisedMutualInformation,
  purity: ({ majorities, rows }) => majorities.reduce((total, count) => total + count, 0) / rows,
};

export type Agreement = Readonly<Record<AgreementMetric, Measured>>;

/**
 * How well clusters agree with known classes, with scikit-learn's conventions in degenerate cases; undefined without a row.
 * @throws {LatentuneError} if the lengths differ.
 */
export function agreement(classes: Classes, clusters: Classes): Agreement {
  const table = contingency(classes, clusters);
  const none = undefinedBecause("no row is in a cluster");
  const entries = Object.entries(AGREEMENT).map(([metric, compute]) => [
    metric,
    table.rows === 0 ? none : measured(compute(table)),
  ]);
  return Object.fromEntries(entries) as Agreement;
}

/**
 * The adjusted Rand index (Hubert & Arabie, J. Classification 2, 1985): 1 for equal partitions, about 0 by chance. From the
 * pair confusion matrix: pairs together in both, in one, in none.
 */
function adjustedRand({ rows, cells, classSizes, clusterSizes }: Contingency): number {
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

/** Mutual information over the arithmetic mean of the entropies, 0 to 1. */
function normalisedMutualInformation(table: Contingency): number {
  const { rows, classSizes, clusterSizes } = table;
  if (classSizes.length === 1 && clusterSizes.length === 1) return 1;
  const information = mutualInformation(table);
  // Information within rounding of 0 is none: the two partitions are independent.
  if (information <= Number.EPSILON) return 0;
  return Math.min(1, information / ((entropy(classSizes, rows) + entropy(clusterSizes, rows)) / 2));
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

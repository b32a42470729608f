/**
 * The Bayesian information criterion of a partition by K-Means as k normal distributions of one variance in all directions
 * (X-means: Pelleg & Moore, ICML 2000, with the variance's divisor d · (n − k)): lower is better. One variance for all clusters
 * is what K-Means assumes, and a cluster of one song cannot make the likelihood infinite, as in a mixture with a covariance
 * for each: with few songs that always asks for more clusters.
 *
 * @param inertia Σ of squared distances to the own centre
 * @returns null where no song is off its centre
 */
export function sphericalBic(labels: Int32Array, inertia: number, k: number, columns: number): number | null {
  const rows = labels.length;
  if (!(inertia > 0) || k >= rows) return null;
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const variance = inertia / (columns * (rows - k));
  let logLikelihood = -0.5 * columns * (rows * Math.log(2 * Math.PI * variance) + rows - k);
  for (const size of sizes.values()) logLikelihood += size * Math.log(size / rows);
  const parameters = k - 1 + k * columns + 1;
  return parameters * Math.log(rows) - 2 * logLikelihood;
}

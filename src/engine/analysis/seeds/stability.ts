import { adjustedRand } from "../metrics/agreement.ts";
import { contingency } from "../metrics/contingency.ts";

/**
 * How much the seeds' clusterings are alike: the mean of the adjusted Rand index of every two of them, 1 for equal ones and
 * about 0 by chance. Noise counts as a cluster of its own. Time is songs × labelings².
 * @param labelings at least two, of the same songs, at least one
 */
export function stability(labelings: readonly Int32Array[]): number {
  let sum = 0;
  let pairs = 0;
  labelings.forEach((one, index) => {
    for (const other of labelings.slice(index + 1)) {
      sum += adjustedRand(contingency(one, other));
      pairs++;
    }
  });
  return sum / pairs;
}

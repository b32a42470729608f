import { drawNumbers, type Rng } from "../../../core/rng.ts";
import { adjustedRand } from "../../metrics/agreement.ts";
import { contingency } from "../../metrics/contingency.ts";

/** Random parts of the rows that are clustered by themselves; every two are compared. */
export const SUBSAMPLES = 16;
const SHARE = 0.8;

/** Some rows, ascending. */
export type Subsample = Uint32Array;

/** Random subsamples of ⌊0.8 · rows⌋ rows each. */
export function drawSubsamples(rows: number, rng: Rng): Subsample[] {
  const size = Math.floor(SHARE * rows);
  return Array.from({ length: SUBSAMPLES }, () => drawNumbers(rows, size, rng));
}

/**
 * The stability of a number of clusters (Ben-Hur, Elisseeff & Guyon, Pacific Symposium on Biocomputing 2002, with the adjusted
 * Rand index as the similarity): subsamples are clustered, and the index of each two labelings on the rows that both have is
 * averaged. 1: the same clusters whichever songs are left out; about 0: as if by chance. Other seeds on the same rows would
 * compare local optima of one data set alone.
 *
 * @param labelings one for each subsample, a label per row of it
 */
export function meanAgreement(subsamples: readonly Subsample[], labelings: readonly Int32Array[]): number {
  let total = 0;
  let pairs = 0;
  for (let second = 1; second < subsamples.length; second++) {
    for (let first = 0; first < second; first++) {
      const [a, b] = commonLabels(subsamples[first]!, labelings[first]!, subsamples[second]!, labelings[second]!);
      total += adjustedRand(contingency(a, b));
      pairs++;
    }
  }
  return total / pairs;
}

/** The labels that the rows of both subsamples have in each. */
function commonLabels(a: Subsample, labelsOfA: Int32Array, b: Subsample, labelsOfB: Int32Array): [number[], number[]] {
  const common: [number[], number[]] = [[], []];
  for (let atA = 0, atB = 0; atA < a.length && atB < b.length;) {
    if (a[atA]! < b[atB]!) atA++;
    else if (a[atA]! > b[atB]!) atB++;
    else {
      common[0].push(labelsOfA[atA++]!);
      common[1].push(labelsOfB[atB++]!);
    }
  }
  return common;
}

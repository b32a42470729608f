import type { WeightedRows } from "../spectrum/weighted-rows.ts";

/** Rounds after which the bands are met to a percent or so. */
const ROUNDS = 30;

/**
 * Powers of the bins that give these powers of the bands: not negative, and as even within a band as the bands allow. The
 * multiplicative steps of Lee & Seung ("Algorithms for non-negative matrix factorization", 2001) for the Kullback–Leibler
 * divergence, from ones: each lessens it, and quiet bands count as much as loud ones.
 * @param power of bands, the frames' values of each band side by side: band b in frame f at [frames·b + f], not negative
 * @param bins of the spectrum; those that no band holds are 0
 * @returns bin k in frame f at [bins·f + k]
 */
export function powerOfBins(
  { starts, offsets, weights }: WeightedRows,
  power: Float64Array,
  frames: number,
  bins: number,
): Float64Array {
  const bands = starts.length;
  const columnSums = new Float64Array(bins);
  for (let band = 0; band < bands; band++)
    for (let at = offsets[band]!; at < offsets[band + 1]!; at++)
      columnSums[starts[band]! + at - offsets[band]!]! += weights[at]!;
  const shares = new Float64Array(bins);
  const result = new Float64Array(frames * bins);
  for (let frame = 0; frame < frames; frame++) {
    const bin = result.subarray(frame * bins, (frame + 1) * bins);
    for (let k = 0; k < bins; k++) bin[k] = columnSums[k]! > 0 ? 1 : 0;
    for (let round = 0; round < ROUNDS; round++) {
      shares.fill(0);
      for (let band = 0; band < bands; band++) {
        const [from, to] = [offsets[band]!, offsets[band + 1]!];
        const first = starts[band]! - from;
        let sum = 0;
        for (let at = from; at < to; at++) sum += weights[at]! * bin[first + at]!;
        const ratio = sum > 0 ? power[frames * band + frame]! / sum : 0;
        for (let at = from; at < to; at++) shares[first + at]! += weights[at]! * ratio;
      }
      for (let k = 0; k < bins; k++) if (columnSums[k]! > 0) bin[k]! *= shares[k]! / columnSums[k]!;
    }
  }
  return result;
}

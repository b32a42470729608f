/**
 * The mean of each text's token vectors, padding left out.
 * @param states row-major [texts, tokens, width]
 * @param mask row-major [texts, tokens]: 1 for a token, 0 for padding
 */
export function meanPool(
  states: Float32Array,
  mask: ArrayLike<bigint>,
  [texts, tokens, width]: readonly [number, number, number],
): Float64Array[] {
  return Array.from({ length: texts }, (_, text) => {
    const mean = new Float64Array(width);
    let count = 0;
    for (let token = 0; token < tokens; token++) {
      if (mask[text * tokens + token] !== 1n) continue;
      count++;
      const start = (text * tokens + token) * width;
      for (let at = 0; at < width; at++) mean[at]! += states[start + at]!;
    }
    return count === 0 ? mean : mean.map((sum) => sum / count);
  });
}

/** The vectors' mean by weight, of length 1; of length 0 if they cancel out. */
export function unitMean(vectors: readonly { readonly vector: Float64Array; readonly weight: number }[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.vector.length ?? 0);
  for (const { vector, weight } of vectors) for (let at = 0; at < sum.length; at++) sum[at]! += weight * vector[at]!;
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((value) => value / length);
}

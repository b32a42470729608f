type Factors = readonly [number, number, number, number, number, number];

export function plainAdam(memory: ArrayBuffer) {
  const floats = new Float32Array(memory);
  const { fround, sqrt } = Math;
  return {
    /**
     * One step of Adam on float32: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − stepSize · m / (√v + ε). The
     * gradient's elements go up to before `end`, at least one; the kernel handles four at a time, so that it reads and
     * writes up to three further ones. The factors are stepSize, ε, β₁, 1 − β₁, β₂ and 1 − β₂.
     */
    adam(weight: number, mean: number, variance: number, gradient: number, end: number, factors: number): void {
      const [stepSize, epsilon, beta1, rest1, beta2, rest2] = floats.subarray(factors / 4) as unknown as Factors;
      let [w, m, v] = [weight / 4, mean / 4, variance / 4];
      for (let at = gradient / 4; at < end / 4; at++, w++, m++, v++) {
        const g = floats[at]!;
        floats[m] = fround(floats[m]! * beta1) + fround(g * rest1);
        floats[v] = fround(floats[v]! * beta2) + fround(fround(g * g) * rest2);
        const denominator = fround(fround(sqrt(floats[v]!)) + epsilon);
        floats[w] = floats[w]! - fround(fround(floats[m]! / denominator) * stepSize);
      }
    },
  };
}

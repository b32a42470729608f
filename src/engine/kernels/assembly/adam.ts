// One step of Adam, four float32 at a time. Described in ../adam.ts.

/** β · moment + (1 − β) · value, in place. */
function decay(moment: usize, beta: v128, rest: v128, value: v128): v128 {
  const decayed = f32x4.add(f32x4.mul(v128.load(moment), beta), f32x4.mul(value, rest));
  v128.store(moment, decayed);
  return decayed;
}

export function adam(weight: usize, mean: usize, variance: usize, gradient: usize, end: usize, factors: usize): void {
  const stepSize = v128.load32_splat(factors);
  const epsilon = v128.load32_splat(factors, 4);
  const beta1 = v128.load32_splat(factors, 8);
  const rest1 = v128.load32_splat(factors, 12);
  const beta2 = v128.load32_splat(factors, 16);
  const rest2 = v128.load32_splat(factors, 20);
  do {
    const g = v128.load(gradient);
    const m = decay(mean, beta1, rest1, g);
    const v = decay(variance, beta2, rest2, f32x4.mul(g, g));
    const step = f32x4.mul(f32x4.div(m, f32x4.add(f32x4.sqrt(v), epsilon)), stepSize);
    v128.store(weight, f32x4.sub(v128.load(weight), step));
    weight += 16;
    mean += 16;
    variance += 16;
    gradient += 16;
  } while (gradient < end);
}

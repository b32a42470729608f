/** Mantissa bits of a table entry: 256 entries per octave. */
const BITS = 8;
const SHIFT = 23 - BITS;
const ENTRIES = 1 << (31 - SHIFT);

/**
 * x ↦ xᵇ for x ≥ 0 by a table of all float32 exponents, linear in between: relative error below 4e-6 for 0 < b ≤ 2,
 * and several times as fast as `Math.pow`, which would take most of the time of UMAP's descent.
 */
export function createPower(exponent: number): (x: number) => number {
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  const table = new Float64Array(ENTRIES + 1);
  for (let entry = 0; entry <= ENTRIES; entry++) {
    bits[0] = entry << SHIFT;
    table[entry] = float[0]! ** exponent;
  }
  return (x) => {
    float[0] = x;
    const entry = bits[0]! >>> SHIFT;
    const low = table[entry]!;
    return low + (table[entry + 1]! - low) * ((bits[0]! & ((1 << SHIFT) - 1)) / (1 << SHIFT));
  };
}

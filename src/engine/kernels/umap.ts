/** Mantissa bits of a table's entry: 128 entries per octave. More would leave the first-level cache. */
const BITS = 7;
const SHIFT = 23 - BITS;
const FRACTION = (1 << SHIFT) - 1;
const ENTRIES = 1 << (31 - SHIFT);

/** float64 of a table. */
export const TABLE_LENGTH = ENTRIES + 1;

/** Bytes of an edge: head and tail as numbers of points (uint32), its period, when it is next used, and when it next pushes (float64). */
export const EDGE = 32;

/** Random points that are pushed away for each use of an edge. */
export const NEGATIVE_SAMPLES = 5;

const MAX_STEP = 4;

/**
 * A smooth function of x ≥ 0 by a table over all float32 exponents, linear in between: relative error below 2e-5 for powers
 * xᵇ with |b| ≤ 2, which for the forces of UMAP's descent is several times as fast as `Math.pow` and a division. Where the
 * function is not finite, at 0 or at the largest numbers, the nearest entry that is stands for it.
 */
export function tabulate(f: (x: number) => number): Float64Array {
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  const table = new Float64Array(TABLE_LENGTH);
  for (let entry = 0; entry <= ENTRIES; entry++) {
    bits[0] = entry << SHIFT;
    const value = f(float[0]!);
    table[entry] = Number.isFinite(value) || entry === 0 ? value : table[entry - 1]!;
  }
  if (!Number.isFinite(table[0])) table[0] = table[1]!;
  return table;
}

/** A tabulated function, at x. */
export function valueAt(table: Float64Array, x: number): number {
  const [pattern] = new Int32Array(Float32Array.of(x).buffer);
  const entry = pattern! >>> SHIFT;
  const low = table[entry]!;
  return low + (table[entry + 1]! - low) * ((pattern! & FRACTION) / (1 << SHIFT));
}

export function plainUmap(memory: ArrayBuffer) {
  const [floats, integers] = [new Float64Array(memory), new Uint32Array(memory)];
  const clip = (value: number): number => Math.max(-MAX_STEP, Math.min(MAX_STEP, value));
  return {
    /**
     * UMAP's descent along edges, one after the other, in an epoch: the ends of each that is due are drawn together, and from
     * its head random points are pushed away, which the draws say (uint32). It ends at `edgesEnd`, or before an edge for which
     * the draws do not suffice.
     * @param points float64, x and y
     * @param pulls address of the table of attraction per unit of the difference, by the squared distance; `pushes` of repulsion
     * @param rest where it says behind which edge and which draw it ended: two addresses (uint32)
     */
    descend(
      edge: number,
      edgesEnd: number,
      points: number,
      rows: number,
      draws: number,
      drawsEnd: number,
      pulls: number,
      pushes: number,
      epoch: number,
      rate: number,
      rest: number,
    ): void {
      const [pullTable, pushTable] = [pulls, pushes].map((at) => floats.subarray(at / 8, at / 8 + TABLE_LENGTH));
      const place = (point: number): number => points / 8 + 2 * point;
      for (; edge < edgesEnd; edge += EDGE) {
        const [period, use, push] = [1, 2, 3].map((at) => edge / 8 + at) as [number, number, number];
        if (floats[use]! > epoch) continue;
        const pushPeriod = floats[period]! / NEGATIVE_SAMPLES;
        const count = Math.floor((epoch - floats[push]!) / pushPeriod);
        if (draws + 4 * count > drawsEnd) break;
        const head = place(integers[edge / 4]!);
        /** Moves the head by a force on the difference to another point, and the other one against it. */
        const move = (other: number, table: Float64Array, share: number): void => {
          const difference = [0, 1].map((axis) => floats[head + axis]! - floats[other + axis]!);
          const squared = difference[0]! ** 2 + difference[1]! ** 2;
          if (squared === 0 || other === head) return;
          const force = valueAt(table, squared);
          for (const [axis, apart] of difference.entries()) {
            const step = rate * clip(force * apart);
            floats[head + axis]! += step;
            floats[other + axis]! -= share * step;
          }
        };
        move(place(integers[edge / 4 + 1]!), pullTable!, 1);
        floats[use]! += floats[period]!;
        for (let sample = 0; sample < count; sample++, draws += 4) {
          move(place(Math.floor(integers[draws / 4]! * (rows / 2 ** 32))), pushTable!, 0);
        }
        floats[push]! += count * pushPeriod;
      }
      integers.set([edge, draws], rest / 4);
    },
  };
}

/** Edges that are used side by side. */
export const TOGETHER = 4;

/** Random points that are pushed away for each use of an edge. */
const NEGATIVE_SAMPLES = 5;

/** Numbers (uint32) from which random points are drawn: the four states of sfc32 of each lane, one state after the other. */
export const DRAW_STATES = 4 * TOGETHER;

const MAX_STEP = 4;

/** Between which squared distances are taken to lie. */
const LEAST = 1e-15;
const MOST = 1e15;

/** Of log₂(1 + m) / m for |m| ≤ 1/3 to 8e-5, and of 2ˣ for |x| ≤ 1/2 to 3e-6; the highest power first. */
const LOGARITHM = [
  0.3337406814098358, -0.39728105068206787, 0.4784718155860901, -0.7202993631362915, 1.4427162408828735,
];
const EXPONENTIAL = [
  0.009570101276040077, 0.05591785907745361, 0.240247443318367, 0.6931217908859253, 0.9999992847442627,
];

/** Added to a float32 below 2²², it leaves the nearest integer in the last bits. */
const ROUNDER = 1.5 * 2 ** 23;

/** Patterns of float32: of 2/3, and of sign and exponent alone. */
const TWO_THIRDS = 0x3f2aaaab;
const EXPONENT = 0xff800000;

const { fround } = Math;
const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);
const bitsOf = (value: number): number => {
  float[0] = value;
  return bits[0]!;
};
const floatOf = (pattern: number): number => {
  bits[0] = pattern;
  return float[0]!;
};
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => fround(fround(sum * x) + coefficient));

/** xᵇ in float32, for x from 1e-15 to 1e15 and |b| ≤ 2: to a relative 4e-5. */
export function powerOf(x: number, b: number): number {
  const exponent = (bitsOf(x) - TWO_THIRDS) & EXPONENT;
  const m = fround(floatOf(bitsOf(x) - exponent) - 1);
  const logarithm = fround(fround(polynomial(LOGARITHM, m) * m) + exponent * 2 ** -23);
  const product = fround(fround(b) * logarithm);
  const shifted = fround(product + ROUNDER);
  const rest = fround(product - (shifted - ROUNDER));
  return floatOf(bitsOf(polynomial(EXPONENTIAL, rest)) + (bitsOf(shifted) << 23));
}

export function plainUmap(memory: ArrayBuffer) {
  const [floats, integers] = [new Float32Array(memory), new Uint32Array(memory)];
  const clip = (value: number): number => Math.max(-MAX_STEP, Math.min(MAX_STEP, value));
  /** The next number of a lane's sfc32. */
  const draw = (states: number, lane: number): number => {
    const [a, b, c, counter] = [0, 1, 2, 3].map((state) => states / 4 + TOGETHER * state + lane) as [
      number,
      number,
      number,
      number,
    ];
    const drawn = integers[a]! + integers[b]! + integers[counter]!;
    integers[counter]!++;
    integers[a] = integers[b]! ^ (integers[b]! >>> 9);
    integers[b] = integers[c]! + (integers[c]! << 3);
    integers[c] = ((integers[c]! << 21) | (integers[c]! >>> 11)) + drawn;
    return drawn >>> 0;
  };
  return {
    /**
     * Lists the edges that are due in an epoch (float32 times, until these reach their end), and puts each off by its period. Returns how
     * many there are; beyond these the list is overwritten by one. @param edge the first one's number
     */
    listDueEdges(next: number, nextEnd: number, periods: number, edge: number, epoch: number, list: number): number {
      let count = 0;
      for (; next < nextEnd; next += 4, periods += 4, edge++) {
        integers[list / 4 + count] = edge;
        if (!(floats[next / 4]! <= epoch)) continue;
        floats[next / 4]! += floats[periods / 4]!;
        count++;
      }
      return count;
    },
    /**
     * UMAP's descent along the edges of a list, {@link TOGETHER} at a time: their ends are drawn together, and from each head
     * random points are pushed away. All forces of these edges are those of the points before any of their moves, which are added
     * up. The curve is 1 / (1 + a · d²ᵇ).
     * @param ends by edge the numbers of its head and its tail (uint32)
     * @param points float32, x and y; may have more than the `rows` of which are drawn
     * @param draws the states from which they are drawn
     */
    descend(
      list: number,
      listEnd: number,
      ends: number,
      points: number,
      rows: number,
      draws: number,
      a: number,
      b: number,
      rate: number,
    ): void {
      [a, b, rate] = [fround(a), fround(b), fround(rate)];
      const place = (point: number): number => points / 4 + 2 * point;
      const attraction = (squared: number): number => {
        const power = powerOf(squared, b);
        const pull = fround(fround(fround(-2 * a) * b) * power);
        return fround(pull / fround(squared * fround(1 + fround(a * power))));
      };
      const repulsion = (squared: number): number => {
        const spread = fround(1 + fround(a * powerOf(squared, b)));
        return fround(fround(2 * b) / fround(fround(fround(0.001) + squared) * spread));
      };
      /** Both coordinates of the move that a force on the difference of two points makes. */
      const moveOf = (head: number, other: number, force: (squared: number) => number): [number, number] => {
        const apart = [0, 1].map((axis) => fround(floats[head + axis]! - floats[other + axis]!)) as [number, number];
        const squared = fround(fround(apart[0] ** 2) + fround(apart[1] ** 2));
        const strength = force(fround(Math.max(LEAST, Math.min(MOST, squared))));
        return apart.map((difference) => clip(fround(strength * difference))) as [number, number];
      };
      for (; list < listEnd; list += 4 * TOGETHER) {
        const moves = Array.from({ length: TOGETHER }, (_, lane) => {
          const [head, tail] = [0, 1].map((end) =>
            place(integers[ends / 4 + 2 * integers[list / 4 + lane]! + end]!),
          ) as [number, number];
          const pull = moveOf(head, tail, attraction);
          const sum: [number, number] = [...pull];
          for (let sample = 0; sample < NEGATIVE_SAMPLES; sample++) {
            const other = place(Math.floor((draw(draws, lane) * rows) / 2 ** 32));
            for (const [axis, step] of moveOf(head, other, repulsion).entries()) sum[axis] = fround(sum[axis]! + step);
          }
          return { head, tail, pull, sum };
        });
        for (const { head, sum } of moves) for (const axis of [0, 1]) floats[head + axis]! += fround(rate * sum[axis]!);
        for (const { tail, pull } of moves)
          for (const axis of [0, 1]) floats[tail + axis]! -= fround(rate * pull[axis]!);
      }
    },
  };
}

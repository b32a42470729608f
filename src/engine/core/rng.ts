/** A seeded stream of random numbers. Randomness is an argument: nothing in the engine draws from anywhere else. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, n), for 1 ≤ n ≤ 2³². */
  integer(n: number): number;
  /** Uniform integer in [0, 2³²): half the work of the others. */
  uint32(): number;
}

/**
 * A stream for one purpose, derived from a seed and the purpose's name: `createRng(42, "kmeans", "lyrics_svd")`.
 * Streams of different names are independent, so adding a step never changes the numbers of another.
 *
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), seeded by hashing seed and labels with cyrb128-style mixing.
 */
export function createRng(seed: number, ...labels: readonly string[]): Rng {
  const rng = new Sfc32(seedWords(seed, labels));
  // sfc32 mixes its seed within a dozen rounds.
  for (let round = 0; round < 15; round++) rng.uint32();
  return rng;
}

/** A random permutation of 0 … n−1 (Fisher–Yates). */
export function permutation(n: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}

/** So many of the numbers 0 … n−1, drawn at random, in ascending order. @param count at most n, else all are drawn */
export function drawNumbers(n: number, count: number, rng: Rng): Uint32Array {
  return permutation(n, rng).slice(0, count).sort();
}

class Sfc32 implements Rng {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;
  /** The second value of the last Box–Muller pair, if it is still unused. */
  private spare: number | null = null;

  constructor(words: readonly [number, number, number, number]) {
    [this.a, this.b, this.c, this.counter] = words;
  }

  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  normal(): number {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return value;
    }
    // Box–Muller; 1 − u is in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }
}

/**
 * The state that a stream starts from, before the rounds that mix it: four 32-bit words that depend on every character of
 * seed and labels (MurmurHash3's mixing, four lanes).
 */
export function seedWords(seed: number, labels: readonly string[]): readonly [number, number, number, number] {
  const text = `${seed}\u0000${labels.join("\u0000")}`;
  let h1 = 0x3c6ef372;
  let h2 = 0x9e3779b9;
  let h3 = 0x78dde6e4;
  let h4 = 0x1715609d;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 0x2453_5b89);
    h2 = h3 ^ Math.imul(h2 ^ code, 0x9e37_79b1);
    h3 = h4 ^ Math.imul(h3 ^ code, 0x85eb_ca77);
    h4 = h1 ^ Math.imul(h4 ^ code, 0xc2b2_ae3d);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 0x2453_5b89);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 0x9e37_79b1);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 0x85eb_ca77);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 0xc2b2_ae3d);
  return [(h1 ^ h2 ^ h3 ^ h4) | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0];
}

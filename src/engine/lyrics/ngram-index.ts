const EMPTY = -1;
const FIRST_SLOTS = 1 << 12;
/** Code points are below 2²¹ and node numbers below 2³², so node · 2²¹ + code point is exact in float64. */
const CODE_POINTS = 2 ** 21;

/**
 * A trie over code points that numbers every n-gram it meets: the node reached from `node` by one more code point.
 * One open-addressing hash table holds all edges, so a text of length L costs L · n look-ups of two numbers and no
 * strings are made. Node 0 is the empty n-gram.
 */
export class NgramIndex {
  private keys = new Float64Array(FIRST_SLOTS).fill(EMPTY);
  private nodes = new Uint32Array(FIRST_SLOTS);
  private used = 0;

  /** The number of the n-gram `node` + `codePoint`; a new n-gram gets the next number. */
  extend(node: number, codePoint: number): number {
    const key = node * CODE_POINTS + codePoint;
    const mask = this.keys.length - 1;
    let slot = hash(node, codePoint) & mask;
    for (;;) {
      const found = this.keys[slot]!;
      if (found === key) return this.nodes[slot]!;
      if (found === EMPTY) break;
      slot = (slot + 1) & mask;
    }
    this.used++;
    this.keys[slot] = key;
    this.nodes[slot] = this.used;
    const added = this.used;
    if (this.used * 2 > this.keys.length) this.grow();
    return added;
  }

  /** The number of the n-gram `node` + `codePoint`; undefined if it was never met. */
  find(node: number, codePoint: number): number | undefined {
    const key = node * CODE_POINTS + codePoint;
    const mask = this.keys.length - 1;
    let slot = hash(node, codePoint) & mask;
    for (;;) {
      const found = this.keys[slot]!;
      if (found === key) return this.nodes[slot];
      if (found === EMPTY) return undefined;
      slot = (slot + 1) & mask;
    }
  }

  /** Forgets all n-grams, but not how much room they took. */
  clear(): void {
    if (this.used > 0) this.keys.fill(EMPTY);
    this.used = 0;
  }

  private grow(): void {
    const { keys, nodes } = this;
    this.keys = new Float64Array(keys.length * 2).fill(EMPTY);
    this.nodes = new Uint32Array(keys.length * 2);
    const mask = this.keys.length - 1;
    for (let from = 0; from < keys.length; from++) {
      const key = keys[from]!;
      if (key === EMPTY) continue;
      let slot = hash(Math.floor(key / CODE_POINTS), key % CODE_POINTS) & mask;
      while (this.keys[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.keys[slot] = key;
      this.nodes[slot] = nodes[from]!;
    }
  }
}

/** Murmur3's finaliser over both numbers. */
function hash(node: number, codePoint: number): number {
  let h = Math.imul(node, 0x9e3779b1) ^ Math.imul(codePoint, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

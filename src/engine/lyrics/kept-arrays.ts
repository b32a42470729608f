import { letGo } from "../core/native/let-go.ts";

type Numbers = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Elements of a block; a longer array has a block of its own. */
const BLOCK = 2 ** 20;

/**
 * Copies of many short arrays in few large ones: a hundred thousand small pieces of memory, once they are let go, leave holes
 * that stay with the process.
 */
export class KeptArrays<Kind extends Numbers> {
  private readonly make: (length: number) => Kind;
  private blocks: Kind[];
  /** Of the last block. */
  private used = 0;

  /** @param make an array of zeros of such a length */
  constructor(make: (length: number) => Kind) {
    this.make = make;
    this.blocks = [make(0)];
  }

  /** A copy of the values, which {@link KeptArrays.letGo} takes away. */
  keep(values: ArrayLike<number>): Kind {
    let block = this.blocks.at(-1)!;
    if (this.used + values.length > block.length) {
      block = this.make(Math.max(BLOCK, values.length));
      this.blocks.push(block);
      this.used = 0;
    }
    const copy = block.subarray(this.used, this.used + values.length) as Kind;
    copy.set(values);
    this.used += values.length;
    return copy;
  }

  /** Gives the memory back: the copies are empty from then on. */
  letGo(): void {
    letGo(this.blocks.map(({ buffer }) => buffer));
    this.blocks = [this.make(0)];
    this.used = 0;
  }
}

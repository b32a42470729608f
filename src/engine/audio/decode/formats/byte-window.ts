import type { ByteStream } from "../chunks.ts";

/** The bytes of a stream that are at hand, from where its reader is; more are fetched on request. */
export class ByteWindow {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Uint8Array = new Uint8Array(0);

  constructor(bytes: ByteStream) {
    this.source = bytes[Symbol.asyncIterator]();
  }

  /** What is at hand; valid until the next call of a method. */
  get bytes(): Uint8Array {
    return this.held;
  }

  /** Whether at least so many bytes are at hand, after fetching what is missing; false only at the stream's end. */
  async has(count: number): Promise<boolean> {
    while (this.held.length < count) {
      const next = await this.source.next();
      if (next.done === true) return false;
      if (this.held.length === 0) this.held = next.value;
      else {
        const joined = new Uint8Array(this.held.length + next.value.length);
        joined.set(this.held);
        joined.set(next.value, this.held.length);
        this.held = joined;
      }
    }
    return true;
  }

  /** Moves on over bytes that are at hand. */
  drop(count: number): void {
    this.held = this.held.subarray(count);
  }

  /** The next `count` bytes, or undefined if the stream ends before. */
  async take(count: number): Promise<Uint8Array | undefined> {
    if (!(await this.has(count))) return undefined;
    const taken = this.held.subarray(0, count);
    this.drop(count);
    return taken;
  }

  /** Moves on over any number of bytes, or to the stream's end, without holding them. */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > this.held.length) {
      left -= this.held.length;
      this.held = new Uint8Array(0);
      if (!(await this.has(1))) return;
    }
    this.drop(left);
  }

  /** Closes the stream. */
  async close(): Promise<void> {
    await this.source.return?.();
  }
}

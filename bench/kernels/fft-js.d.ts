declare module "fft.js" {
  /** Transforms of lengths that are powers of two; complex numbers lie as (re, im) one after the other. */
  export default class FFT {
    constructor(size: number);
    createComplexArray(): number[];
    /** Fills the first half of the spectrum. */
    realTransform(spectrum: number[], signal: ArrayLike<number>): void;
  }
}

import { BUTTERFLIES, passGeneric, type Stage } from "./fft-passes.ts";

export interface ComplexFft {
  /** Where the caller writes the signal; overwritten by `run`. */
  readonly inputRe: Float64Array;
  readonly inputIm: Float64Array;
  /** Transforms the input and returns the arrays that hold the result until the next call. */
  run(): readonly [Float64Array, Float64Array];
}

/**
 * Plans a complex FFT of any length: Stockham's self-sorting mixed-radix transform
 * (Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, §1.7).
 */
export function createComplexFft(size: number): ComplexFft {
  const stages = planStages(size);
  const inputRe = new Float64Array(size);
  const inputIm = new Float64Array(size);
  const otherRe = new Float64Array(size);
  const otherIm = new Float64Array(size);
  return {
    inputRe,
    inputIm,
    run() {
      let [xRe, xIm, yRe, yIm] = [inputRe, inputIm, otherRe, otherIm];
      for (const stage of stages) {
        const pass = BUTTERFLIES[stage.radix] ?? passGeneric;
        pass(stage, xRe, xIm, yRe, yIm);
        [xRe, xIm, yRe, yIm] = [yRe, yIm, xRe, xIm];
      }
      return [xRe, xIm];
    },
  };
}

function planStages(size: number): Stage[] {
  const stages: Stage[] = [];
  let stride = 1;
  for (const radix of factorsOf(size)) {
    const length = size / stride;
    const m = length / radix;
    const count = m * (radix - 1);
    const angle = (index: number): number => {
      const j = Math.floor(index / (radix - 1));
      const k = (index % (radix - 1)) + 1;
      return (-2 * Math.PI * j * k) / length;
    };
    stages.push({
      radix,
      m,
      stride,
      cos: Float64Array.from({ length: count }, (_, index) => Math.cos(angle(index))),
      sin: Float64Array.from({ length: count }, (_, index) => Math.sin(angle(index))),
      rootCos: Float64Array.from({ length: radix }, (_, k) => Math.cos((-2 * Math.PI * k) / radix)),
      rootSin: Float64Array.from({ length: radix }, (_, k) => Math.sin((-2 * Math.PI * k) / radix)),
    });
    stride *= radix;
  }
  return stages;
}

/** Radices in the order of the passes: fours first, then 2, 3, 5 and what remains. */
function factorsOf(size: number): number[] {
  const factors: number[] = [];
  let rest = size;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  for (let radix = 7; rest > 1; radix += 2) {
    if (radix * radix > rest) radix = rest;
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  return factors;
}

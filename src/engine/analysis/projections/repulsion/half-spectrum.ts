import { laneOf, SIGNALS, STEP, type BatchFft } from "../../../kernels/batch-fft.ts";

/** Rows of complex numbers for wave numbers 0 … columns: the other half of a real array's spectrum is their conjugate. */
export interface HalfSpectrum {
  /** Complex numbers from one row to the next: whole batches of columns. */
  readonly width: number;
  readonly rows: number;
  /** Row by row, real and imaginary parts in turns. */
  readonly values: Float64Array;
}

/** Room for the rows of an array whose transform has twice as many columns. */
export function halfSpectrum(columns: number, rows: number): HalfSpectrum {
  const width = SIGNALS * Math.ceil((columns + 1) / SIGNALS);
  return { width, rows, values: new Float64Array(2 * width * rows) };
}

/** Transforms real rows, padded with zeros to the transform's size; two rows are one complex signal. */
export function transformRows(
  fft: BatchFft,
  real: Float64Array,
  columns: number,
  rows: number,
  { width, values }: HalfSpectrum,
): void {
  const { size, input } = fft;
  for (let first = 0; first < rows; first += 2 * SIGNALS) {
    input.fill(0);
    const end = Math.min(rows, first + 2 * SIGNALS);
    for (let row = first; row < end; row++) {
      const lane = laneOf((row - first) >> 1) + 2 * ((row - first) & 1);
      for (let col = 0, at = row * columns; col < columns; col++) input[STEP * col + lane] = real[at + col]!;
    }
    const out = fft.run();
    for (let row = first; row < end; row++) {
      const lane = laneOf((row - first) >> 1);
      const second = ((row - first) & 1) === 1;
      for (let k = 0, at = 2 * row * width; k <= size / 2; k++, at += 2) {
        const here = STEP * k + lane;
        const mirror = STEP * (k === 0 ? 0 : size - k) + lane;
        // The even part of the spectrum is the first row's, the odd part i times the second's.
        values[at] = (second ? out[here + 2]! + out[mirror + 2]! : out[here]! + out[mirror]!) / 2;
        values[at + 1] = (second ? out[mirror]! - out[here]! : out[here + 2]! - out[mirror + 2]!) / 2;
      }
    }
  }
}

/** Transforms four columns, padded with zeros to the transform's size. */
export function transformColumns(fft: BatchFft, { width, rows, values }: HalfSpectrum, column: number): Float64Array {
  const { input } = fft;
  for (let row = 0, to = 0, from = 2 * column; row < rows; row++, to += STEP, from += 2 * width) {
    input[to] = values[from]!;
    input[to + 1] = values[from + 2]!;
    input[to + 2] = values[from + 1]!;
    input[to + 3] = values[from + 3]!;
    input[to + 4] = values[from + 4]!;
    input[to + 5] = values[from + 6]!;
    input[to + 6] = values[from + 5]!;
    input[to + 7] = values[from + 7]!;
  }
  input.fill(0, rows * STEP);
  return fft.run();
}

/**
 * The spectrum of a kernel on a grid that is closed in itself, with the smoothing of the cubic B-splines through which masses
 * come to it and forces leave it taken back, and the factor of the transform back: rows of wave numbers 0 … down / 2, as wide as
 * a `HalfSpectrum`.
 * @param kernel of the distances along x and y; even in both, or odd in one of them
 * @returns the real parts of an even kernel's, the imaginary parts of an odd one's; the others are 0
 */
export function kernelSpectrum(
  across: BatchFft,
  down: BatchFft,
  spacing: number,
  parity: "even" | "odd",
  kernel: (x: number, y: number) => number,
): Float64Array {
  const [columns, rows] = [across.size, down.size];
  // What lies half way round is as far in both directions.
  const distance = (k: number, size: number): number => (2 * k <= size ? k : k - size) * spacing;
  const sampled = new Float64Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row++) {
    const y = distance(row, rows);
    for (let col = 0; col < columns; col++) sampled[at++] = kernel(distance(col, columns), y);
  }
  const spectrum = halfSpectrum(columns / 2, rows);
  transformRows(across, sampled, columns, rows, spectrum);
  const { width } = spectrum;
  const out = new Float64Array(width * (rows / 2 + 1));
  for (let column = 0; column < width; column += SIGNALS) {
    const transformed = transformColumns(down, spectrum, column);
    for (let k = 0; k <= rows / 2; k++) {
      for (let signal = 0; signal < SIGNALS; signal++) {
        const smoothing = splineAt(column + signal, columns) * splineAt(k, rows);
        const value = transformed[STEP * k + laneOf(signal) + (parity === "odd" ? 2 : 0)]!;
        out[k * width + column + signal] = value / (smoothing ** 2 * columns * rows);
      }
    }
  }
  return out;
}

/** The Fourier series of the cubic B-spline's values 1/6, 4/6, 1/6 at the nodes. */
function splineAt(k: number, size: number): number {
  return (2 + Math.cos((2 * Math.PI * k) / size)) / 3;
}

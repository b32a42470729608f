import { createBatchFft, laneOf, SIGNALS, STEP, type BatchFft } from "../../../kernels/batch-fft.ts";
import { halfSpectrum, kernelSpectrum, transformColumns, transformRows, type HalfSpectrum } from "./half-spectrum.ts";

/** t-SNE's repulsion between the nodes of a regular grid. */
export interface GridForces {
  /** Nodes from one row of `masses` and `field` to the next. */
  readonly nodes: number;
  /** One per node, row by row: what the caller writes. */
  readonly masses: Float64Array;
  /** Two per node: Σ_j m_j q̃² (y_i − y_j) after `convolve`, x and y. */
  readonly field: Float64Array;
  /** Whether this grid can be taken for one of so many columns and rows, and is not much too large. */
  fits(columns: number, rows: number, spacing: number): boolean;
  /** Fills the field; returns Σ_ij m_i m_j q̃_ij. */
  convolve(): number;
}

/** A grid may be so much larger than what is needed before a smaller one is made. */
const TOO_LARGE = 2;

/**
 * A convolution of the masses with q̃² d, for q̃ = 1 / (1 + d²), by Fourier transforms of twice the size, so that no node acts
 * on another one across the border. Masses are real, so that half of their spectrum is enough.
 * @param spacing of the nodes, in units of the kernel
 */
export function createGridForces(leastColumns: number, leastRows: number, spacing: number): GridForces {
  const across = createBatchFft(transformSize(2 * leastColumns));
  const down = createBatchFft(transformSize(2 * leastRows));
  const [columns, rows] = [across.size / 2, down.size / 2];
  const masses = new Float64Array(columns * rows);
  const field = new Float64Array(2 * columns * rows);
  const similarity = kernelSpectrum(across, down, spacing, "even", (x, y) => 1 / (1 + x * x + y * y));
  const kernelX = kernelSpectrum(across, down, spacing, "odd", (x, y) => x / (1 + x * x + y * y) ** 2);
  const kernelY = kernelSpectrum(across, down, spacing, "odd", (x, y) => y / (1 + x * x + y * y) ** 2);
  const [spectrum, forceX, forceY] = [0, 1, 2].map(() => halfSpectrum(columns, rows)) as [
    HalfSpectrum,
    HalfSpectrum,
    HalfSpectrum,
  ];
  const kept = new Float64Array(STEP * down.size);
  return {
    nodes: columns,
    masses,
    field,
    fits: (wantedColumns, wantedRows, step) =>
      step === spacing &&
      wantedColumns <= columns &&
      wantedRows <= rows &&
      columns * rows <= (TOO_LARGE * transformSize(2 * wantedColumns) * transformSize(2 * wantedRows)) / 4,
    convolve() {
      transformRows(across, masses, columns, rows, spectrum);
      let total = 0;
      for (let column = 0; column < spectrum.width; column += SIGNALS) {
        kept.set(transformColumns(down, spectrum, column));
        total += energy(kept, similarity, column, spectrum.width, across.size, down.size);
        multiply(kept, kernelX, column, spectrum.width, down, 1);
        transformBack(down, column, forceX);
        multiply(kept, kernelY, column, spectrum.width, down, -1);
        transformBack(down, column, forceY);
      }
      backwardRows(across, forceX, forceY, field, columns);
      return total;
    },
  };
}

/** The smallest even product of 2, 3 and 5 that is not less, and half of which is even. */
function transformSize(least: number): number {
  for (let size = Math.max(16, 4 * Math.ceil(least / 4)); ; size += 4) {
    let rest = size;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return size;
  }
}

/** Σ |m̂|² times the kernel over four columns: in all Σ_ij m_i m_j q̃_ij, by Parseval's theorem. */
function energy(
  spectrum: Float64Array,
  kernel: Float64Array,
  column: number,
  width: number,
  across: number,
  down: number,
): number {
  let total = 0;
  for (let signal = 0; signal < SIGNALS; signal++) {
    const wave = column + signal;
    const lane = laneOf(signal);
    let sum = 0;
    for (let k = 0; k < down; k++) {
      const at = STEP * k + lane;
      sum += kernel[Math.min(k, down - k) * width + wave]! * (spectrum[at]! ** 2 + spectrum[at + 2]! ** 2);
    }
    // A wave number and its negative have equal parts in the sum.
    total += wave === 0 || wave === across / 2 ? sum : 2 * sum;
  }
  return total;
}

/**
 * Writes the conjugates of i times kernel and spectrum, of four columns, where they are transformed back from.
 * @param sign of the kernel at a negative wave number along y, against that at the positive one
 */
function multiply(
  spectrum: Float64Array,
  kernel: Float64Array,
  column: number,
  width: number,
  { size, input }: BatchFft,
  sign: number,
): void {
  for (let k = 0; k < size; k++) {
    const row = Math.min(k, size - k) * width + column;
    const factor = 2 * k <= size ? -1 : -sign;
    for (let signal = 0; signal < SIGNALS; signal++) {
      const at = STEP * k + (signal >> 1) * SIGNALS + (signal & 1);
      const weight = factor * kernel[row + signal]!;
      input[at] = weight * spectrum[at + 2]!;
      input[at + 2] = weight * spectrum[at]!;
    }
  }
}

function transformBack(fft: BatchFft, column: number, { width, rows, values }: HalfSpectrum): void {
  const out = fft.run();
  for (let row = 0, from = 0, to = 2 * column; row < rows; row++, from += STEP, to += 2 * width) {
    values[to] = out[from]!;
    values[to + 2] = out[from + 1]!;
    values[to + 1] = -out[from + 2]!;
    values[to + 3] = -out[from + 3]!;
    values[to + 4] = out[from + 4]!;
    values[to + 6] = out[from + 5]!;
    values[to + 5] = -out[from + 6]!;
    values[to + 7] = -out[from + 7]!;
  }
}

/** Transforms the rows of both components back at once: they are the real and the imaginary part of one complex signal. */
function backwardRows(
  fft: BatchFft,
  { values: x, width, rows }: HalfSpectrum,
  { values: y }: HalfSpectrum,
  field: Float64Array,
  columns: number,
): void {
  const { size, input } = fft;
  for (let first = 0; first < rows; first += SIGNALS) {
    const signals = Math.min(SIGNALS, rows - first);
    for (let signal = 0; signal < signals; signal++) {
      const lane = laneOf(signal);
      for (let k = 0, at = 2 * (first + signal) * width; k <= size / 2; k++, at += 2) {
        const here = STEP * k + lane;
        const mirror = STEP * (k === 0 ? 0 : size - k) + lane;
        input[mirror] = x[at]! + y[at + 1]!;
        input[mirror + 2] = x[at + 1]! - y[at]!;
        input[here] = x[at]! - y[at + 1]!;
        input[here + 2] = -x[at + 1]! - y[at]!;
      }
    }
    const out = fft.run();
    for (let signal = 0; signal < signals; signal++) {
      const lane = laneOf(signal);
      for (let col = 0, to = 2 * (first + signal) * columns; col < columns; col++, to += 2) {
        field[to] = out[STEP * col + lane]!;
        field[to + 1] = -out[STEP * col + lane + 2]!;
      }
    }
  }
}

import { type Matrix, matrix } from "../../src/engine/core/matrix.ts";

/** The pseudo-random numbers of lcg.py, to the bit. */
export class Lcg {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  integer(n: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return (this.state >>> 8) % n;
  }

  uniform(): number {
    return this.integer(2 ** 24) / 2 ** 24;
  }
}

export interface CloudSpec {
  readonly rows: number;
  readonly cols: number;
  readonly seed: number;
  readonly centres?: number;
  readonly spread?: number;
  readonly scale?: number;
  readonly offset?: number;
}

/** rows × cols points around `centres` centres, row r at centre r mod centres; sums of four uniforms, about normal. */
export function cloud({ rows, cols, seed, centres = 1, spread = 0, scale = 1, offset = 0 }: CloudSpec): Matrix {
  const rng = new Lcg(seed);
  const middle = Array.from({ length: centres }, () => Array.from({ length: cols }, () => rng.uniform() * spread));
  const points = matrix(rows, cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const noise = rng.uniform() + rng.uniform() + rng.uniform() + rng.uniform() - 2;
      points.data[row * cols + col] = (middle[row % centres]![col]! + noise) * scale + offset;
    }
  }
  return points;
}

export function randomLabels(rows: number, count: number, seed: number): number[] {
  const rng = new Lcg(seed);
  return Array.from({ length: rows }, () => rng.integer(count));
}

import { type Matrix, matrix } from "../src/engine/core/matrix.ts";
import { createRng } from "../src/engine/core/rng.ts";
import { standardise } from "../src/engine/analysis/representations/standardise.ts";

/** Rows of a mixture of 20 Gaussians whose centres are `spread` apart, standardised; 0: one Gaussian. */
export function mixture(rows: number, cols: number, spread: number): Matrix {
  const rng = createRng(1, "bench", `${cols}`);
  const centres = Array.from({ length: 20 * cols }, () => rng.normal() * spread);
  const points = matrix(rows, cols);
  points.data.forEach((_, at) => {
    points.data[at] = centres[(Math.floor(at / cols) % 20) * cols + (at % cols)]! + rng.normal();
  });
  return standardise(points).matrix;
}

/**
 * An embedding of songs as they come: 24 Gaussians of sizes from 1 to 24 parts and widths from 0.5 to 1.5, in a random order,
 * and 5 % of rows anywhere in between.
 */
export function embedding(rows: number, cols = 16): Matrix {
  const rng = createRng(3, "bench", "embedding");
  const groups = 24;
  const centres = Array.from({ length: groups * cols }, () => 2 * rng.normal());
  const points = matrix(rows, cols);
  for (let row = 0; row < rows; row++) {
    const isNoise = rng.uniform() < 0.05;
    const group = Math.floor(groups * Math.sqrt(rng.uniform()));
    const width = 0.5 + group / (groups - 1);
    for (let col = 0; col < cols; col++)
      points.data[row * cols + col] = isNoise
        ? 12 * rng.uniform() - 6
        : centres[group * cols + col]! + width * rng.normal();
  }
  return points;
}

/** Texts of 40 to 160 words from 2,000, the frequent ones far more often. */
export function songTexts(count: number): string[] {
  const rng = createRng(2, "bench", "texts");
  const words = Array.from({ length: 2000 }, () =>
    Array.from({ length: 2 + rng.integer(7) }, () => "etaoinshrdlucmfwyp"[rng.integer(18)]!).join(""),
  );
  return Array.from({ length: count }, () =>
    Array.from({ length: 40 + rng.integer(120) }, () => words[Math.floor(2000 * rng.uniform() ** 3)]!).join(" "),
  );
}

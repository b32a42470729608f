import { LatentuneError } from "../../core/errors.ts";
import { type Matrix, joinColumns, matrix } from "../../core/matrix.ts";
import { standardise } from "./standardise.ts";

/** The matrix times a number. @throws {LatentuneError} unless the weight is finite and not negative. */
export function weighted(m: Matrix, weight: number): Matrix {
  if (!(weight >= 0) || !Number.isFinite(weight)) {
    throw new LatentuneError(`A weight of ${weight} is not a number of 0 or more.`, {
      remedy: "Give --alphas and --gamma as numbers such as 1 or 0.3.",
    });
  }
  return matrix(
    m.rows,
    m.cols,
    m.data.map((value) => value * weight),
  );
}

/** Standardised modalities side by side, each times its weight; not standardised again, or the weights would cancel. */
export function weightedJoin(parts: readonly { readonly matrix: Matrix; readonly weight: number }[]): Matrix {
  return joinColumns(parts.map((part) => weighted(part.matrix, part.weight)));
}

/**
 * One column per genre, in order of code points, standardised like every other modality: with α = γ = 1 the joined matrix
 * is the reference's. A song without a genre (null or "") is at each column's mean, 0: it says nothing about its genre.
 */
export function standardisedGenres(genres: readonly (string | null)[]): Matrix {
  const known = genres.map((genre) => (genre === "" ? null : genre));
  const names = [...new Set(known.filter((genre) => genre !== null))].sort((a, b) => (a < b ? -1 : 1));
  const columns = new Map(names.map((name, column) => [name, column]));
  const rows = known.flatMap((genre, row) => (genre === null ? [] : [row]));
  const oneHot = matrix(rows.length, names.length);
  rows.forEach((row, at) => (oneHot.data[at * names.length + columns.get(known[row]!)!] = 1));
  const scaled = standardise(oneHot).matrix;
  const out = matrix(genres.length, names.length);
  rows.forEach((row, at) => {
    out.data.set(scaled.data.subarray(at * names.length, (at + 1) * names.length), row * names.length);
  });
  return out;
}

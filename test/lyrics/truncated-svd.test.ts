import { describe, expect, it } from "vitest";
import { type Matrix, matrixFromRows, rowOf } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { type SparseMatrix, transpose } from "../../src/engine/core/sparse.ts";
import { type ColumnTable, columnsOf } from "../../src/engine/lyrics/columns.ts";
import { tfidf } from "../../src/engine/lyrics/tfidf.ts";
import { truncatedSvd } from "../../src/engine/lyrics/truncated-svd.ts";
import { Lcg } from "../golden/lcg.ts";
import { golden } from "../golden/load.ts";
import { songs30 } from "./songs.ts";

interface GoldenSvd {
  readonly singularValues: readonly number[];
  readonly products: readonly (readonly number[])[];
  readonly absoluteScores: readonly (readonly number[])[];
}
const expected = golden("tfidf") as {
  readonly hard: GoldenSvd & { readonly texts: readonly string[] };
  readonly songs30: GoldenSvd;
  readonly generated: GoldenSvd & { readonly seed: number; readonly count: number };
};

const rng = () => createRng(1, "test");

/** The inner product of two rows. */
function dot(m: Matrix, a: number, b: number): number {
  return rowOf(m, a).reduce((sum, value, col) => sum + value * m.data[b * m.cols + col]!, 0);
}

/** The texts of make_tfidf.py's `generated`. */
function generatedTexts(count: number, seed: number): string[] {
  const lcg = new Lcg(seed);
  const letters = "aeioulnrstmdk";
  const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
  const words = times(400, () => times(2 + lcg.integer(5), () => letters[lcg.integer(letters.length)]!).join(""));
  return times(count, () =>
    times(5 + lcg.integer(40), () => words[Math.min(lcg.integer(400), lcg.integer(400), lcg.integer(400))]!).join(" "),
  );
}

function columns(rows: readonly (readonly number[])[]): ColumnTable {
  const { rows: count, cols, data } = matrixFromRows(rows);
  return columnsOf({
    rows: count,
    cols,
    rowStarts: Int32Array.from({ length: count + 1 }, (_, row) => row * cols),
    columns: Int32Array.from(data, (_, at) => at % cols),
    values: data,
  });
}

describe("exact truncated SVD against numpy", () => {
  it.each([
    ["songs30", songs30().lyrics, expected.songs30],
    ["hard texts", expected.hard.texts, expected.hard],
  ] as const)("has numpy's singular values and scores: %s", (_, texts, values) => {
    const { scores, singularValues, exact } = truncatedSvd(tfidf(texts), 64, rng());
    expect(exact).toBe(true);
    expect(scores.cols).toBe(texts.length);
    values.singularValues.forEach((sigma, col) => {
      expect(singularValues[col]).toBeCloseTo(sigma, 7);
      // Below the numerical rank numpy has rounding error, ours an exact zero.
      if (sigma < 1e-10) expect(singularValues[col]).toBe(0);
    });
    // Inner products of documents do not depend on signs, nor on the basis that equal singular values leave open.
    values.products.forEach((row, a) => {
      row.forEach((value, b) => {
        expect(dot(scores, a, b)).toBeCloseTo(value, 12);
      });
    });
  });

  it("has numpy's leading columns up to sign", () => {
    const { scores } = truncatedSvd(tfidf(songs30().lyrics), 64, rng());
    expected.songs30.absoluteScores.forEach((row, at) => {
      row.forEach((value, col) => {
        expect(Math.abs(scores.data[at * scores.cols + col]!)).toBeCloseTo(value, 10);
      });
    });
  });

  it("preserves distances between documents, and leaves an empty document at the origin", () => {
    const table = tfidf(["abc abc", "abd abc", "", "xyz"]);
    const { scores } = truncatedSvd(table, 4, rng());
    expect(dot(scores, 0, 0)).toBeCloseTo(1, 14);
    expect(dot(scores, 0, 3)).toBeCloseTo(0, 14);
    expect(dot(scores, 0, 1)).toBeGreaterThan(0.2);
    expect(Array.from(scores.data.subarray(8, 12))).toEqual([0, 0, 0, 0]);
  });

  it("gives exact zeros beyond the rank: a repeated text adds no column", () => {
    const { scores, singularValues } = truncatedSvd(tfidf(["one two", "one two", "three"]), 3, rng());
    expect(singularValues[2]).toBe(0);
    expect([2, 5, 8].map((at) => scores.data[at])).toEqual([0, 0, 0]);
    expect(Array.from(singularValues.subarray(0, 2))).toEqual([expect.closeTo(Math.SQRT2, 12), expect.closeTo(1, 12)]);
  });

  it("gives zeros for a zero matrix and no column for no component", () => {
    expect(
      Array.from(
        truncatedSvd(
          columns([
            [0, 0],
            [0, 0],
          ]),
          2,
          rng(),
        ).scores.data,
      ),
    ).toEqual([0, 0, 0, 0]);
    expect(
      truncatedSvd(
        columns([
          [1, 0],
          [0, 1],
        ]),
        0,
        rng(),
      ).scores,
    ).toMatchObject({ rows: 2, cols: 0 });
  });
});

describe("randomised truncated SVD", () => {
  const table = tfidf(generatedTexts(expected.generated.count, expected.generated.seed));
  const { scores, singularValues, exact } = truncatedSvd(table, 64, rng());

  it("has the first 16 exact singular values, and all 64 within 0.5 % (scikit-learn: 0.1 % and 3 %)", () => {
    expect(exact).toBe(false);
    expected.generated.singularValues.forEach((sigma, col) => {
      expect(Math.abs(singularValues[col]! / sigma - 1)).toBeLessThan(col < 16 ? 1e-8 : col < 48 ? 2e-4 : 5e-3);
    });
  });

  it("has the exact leading scores", () => {
    expected.generated.absoluteScores.forEach((row, at) => {
      row.forEach((value, col) => {
        expect(Math.abs(scores.data[at * 64 + col]!)).toBeCloseTo(value, 7);
      });
    });
  });

  it("has orthogonal columns whose lengths are the singular values", () => {
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [3, 40],
      [63, 63],
    ] as const) {
      let dot = 0;
      for (let row = 0; row < scores.rows; row++) dot += scores.data[row * 64 + a]! * scores.data[row * 64 + b]!;
      expect(dot).toBeCloseTo(a === b ? singularValues[a]! ** 2 : 0, 8);
    }
  });

  it("is the same for the same seed", () => {
    expect(truncatedSvd(table, 64, rng()).scores.data).toEqual(scores.data);
  });

  it("drops to the true rank when most documents repeat", () => {
    const texts = Array.from({ length: 500 }, (_, row) => ["first song", "second tune", "third hymn"][row % 3]!);
    const values = truncatedSvd(tfidf(texts), 64, rng()).singularValues;
    expect(values.filter((value) => value > 0)).toHaveLength(3);
  });
});

describe("transpose", () => {
  it("swaps rows and columns and keeps entries in order", () => {
    const m: SparseMatrix = {
      rows: 2,
      cols: 3,
      rowStarts: Int32Array.of(0, 2, 3),
      columns: Int32Array.of(2, 0, 2),
      values: Float64Array.of(5, 6, 7),
    };
    expect(transpose(m)).toEqual({
      rows: 3,
      cols: 2,
      rowStarts: Int32Array.of(0, 1, 1, 3),
      columns: Int32Array.of(0, 0, 1),
      values: Float64Array.of(6, 5, 7),
    });
  });
});

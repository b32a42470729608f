import { describe, expect, it } from "vitest";
import { type Matrix, matrixFromRows, rowOf } from "../../../src/engine/core/matrix.ts";
import { pca } from "../../../src/engine/analysis/representations/pca.ts";
import { standardise } from "../../../src/engine/analysis/representations/standardise.ts";
import { type CloudSpec, cloud } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";

interface GoldenCase {
  readonly spec: CloudSpec;
  readonly components: number;
  readonly scale: readonly number[];
  readonly firstRow: readonly number[];
  readonly lastRow: readonly number[];
  readonly pca: {
    readonly explainedVariance: readonly number[];
    readonly explainedVarianceRatio: readonly number[];
    readonly firstScores: readonly number[];
    readonly firstAxis: readonly number[];
  };
}
const { cases } = golden("representations") as { cases: Record<string, GoldenCase> };

function pointsOf(name: string, spec: CloudSpec): Matrix {
  const points = cloud(spec);
  for (let row = 0; row < points.rows; row++) {
    const values = rowOf(points, row);
    if (name === "constant columns") {
      values[0] = 0.1;
      values[2] = 0;
      values[4] = -1e9 / 3;
    }
    if (name === "dependent columns") {
      values[3] = values[0]! + values[1]!;
      values[4] = 2 * values[2]!;
    }
  }
  return points;
}

describe.each(Object.entries(cases))("against scikit-learn: %s", (name, expected) => {
  const { matrix, scales } = standardise(pointsOf(name, expected.spec));

  it("standardises", () => {
    expected.scale.forEach((scale, col) => {
      expect(scales[col]! / scale).toBeCloseTo(1, 11);
    });
    // Far from zero the mean's own rounding is 1e-9 of the spread.
    const digits = name === "far from zero" ? 7 : 10;
    for (const [row, values] of [
      [0, expected.firstRow],
      [matrix.rows - 1, expected.lastRow],
    ] as const) {
      values.forEach((value, col) => {
        // scikit-learn leaves the rounding error of a constant column's mean (3e-7 at -3.3e8), ours is zero.
        const isConstant = name === "constant columns" && col % 2 === 0;
        expect(rowOf(matrix, row)[col]).toBeCloseTo(isConstant ? 0 : value, digits);
      });
    }
  });

  it("finds the principal components", () => {
    const result = pca(matrix, expected.components);
    const values = expected.pca;
    const squares = (data: Float64Array): number => data.reduce((sum, value) => sum + value ** 2, 0);
    const degrees = matrix.rows - 1;
    const digits = name === "far from zero" ? 6 : 9;
    // Two live columns: the axis is (±√½, ±√½), and rounding decides which entry is the larger one.
    const known = name === "constant columns" ? Math.abs : (value: number) => value;
    values.explainedVariance.forEach((variance, component) => {
      const along = squares(result.scores.data.filter((_, at) => at % expected.components === component));
      expect(along / degrees).toBeCloseTo(variance, digits);
      expect(along / squares(matrix.data)).toBeCloseTo(values.explainedVarianceRatio[component]!, digits);
      expect(known(rowOf(result.scores, 0)[component]!)).toBeCloseTo(known(values.firstScores[component]!), digits);
    });
    values.firstAxis.forEach((value, col) => {
      expect(known(result.axes.data[col * expected.components]!)).toBeCloseTo(known(value), digits);
    });
  });
});

describe("standardise", () => {
  it("makes exact zeros of constant columns, whatever their value", () => {
    const { matrix, scales } = standardise(
      matrixFromRows([
        [0.1, 1],
        [0.1, 2],
        [0.1, 3],
      ]),
    );
    expect([0, 2, 4].map((at) => matrix.data[at])).toEqual([0, 0, 0]);
    expect(scales[0]).toBe(1);
    expect(matrix.data[1]).toBeCloseTo(-Math.sqrt(1.5), 14);
  });

  it("takes what rounding left in the mean off the variance", () => {
    // 2⁵² + 20/3 is not a float64: the mean is rounded to 2⁵² + 7, about which the squares are 267, not 266⅔.
    const base = 2 ** 52;
    const { means, scales } = standardise(matrixFromRows([[base], [base], [base + 20]]));
    expect(means[0]).toBe(base + 7);
    expect(scales[0]! ** 2).toBeCloseTo(800 / 9, 10);
  });

  it("makes zeros of a single row, and nothing of none", () => {
    expect(Array.from(standardise(matrixFromRows([[3, -2]])).matrix.data)).toEqual([0, 0]);
    expect(standardise(matrixFromRows([])).matrix).toMatchObject({ rows: 0, cols: 0 });
  });

  it("is idempotent", () => {
    const once = standardise(cloud({ rows: 40, cols: 3, seed: 3 })).matrix;
    standardise(once).matrix.data.forEach((value, at) => {
      expect(value).toBeCloseTo(once.data[at]!, 13);
    });
  });
});

describe("pca", () => {
  it("gives exact zeros beyond the rank, so that standardising them stays zero", () => {
    const { scores } = pca(pointsOf("dependent columns", cases["dependent columns"]!.spec), 5);
    const { matrix } = standardise(scores);
    expect(matrix.data.filter((_, at) => at % 5 >= 3).every((value) => value === 0)).toBe(true);
  });

  it("has orthonormal axes and preserves distances when all components are kept", () => {
    const points = cloud({ rows: 9, cols: 4, seed: 21 });
    const { scores, axes } = pca(points, 4);
    const distance = (m: Matrix) => rowOf(m, 0).reduce((sum, value, col) => sum + (value - rowOf(m, 5)[col]!) ** 2, 0);
    expect(distance(scores)).toBeCloseTo(distance(points), 12);
    let dot = 0;
    for (let row = 0; row < 4; row++) dot += axes.data[row * 4]! * axes.data[row * 4 + 1]!;
    expect(dot).toBeCloseTo(0, 14);
  });

  it("refuses more components than there are", () => {
    expect(() =>
      pca(
        matrixFromRows([
          [1, 2],
          [3, 4],
        ]),
        3,
      ),
    ).toThrow("PCA of 2 rows and 2 columns cannot have 3 components");
  });
});

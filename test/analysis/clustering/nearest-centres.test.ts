import { describe, expect, it } from "vitest";
import { nearestCentres } from "../../../src/engine/analysis/clustering/kmeans/nearest-centres.ts";
import { type Matrix, matrix, matrixFromRows, rowOf, selectRows } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { cloud } from "../../golden/lcg.ts";

/** Squared distances of a row to all centres, in float64. */
function squaredDistances(points: Matrix, centres: Matrix, row: number): number[] {
  return Array.from({ length: centres.rows }, (_, c) =>
    rowOf(centres, c).reduce((sum, value, col) => sum + (value - points.data[row * points.cols + col]!) ** 2, 0),
  );
}

/** How many rows are certain; fails for a certain row that has a nearer centre. */
function certainRows(points: Matrix, centres: Matrix, prefilter = nearestCentres(points, centres.rows)): number {
  const nearest = prefilter.find(centres);
  const rows = Array.from({ length: points.rows }, (_, row) => row).filter((row) => nearest[row] !== -1);
  for (const row of rows) {
    const distances = squaredDistances(points, centres, row);
    expect(distances.indexOf(Math.min(...distances))).toBe(nearest[row]);
  }
  return rows.length;
}

function withRow(points: Matrix, values: (value: number) => number): Matrix {
  return matrix(
    points.rows,
    points.cols,
    points.data.map((value, at) => (at < points.cols ? values(value) : value)),
  );
}

describe.each([
  [1, 1, 1],
  [8, 3, 4],
  [23, 5, 7],
  [200, 64, 20],
  [90, 17, 33],
])("nearest centres of %i rows of %i columns, %i centres", (rows, cols, k) => {
  const spec = { rows, cols, seed: rows, centres: 3, spread: 2 };
  const first = (points: Matrix): Matrix =>
    selectRows(
      points,
      Array.from({ length: k }, (_, c) => c % rows),
    );

  it("are certain and right for most rows", () => {
    const points = cloud(spec);
    const distinct = selectRows(
      points,
      Array.from({ length: Math.min(k, rows) }, (_, c) => c),
    );
    expect(certainRows(points, distinct)).toBeGreaterThanOrEqual(rows * 0.95);
  });

  it.each([
    ["a far offset", cloud({ ...spec, offset: 1e7 })],
    ["tiny values", cloud({ ...spec, scale: 1e-120 })],
    ["huge values", cloud({ ...spec, scale: 1e120 })],
    ["an outlier", withRow(cloud(spec), (value) => value * 1e12)],
    ["values on a grid", matrix(rows, cols, cloud(spec).data.map(Math.round))],
  ])("are right where they are certain: %s", (_, points) => {
    certainRows(points, first(points));
  });

  it("are the same in any unit", () => {
    const points = cloud(spec);
    const nearest = [1, 2 ** -400, 2 ** 400].map((unit) => {
      const scaled = matrix(
        rows,
        cols,
        points.data.map((value) => value * unit),
      );
      return nearestCentres(scaled, k).find(first(scaled)).slice(0, rows);
    });
    expect(nearest.slice(1)).toEqual([nearest[0], nearest[0]]);
  });

  it("find the nearest of other centres with the same prefilter", () => {
    const points = cloud(spec);
    const prefilter = nearestCentres(points, k);
    const few = selectRows(points, [0]);
    expect(certainRows(points, first(points), prefilter)).toBeLessThanOrEqual(rows);
    expect(certainRows(points, few, prefilter)).toBe(rows);
  });
});

describe("centres that move", () => {
  it.each([1e-3, 0.05, 0.5])("are right where they are certain after every move by %d", (length) => {
    const points = cloud({ rows: 300, cols: 9, seed: 4, centres: 5, spread: 1 });
    const rng = createRng(5);
    let centres = selectRows(points, [0, 1, 2, 3, 4, 5, 6]);
    const prefilter = nearestCentres(points, centres.rows);
    for (let move = 0; move < 40; move++) {
      expect(certainRows(points, centres, prefilter)).toBeGreaterThan(290);
      // The third one does not move.
      const moved = centres.data.map((value, at) => (Math.floor(at / 9) === 2 ? value : value + length * rng.normal()));
      centres = matrix(centres.rows, 9, moved);
    }
  });

  it("are looked at again by a row that only just had its own", () => {
    const points = matrixFromRows([[0], [-3], [3]]);
    const prefilter = nearestCentres(points, 2);
    const nearestOf = (...centres: number[]): number | undefined =>
      prefilter.find(matrixFromRows(centres.map((centre) => [centre])))[0];
    expect(nearestOf(-1, 1.5)).toBe(0);
    expect(nearestOf(-1.24, 1.26)).toBe(0);
    expect(nearestOf(-1.25, 1.24)).toBe(1);
  });
});

describe("what float32 cannot tell", () => {
  it("is left open: centres as near as each other, or nearly", () => {
    const points = matrixFromRows([
      [0, 1],
      [0, -3],
      [2, 0],
    ]);
    const nearest = nearestCentres(points, 2).find(
      matrixFromRows([
        [-1, 0],
        [1 + 1e-9, 0],
      ]),
    );
    expect(Array.from(nearest.subarray(0, 3))).toEqual([-1, -1, 1]);
  });

  it("is left open: a row beside the bisector whose products are all rounded away", () => {
    // Scores are summed up at 1.03, where a product below 2⁻²⁴ is lost: 0.494 and 0.415 · 2⁻²³ of these, which would put the
    // first centre before the second. The halves of the squared norms put it behind, by 0.86 of the error that the bound allows.
    const columns = 400;
    const unit = Math.sqrt(2 ** -23);
    const along = (first: number, others: number): number[] => [
      first,
      ...new Array<number>(columns).fill(others * unit),
    ];
    const points = matrixFromRows([along(1, 0.2), along(-1, -0.2)]);
    const centres = matrixFromRows([along(-0.75, 2.47), along(-0.75, -2.074)]);
    const [first, second] = squaredDistances(points, centres, 0);
    expect(first).toBeLessThan(second!);
    expect(nearestCentres(points, 2).find(centres)[0]).toBe(-1);
  });

  it("is left open: distances that overflow", () => {
    const nearest = nearestCentres(matrixFromRows([[1e308], [-1e308], [1.7e308]]), 2).find(
      matrixFromRows([[-1e308], [1.7e308]]),
    );
    [1, 0, 1].forEach((right, row) => {
      expect([-1, right]).toContain(nearest[row]);
    });
  });

  it("one centre is nearest to every row, also to rows without a column", () => {
    expect(Array.from(nearestCentres(matrix(3, 0), 1).find(matrix(1, 0)).subarray(0, 3))).toEqual([0, 0, 0]);
  });
});

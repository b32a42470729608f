import { describe, expect, it } from "vitest";
import { hdbscan } from "../../../src/engine/analysis/clustering/hdbscan.ts";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { describeMethods } from "../../../src/engine/analysis/clustering/methods.ts";
import { measuredRow } from "../metrics/measured-row.ts";
import { type Matrix, matrix, matrixFromRows, rowOf, selectRows } from "../../../src/engine/core/matrix.ts";
import { DEFAULT_SETTINGS } from "../../../src/shared/contract/settings.ts";
import { cloud, type CloudSpec, Lcg } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";
import { allClusterings } from "./all-clusterings.ts";
import { readLabels } from "./golden-cases.ts";

interface GoldenPartition {
  readonly minClusterSize: number;
  readonly labels: string;
}
const expected = golden("hdbscan") as {
  readonly shapes: readonly (GoldenPartition & { readonly name: string })[];
  readonly random: readonly (GoldenPartition & { readonly spec: CloudSpec })[];
};

const rowsOf = (m: Matrix): number[][] => Array.from({ length: m.rows }, (_, row) => [...rowOf(m, row)]);

function moons(): Matrix {
  const rng = new Lcg(8);
  const rows = Array.from({ length: 200 }, (_, row) => {
    const angle = rng.uniform() * Math.PI;
    const [x, y] = row % 2 === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [x + 0.1 * rng.uniform(), y + 0.1 * rng.uniform()];
  });
  return matrixFromRows(rows);
}

function blobsAndNoise(): Matrix {
  const blobs = rowsOf(cloud({ rows: 300, cols: 2, seed: 21, centres: 4, spread: 60 }));
  const rng = new Lcg(22);
  const noise = Array.from({ length: 60 }, () => [(rng.uniform() - 0.5) * 120, (rng.uniform() - 0.5) * 120]);
  return matrixFromRows([...blobs, ...noise]);
}

const SHAPES: Readonly<Record<string, () => Matrix>> = {
  "blobs and noise": blobsAndNoise,
  moons,
  duplicates: () =>
    selectRows(
      cloud({ rows: 80, cols: 4, seed: 5, centres: 4, spread: 4 }),
      Array.from({ length: 80 }, (_, row) => row % 8),
    ),
  "all rows equal": () => matrixFromRows(Array.from({ length: 12 }, () => [2.5, 2.5])),
};

describe("HDBSCAN against scikit-learn", () => {
  it.each(expected.shapes)("$name, min_cluster_size $minClusterSize", ({ name, minClusterSize, labels }) => {
    expect(hdbscan(SHAPES[name]!(), minClusterSize)).toEqual(readLabels(labels));
  });

  it("random points of many sizes and scales", () => {
    for (const { spec, minClusterSize, labels } of expected.random)
      expect(hdbscan(cloud(spec), minClusterSize), JSON.stringify(spec)).toEqual(readLabels(labels));
    expect(expected.random.length).toBeGreaterThan(50);
    expect(expected.random.filter(({ labels }) => labels.includes("b")).length).toBeGreaterThan(30);
  });
});

describe("HDBSCAN", () => {
  it("does not depend on the order of the rows, where scikit-learn's does", () => {
    const spec = { rows: 281, cols: 1, seed: 29, centres: 4, spread: 5 };
    const points = cloud(spec);
    const rng = new Lcg(5);
    const order = Array.from({ length: spec.rows }, (_, row) => ({ row, at: rng.uniform() }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row);
    const labels = hdbscan(points, 4);
    const shuffled = hdbscan(selectRows(points, order), 4);
    expect(shuffled).toEqual(canonicalLabels(order.map((row) => labels[row]!)));
    expect(Math.max(...labels)).toBeGreaterThan(20);
  });

  it("gives a row between two clusters to the one with the nearer row", () => {
    // The last row reaches both groups at its core distance, 3.1; the left one is 3 away.
    const line = [0, 1, 2, 8.1, 9, 10, 5].map((value) => [value]);
    expect(hdbscan(matrixFromRows(line), 3)).toEqual(Int32Array.of(0, 0, 0, 1, 1, 1, 0));
    expect(hdbscan(matrixFromRows(line.toReversed()), 3)).toEqual(Int32Array.of(0, 1, 1, 1, 0, 0, 0));
  });

  it("calls everything noise where there are too few rows, or nothing splits", () => {
    expect(hdbscan(matrixFromRows([[0], [1], [2]]), 4)).toEqual(Int32Array.of(-1, -1, -1));
    expect(hdbscan(matrix(0, 3), 2)).toEqual(new Int32Array(0));
    expect(new Set(hdbscan(matrixFromRows([[0], [1], [2], [3], [4], [5]]), 4))).toEqual(new Set([-1]));
  });

  it("names what is wrong", () => {
    expect(() => hdbscan(matrixFromRows([[0], [1]]), 1)).toThrow("min_cluster_size must be 2 or more, not 1");
    expect(() => hdbscan(matrixFromRows([[0], [NaN]]), 2)).toThrow("NaN");
  });
});

describe("HDBSCAN in the table of methods", () => {
  const settings = { ...DEFAULT_SETTINGS, hdbscanMinClusterSize: 8 };
  const runOf = async (points: Matrix) =>
    (await allClusterings({ matrix: points, k: 2, seed: 1, stream: "x" }, settings)).find(
      ({ method }) => method === "hdbscan",
    )!;

  it("is described, and its noise is counted like DBSCAN's", async () => {
    expect(describeMethods(settings).find(({ method }) => method === "hdbscan")).toEqual({
      method: "hdbscan",
      label: "HDBSCAN",
      marksNoise: true,
      drawn: true,
    });
    const points = blobsAndNoise();
    const classes = {
      languages: Array.from({ length: 360 }, () => "en"),
      genres: Array.from({ length: 360 }, () => ""),
    };
    const { row } = await measuredRow("medium", points, await runOf(points), classes);
    const noise = readLabels(expected.shapes.find(({ name }) => name === "blobs and noise")!.labels);
    expect(row.values).toMatchObject({
      k: null,
      eps: null,
      min_samples: 8,
      n_noise: noise.filter((label) => label < 0).length,
    });
  });

  it("says where there are too few songs", async () => {
    expect((await runOf(cloud({ rows: 7, cols: 2, seed: 1 }))).note).toBe(
      "There are fewer songs than the smallest cluster of 8.",
    );
    expect((await runOf(cloud({ rows: 8, cols: 2, seed: 1 }))).note).toBeUndefined();
  });
});

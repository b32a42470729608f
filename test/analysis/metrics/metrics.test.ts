import { describe, expect, it } from "vitest";
import type { AgreementMetric } from "../../../src/shared/contract/metrics.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../../../src/engine/core/matrix.ts";
import { agreement } from "../../../src/engine/analysis/metrics/agreement.ts";
import * as shapes from "../../../src/engine/analysis/metrics/shape.ts";
import { type Labels, partitionOf } from "../../../src/engine/analysis/partition.ts";
import type { Measured } from "../../../src/engine/analysis/metrics/measured.ts";
import { silhouette } from "../../../src/engine/analysis/metrics/silhouette.ts";
import { type CloudSpec, cloud, randomLabels } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";

interface GoldenShape {
  readonly silhouette: number;
  readonly samples: readonly number[];
  readonly daviesBouldin: number;
  readonly calinskiHarabasz: number;
}
type GoldenAgreement = Readonly<Record<AgreementMetric, number>>;
const expected = golden("metrics") as {
  readonly random: readonly (GoldenAgreement & {
    readonly spec: CloudSpec;
    readonly clusters: number;
    readonly classes: number;
    readonly labelSeed: number;
    readonly classSeed: number;
    readonly shape: GoldenShape | null;
  })[];
  readonly explicit: readonly (GoldenAgreement & {
    readonly name: string;
    readonly points: readonly (readonly number[])[];
    readonly labels: readonly number[];
    readonly classes: readonly number[];
    readonly shape: GoldenShape | null;
  })[];
  readonly agreement: readonly (GoldenAgreement & {
    readonly classes: readonly number[];
    readonly clusters: readonly number[];
  })[];
};

const NINE = 9;

const daviesBouldin = (points: Matrix, labels: Labels): Measured =>
  shapes.daviesBouldin(points, partitionOf(points, labels));
const calinskiHarabasz = (points: Matrix, labels: Labels): Measured =>
  shapes.calinskiHarabasz(points, partitionOf(points, labels));

function expectShape(points: Matrix, labels: readonly number[], shape: GoldenShape | null): void {
  const { overall, perRow } = silhouette(points, labels);
  const [db, ch] = [daviesBouldin(points, labels), calinskiHarabasz(points, labels)];
  if (shape === null) {
    expect([overall.value, perRow, db.value, ch.value]).toEqual([null, null, null, null]);
    return;
  }
  expect(overall.value).toBeCloseTo(shape.silhouette, NINE);
  shape.samples.forEach((value, row) => {
    expect(perRow![row]).toBeCloseTo(value, NINE);
  });
  expect(db.value! / (shape.daviesBouldin || 1)).toBeCloseTo(shape.daviesBouldin === 0 ? 0 : 1, NINE);
  expect(ch.value! / (shape.calinskiHarabasz || 1)).toBeCloseTo(shape.calinskiHarabasz === 0 ? 0 : 1, NINE);
}

function expectAgreement(classes: readonly number[], clusters: readonly number[], values: GoldenAgreement): void {
  for (const [metric, { value }] of Object.entries(agreement(classes, clusters))) {
    expect(value, metric).toBeCloseTo(values[metric as AgreementMetric], NINE);
  }
}

describe("against scikit-learn, 120 random labelings", () => {
  it("has defined and undefined cases among them", () => {
    expect(expected.random.filter(({ shape }) => shape === null).length).toBeGreaterThan(3);
  });

  it("shape of clusters to 1e-9", () => {
    for (const { spec, clusters, labelSeed, shape } of expected.random) {
      expectShape(cloud(spec), randomLabels(spec.rows, clusters, labelSeed), shape);
    }
  });

  it("agreement with classes to 1e-9", () => {
    for (const values of expected.random) {
      const { spec, clusters, classes, labelSeed, classSeed } = values;
      expectAgreement(
        randomLabels(spec.rows, classes, classSeed),
        randomLabels(spec.rows, clusters, labelSeed),
        values,
      );
    }
  });
});

describe("against scikit-learn, degenerate cases", () => {
  it.each(expected.explicit)("$name", (values) => {
    expectShape(matrixFromRows(values.points), values.labels, values.shape);
    expectAgreement(values.classes, values.labels, values);
  });

  it.each(expected.agreement)("$classes and $clusters", (values) => {
    expectAgreement(values.classes, values.clusters, values);
  });
});

/** The silhouette from its definition. */
function slowSilhouette(m: Matrix, labels: readonly number[]): number[] {
  const distance = (a: number, b: number) =>
    Math.sqrt(rowOf(m, a).reduce((sum, value, col) => sum + (value - rowOf(m, b)[col]!) ** 2, 0));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rows = labels.map((_, row) => row);
  return rows.map((row) => {
    const own = rows.filter((other) => other !== row && labels[other] === labels[row]);
    if (own.length === 0) return 0;
    const a = mean(own.map((other) => distance(row, other)));
    const others = [...new Set(labels)].filter((label) => label !== labels[row]);
    const b = Math.min(...others.map((c) => mean(rows.filter((o) => labels[o] === c).map((o) => distance(row, o)))));
    return (b - a) / Math.max(a, b);
  });
}

describe("silhouette", () => {
  it("is its definition, row by row, in any order of rows and width of columns", () => {
    for (const cols of [1, 2, 3, 4, 5, 9]) {
      const points = cloud({ rows: 47, cols, seed: cols, centres: 3, spread: 2 });
      const labels = randomLabels(47, 5, cols + 50);
      const slow = slowSilhouette(points, labels);
      silhouette(points, labels).perRow!.forEach((value, row) => {
        expect(value).toBeCloseTo(slow[row]!, 12);
      });
    }
  });

  it("gives the reason where it is undefined", () => {
    const reason = (measured: Measured) => (measured.value === null ? measured.reason : "");
    const points = matrixFromRows([[0], [1], [2]]);
    expect(reason(silhouette(points, [0, 0, 0]).overall)).toBe("there is only one cluster");
    expect(reason(daviesBouldin(points, [0, 1, 2]))).toBe("every row is a cluster of its own");
    expect(reason(calinskiHarabasz(matrix(0, 2), []))).toBe("no row is in a cluster");
  });

  it("refuses labels of other rows", () => {
    expect(() => silhouette(matrixFromRows([[0], [1]]), [0])).toThrow("1 labels for 2 rows");
  });
});

describe("shape indices", () => {
  it("Davies–Bouldin tells centroids apart that are near by the data's extent, down to 1e-8 of it", () => {
    // Two clusters of rows at −1 and 1 around their centroids, which are `gap` apart: (1 + 1) / gap.
    const index = (gap: number): number | null =>
      daviesBouldin(matrixFromRows([[-1], [1], [gap - 1], [gap + 1]]), [0, 0, 1, 1]).value;
    for (const gap of [1e-2, 1e-4, 1e-6, 2 ** -26]) expect(index(gap)! * gap).toBeCloseTo(2, 6);
    expect(index(2 ** -27)).toBe(0);
  });

  it("do not depend on the unit of the data, however small or large", () => {
    const labels = randomLabels(40, 4, 3);
    const unit = cloud({ rows: 40, cols: 3, seed: 1 });
    for (const scale of [1e-12, 1e9]) {
      const scaled = cloud({ rows: 40, cols: 3, seed: 1, scale });
      expect(daviesBouldin(scaled, labels).value).toBeCloseTo(daviesBouldin(unit, labels).value!, 9);
      expect(calinskiHarabasz(scaled, labels).value).toBeCloseTo(calinskiHarabasz(unit, labels).value!, 9);
      expect(silhouette(scaled, labels).overall.value).toBeCloseTo(silhouette(unit, labels).overall.value!, 9);
    }
  });
});

describe("agreement", () => {
  it("takes names as well as numbers, and does not depend on them", () => {
    const names = agreement(["pop", "pop", "folk", "rock"], Int32Array.of(0, 0, 1, -1));
    for (const [metric, { value }] of Object.entries(names)) expect(value, metric).toBeCloseTo(1, 14);
  });

  it("is exactly 0 between one group and several: no rounding error stands in the table", () => {
    const several = randomLabels(29, 7, 1);
    const one = several.map(() => 0);
    for (const { AMI, NMI, ARI } of [agreement(one, several), agreement(several, one)])
      expect([AMI.value, NMI.value, ARI.value]).toEqual([0, 0, 0]);
  });

  it("is undefined without a row, and refuses lists of different songs", () => {
    const none = { value: null, reason: "no row is in a cluster" };
    expect(new Set(Object.values(agreement([], [])))).toEqual(new Set([none]));
    expect(() => agreement(["pop"], [0, 1])).toThrow("1 classes for 2 cluster labels");
  });

  it("is adjusted by the mean over every order of the labels", () => {
    const classes = [0, 0, 0, 1, 1, 2];
    const clusters = [0, 1, 0, 1, 1, 1];
    const information = (order: readonly number[]): number => {
      const share = (test: (row: number) => boolean) => order.filter((_, row) => test(row)).length / order.length;
      let sum = 0;
      for (const a of new Set(classes))
        for (const b of new Set(order)) {
          const both = share((row) => classes[row] === a && order[row] === b);
          const chance = share((row) => classes[row] === a) * share((row) => order[row] === b);
          if (both > 0) sum += both * Math.log(both / chance);
        }
      return sum;
    };
    const orders = permutations(clusters);
    const mean = orders.reduce((sum, order) => sum + information(order), 0) / orders.length;
    const entropy = (sizes: readonly number[]) =>
      -sizes.reduce((sum, size) => sum + (size / 6) * Math.log(size / 6), 0);
    const most = (entropy([3, 2, 1]) + entropy([2, 4])) / 2;
    expect(agreement(classes, clusters).AMI.value).toBeCloseTo((information(clusters) - mean) / (most - mean), 12);
  });

  it("is 0 by chance and 1 for equal groupings however many rows there are", () => {
    const classes = randomLabels(20_000, 9, 1);
    const by = agreement(classes, randomLabels(20_000, 12, 2));
    expect(Math.abs(by.AMI.value!)).toBeLessThan(0.001);
    expect(agreement(classes, classes).AMI.value).toBeCloseTo(1, 12);
  });

  it("counts the pairs that are together in both", () => {
    const classes = randomLabels(60, 4, 11);
    const clusters = randomLabels(60, 5, 12);
    let [inBoth, inClass, inCluster] = [0, 0, 0];
    for (let a = 0; a < 60; a++)
      for (let b = 0; b < a; b++) {
        const [sameClass, sameCluster] = [classes[a] === classes[b], clusters[a] === clusters[b]];
        inClass += Number(sameClass);
        inCluster += Number(sameCluster);
        inBoth += Number(sameClass && sameCluster);
      }
    const { fowlkes_mallows } = agreement(classes, clusters);
    expect(fowlkes_mallows.value).toBeCloseTo(inBoth / Math.sqrt(inClass * inCluster), 12);
  });
});

function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, at) => permutations(values.toSpliced(at, 1)).map((rest) => [value, ...rest]));
}

import { type Matrix, matrixFromRows, rowOf } from "../../../src/engine/core/matrix.ts";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { type CloudSpec, cloud } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";

export interface GoldenCase {
  readonly spec: CloudSpec;
  readonly first: readonly number[];
  readonly ward: {
    readonly labels: Readonly<Record<string, string>>;
    readonly distanceSum: number;
    readonly mergeChecksum: number;
    readonly lastDistances: readonly number[];
    readonly tree?: readonly (readonly number[])[];
  };
  readonly dbscan: readonly { readonly eps: number; readonly minSamples: number; readonly labels: string }[];
  readonly kmeans: readonly { readonly k: number; readonly inertia: number }[];
  readonly kDistances: { readonly sum: number; readonly median: number; readonly max: number };
}

const { cases } = golden("clustering") as { cases: Record<string, GoldenCase> };

/** The golden cases with their points, as make_clustering.py has them. */
export const CASES = Object.entries(cases).map(([name, expected]) => ({
  name,
  expected,
  points: pointsOf(name, expected.spec),
}));

function pointsOf(name: string, spec: CloudSpec): Matrix {
  const points = cloud(spec);
  const rows = Array.from({ length: points.rows }, (_, row) => {
    const values = Array.from(rowOf(points, name === "duplicates" ? row % 20 : row));
    return name === "constant columns" ? values.map((value, col) => [value, 3.25, value, 0, value][col]!) : values;
  });
  return matrixFromRows(rows);
}

/** Labels that make_clustering.py wrote with one letter per cluster and a dot for noise, in our numbering. */
export function readLabels(text: string): Int32Array {
  return canonicalLabels(Array.from(text, (letter) => (letter === "." ? -1 : letter.charCodeAt(0) - 97)));
}

import { describe, expect, it } from "vitest";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { gaussianMixture } from "../../../src/engine/analysis/clustering/mixture/mixture.ts";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix, matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { DEFAULT_SETTINGS } from "../../../src/shared/contract/settings.ts";
import { cloud, type CloudSpec } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";
import { allClusterings } from "./all-clusterings.ts";
import { readLabels } from "./golden-cases.ts";

const { mixtures } = golden("mixture") as {
  readonly mixtures: readonly {
    readonly name: string;
    readonly kind: "diagonal" | "full";
    readonly spec: CloudSpec;
    readonly k: number;
    readonly logLikelihood: number;
    readonly bic: number;
    readonly iterations: number;
    readonly labels: string;
  }[];
};

const startOf = (rows: number, k: number): Int32Array =>
  Int32Array.from({ length: rows }, (_, row) => Math.floor((row * 7) / 3) % k);

describe("Gaussian mixtures against scikit-learn", () => {
  it.each(mixtures)("$name, $kind", async ({ kind, spec, k, ...expected }) => {
    const found = await gaussianMixture(cloud(spec), kind, startOf(spec.rows, k), k);
    expect(found!.labels).toEqual(readLabels(expected.labels));
    expect(found!.iterations).toBe(expected.iterations);
    expect(Math.abs(found!.logLikelihood / expected.logLikelihood - 1)).toBeLessThan(1e-6);
    expect(Math.abs(found!.bic / expected.bic - 1)).toBeLessThan(1e-6);
  });

  it("has cases with fewer rows than columns and with many iterations", () => {
    expect(mixtures.some(({ spec }) => spec.rows < spec.cols)).toBe(true);
    expect(mixtures.some(({ iterations }) => iterations > 30)).toBe(true);
  });
});

describe("Gaussian mixtures", () => {
  it("give up where the regularisation is below the rounding error", async () => {
    const large = matrixFromRows([
      [1e9, 1e9],
      [2e9, 2e9],
      [3e9, 3e9],
    ]);
    expect(await gaussianMixture(large, "full", new Int32Array(3), 1)).toBeNull();
    expect(await gaussianMixture(large, "diagonal", new Int32Array(3), 1)).not.toBeNull();
  });

  it("bear a component without a row and rows that are all equal", async () => {
    const equal = await gaussianMixture(matrix(6, 2), "full", new Int32Array(6), 2);
    expect(equal!.labels).toEqual(new Int32Array(6));
    expect(Number.isFinite(equal!.bic)).toBe(true);
  });

  it("stop when the signal is aborted", async () => {
    const aborted = { signal: AbortSignal.abort() };
    const points = cloud({ rows: 30, cols: 2, seed: 1 });
    await expect(gaussianMixture(points, "diagonal", new Int32Array(30), 1, aborted)).rejects.toThrow(CancelledError);
    const controller = new AbortController();
    const long = gaussianMixture(cloud({ rows: 3000, cols: 60, seed: 1 }), "full", startOf(3000, 8), 8, controller);
    setTimeout(() => {
      controller.abort();
    });
    await expect(long).rejects.toThrow(CancelledError);
  });
});

describe("Gaussian mixtures in the table of methods", () => {
  const find = async (spec: CloudSpec, k: number) => {
    const all = await allClusterings({ matrix: cloud(spec), k, seed: 1, stream: "x" }, DEFAULT_SETTINGS);
    return ["gmm_diag", "gmm_full"].map((name) => all.find(({ method }) => method === name)!);
  };

  it("find what K-Means cannot: a wide group beside a narrow one", async () => {
    const wide = cloud({ rows: 120, cols: 2, seed: 3, scale: 4 });
    const narrow = cloud({ rows: 120, cols: 2, seed: 4, scale: 0.1, offset: 5 });
    const both = matrix(240, 2, Float64Array.of(...wide.data, ...narrow.data));
    const all = await allClusterings({ matrix: both, k: 2, seed: 1, stream: "x" }, DEFAULT_SETTINGS);
    const groups = Int32Array.from({ length: 240 }, (_, row) => Number(row >= 120));
    const wrong = (name: string): number => {
      const { labels } = all.find(({ method }) => method === name)!;
      return labels.filter((label, row) => label !== groups[row]).length;
    };
    expect(wrong("gmm_full")).toBeLessThan(wrong("kmeans") / 4);
    expect(wrong("gmm_diag")).toBeLessThan(wrong("kmeans") / 4);
  });

  it("say where covariances are singular, each by its own measure", async () => {
    const [diagonal, full] = await find({ rows: 20, cols: 12, seed: 2, centres: 2, spread: 9 }, 2);
    expect(diagonal!.note).toBeUndefined();
    expect(full!.note).toContain("no more songs than the representation has dimensions");
    expect(full!.labels).toEqual(canonicalLabels(Array.from({ length: 20 }, (_, row) => row % 2)));
    const [enough] = (await find({ rows: 26, cols: 12, seed: 2, centres: 2, spread: 9 }, 2)).slice(1);
    expect(enough!.note).toBeUndefined();
    const [alone] = await find({ rows: 5, cols: 2, seed: 2, centres: 5, spread: 90 }, 5);
    expect(alone!.note).toContain("one song or none");
  });

  it("have the BIC of their own labels", async () => {
    const [diagonal, full] = await find({ rows: 200, cols: 3, seed: 8, centres: 2, spread: 3 }, 2);
    expect(diagonal!.bic).toBeGreaterThan(0);
    expect(full!.bic).not.toBe(diagonal!.bic);
  });
});

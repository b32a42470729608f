import { describe, expect, it } from "vitest";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { spectralEmbedding } from "../../../src/engine/analysis/clustering/spectral/embedding.ts";
import { neighbourGraph } from "../../../src/engine/analysis/clustering/spectral/graph.ts";
import { contingency } from "../../../src/engine/analysis/metrics/contingency.ts";
import { agreement } from "../../../src/engine/analysis/metrics/agreement.ts";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { DEFAULT_SETTINGS } from "../../../src/shared/contract/settings.ts";
import { cloud, type CloudSpec } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";
import { allClusterings } from "./all-clusterings.ts";
import { readLabels } from "./golden-cases.ts";
import { orthonormalBasis, product, transposedProduct } from "../../../src/engine/kernels/products.ts";

const { spectral } = golden("mixture") as {
  readonly spectral: readonly {
    readonly name: string;
    readonly spec: CloudSpec;
    readonly k: number;
    readonly neighbours: number;
    readonly weightSum: number;
    readonly eigenvalues: readonly number[];
    readonly projected: readonly number[];
    readonly labels: string;
  }[];
};

const run = async (spec: CloudSpec, k: number, spectralNeighbours: number) => {
  const input = { matrix: cloud(spec), k, seed: 1, stream: "x" };
  const all = await allClusterings(input, { ...DEFAULT_SETTINGS, spectralNeighbours });
  return all.find(({ method }) => method === "spectral")!;
};

describe("spectral clustering against scikit-learn", () => {
  it.each(spectral)("$name", async ({ spec, k, neighbours, ...expected }) => {
    const { weights } = await neighbourGraph(cloud(spec), neighbours, k, {});
    expect(weights.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected.weightSum, 9);
    const embedding = await spectralEmbedding(weights, k, createRng(1));
    // D^½ turns the embedding back into the Laplacian's eigenvectors.
    const roots = Float64Array.from({ length: weights.rows }, (_, row) =>
      Math.sqrt(weights.values.subarray(weights.rowStarts[row], weights.rowStarts[row + 1]).reduce((a, b) => a + b, 0)),
    );
    const vectors = matrix(
      weights.rows,
      k,
      embedding.data.map((value, at) => value * roots[Math.floor(at / k)]!),
    );
    const probe = matrix(
      weights.rows,
      1,
      roots.map((_, row) => Math.sin(row + 1)),
    );
    const basis = orthonormalBasis(vectors);
    expect(basis.cols).toBe(k);
    const projected = product(basis, transposedProduct(basis, probe)).data;
    const step = Math.floor(weights.rows / 12);
    expected.projected.forEach((value, at) => {
      expect(projected[at * step]).toBeCloseTo(value, 7);
    });
    const { labels, note } = await run(spec, k, neighbours);
    expect(note).toBeUndefined();
    expect(agreement(readLabels(expected.labels), labels).ARI).toEqual({ value: 1 });
  });
});

describe("spectral clustering", () => {
  it("separates rings, which K-Means cannot", async () => {
    const points = matrix(
      200,
      2,
      Float64Array.from({ length: 400 }, (_, at) => {
        const row = Math.floor(at / 2);
        const angle = (row * 2 * Math.PI) / 100;
        return (row % 2 === 0 ? 1 : 3) * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
      }),
    );
    const all = await allClusterings({ matrix: points, k: 2, seed: 1, stream: "x" }, DEFAULT_SETTINGS);
    const rings = canonicalLabels(Array.from({ length: 200 }, (_, row) => row % 2));
    expect(all.find(({ method }) => method === "spectral")!.labels).toEqual(rings);
    expect(all.find(({ method }) => method === "kmeans")!.labels).not.toEqual(rings);
  });

  it("joins more neighbours, and says so, where the graph falls into more parts than clusters", async () => {
    // Six groups far from each other, in three pairs.
    const spec = { rows: 60, cols: 2, seed: 12, centres: 6, spread: 300 };
    const { labels, note } = await run(spec, 2, 5);
    expect(note).toMatch(
      /^The graph of the 5 nearest songs falls into more parts than 2 clusters: the \d+ nearest were taken\.$/u,
    );
    expect(Math.max(...labels)).toBe(1);
    // No group is cut.
    expect(
      contingency(
        Array.from(labels, (_, row) => row % 6),
        labels,
      ).cells,
    ).toHaveLength(6);
    expect((await neighbourGraph(cloud(spec), 5, 6, {})).neighbours).toBe(5);
    expect((await neighbourGraph(cloud(spec), 5, 5, {})).neighbours).toBe(20);
  });

  it("bears fewer songs than neighbours, equal songs, and as many clusters as songs", async () => {
    expect((await run({ rows: 4, cols: 2, seed: 1 }, 2, 5)).labels).toHaveLength(4);
    expect((await run({ rows: 12, cols: 2, seed: 1, scale: 0 }, 3, 5)).labels).toHaveLength(12);
    expect((await run({ rows: 8, cols: 2, seed: 1 }, 8, 5)).labels).toHaveLength(8);
  });

  it("stops when the signal is aborted", async () => {
    const { weights } = await neighbourGraph(cloud({ rows: 2000, cols: 3, seed: 1 }), 5, 9, {});
    const controller = new AbortController();
    const long = spectralEmbedding(weights, 20, createRng(1), controller);
    setTimeout(() => {
      controller.abort();
    });
    await expect(long).rejects.toThrow(CancelledError);
  });
});

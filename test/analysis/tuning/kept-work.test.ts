import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { methodNamed } from "../../../src/engine/analysis/clustering/methods.ts";
import { sweepK } from "../../../src/engine/analysis/clustering/sweep/sweep.ts";
import { silhouette } from "../../../src/engine/analysis/metrics/silhouette.ts";
import { cutTree, wardLinkage } from "../../../src/engine/analysis/clustering/ward/ward.ts";
import { kthNearestSquared } from "../../../src/engine/analysis/neighbours/exact.ts";
import { keptKthNearestInTurns } from "../../../src/engine/analysis/neighbours/kept.ts";
import { silhouetteCurve } from "../../../src/engine/analysis/tuning/k-curve.ts";
import { createPause } from "../../../src/engine/analysis/pause.ts";
import { drained, shared } from "../../../src/engine/analysis/turns.ts";
import { normalMatrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

const matrix = normalMatrix(50, 3, createRng(2, "test"));
const settings = { dbscanEps: [0.5], dbscanMinSamples: 4, hdbscanMinClusterSize: 4, spectralNeighbours: 10 };

describe("work that is kept between clusterings of one matrix", () => {
  it("gives the distance to the k-th nearest row whatever was asked for before", () => {
    const keptWith = {};
    for (const k of [4, 2, 30, 15, 49])
      expect(drained(keptKthNearestInTurns(matrix, k, keptWith))).toEqual(kthNearestSquared(matrix, k));
  });

  it("gives the clusters that each method finds without it, in any order", async () => {
    const keptWith = {};
    for (const [name, k] of [
      ["agglomerative_ward", 4],
      ["dbscan_knee", 4],
      ["hdbscan", 4],
      ["hdbscan", 7],
      ["agglomerative_ward", 7],
      ["kmeans", 7],
      ["kmeans", 4],
      ["dbscan_knee", 7],
    ] as const) {
      const input = { matrix, k, seed: 1, stream: "test" };
      const { run } = methodNamed(name, settings)!;
      expect([name, k, (await run({ ...input, keptWith })).labels]).toEqual([name, k, (await run(input)).labels]);
    }
  });
});

describe("work that several want", () => {
  function* counting(turns: number, fails = false): Generator<number, string, undefined> {
    for (let turn = 1; turn <= turns; turn++) yield taken.push(turn);
    if (fails) throw new Error("broken");
    return "found";
  }
  const taken: number[] = [];

  it("goes on from where one of them was cancelled, and is done once", async () => {
    taken.length = 0;
    const work = shared(counting(10));
    let left = 4;
    const cancelled = work(() => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error("cancelled"))));
    await expect(cancelled).rejects.toThrow("cancelled");
    expect(taken).toHaveLength(5);
    const pause = () => Promise.resolve();
    expect(await Promise.all([work(pause), work(pause)])).toEqual(["found", "found"]);
    expect(await work(() => Promise.reject(new Error("nobody waits")))).toBe("found");
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("tells each what is wrong with it", async () => {
    const work = shared(counting(1, true));
    for (let asks = 0; asks < 2; asks++) await expect(work(() => Promise.resolve())).rejects.toThrow("broken");
  });

  it("in the background waits while something more urgent goes on", async () => {
    let urgent: () => void = () => undefined;
    const turn = () => new Promise<void>((resolve) => (urgent = resolve));
    const pause = createPause({ turn });
    const end = performance.now() + 60;
    while (performance.now() < end);
    let isOn = false;
    const waiting = pause(0).then(() => (isOn = true));
    await setImmediate();
    await setImmediate();
    expect(isOn).toBe(false);
    urgent();
    expect(await waiting).toBe(true);
  });
});

describe("the silhouette by number of clusters", () => {
  it("is that of the k sweep for K-Means, and that of the tree's cuts for Ward", async () => {
    const options = { seed: 5, stream: "test" };
    const sweep = await sweepK(matrix, { ...options, from: 2, to: 20, minSamples: 3 });
    expect(await silhouetteCurve(matrix, { ...options, by: "kmeans" })).toEqual(
      sweep.points.map(({ k, silhouette }) => ({ k, silhouette })),
    );
    const tree = wardLinkage(matrix);
    const points = await silhouetteCurve(matrix, { ...options, by: "ward" });
    expect(points).toEqual(
      Array.from({ length: 19 }, (_, index) => ({
        k: index + 2,
        silhouette: silhouette(matrix, cutTree(tree, index + 2)).overall.value,
      })),
    );
  });
});

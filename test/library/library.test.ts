import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  cluster,
  clusterMethods,
  extractFeatures,
  LatentuneError,
  loadDataset,
  measureAgreement,
  measureShape,
  readArray,
  run,
  train,
  UsageError,
  writeArray,
  type FeatureName,
  type NetworkName,
  type Task,
} from "../../src/engine/library/index.ts";
import { agreement } from "../../src/engine/analysis/metrics/agreement.ts";
import { smallWorkspace } from "../cli/small-workspace.ts";
import { folderWith } from "../dataset/workspace.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Clouds of four points, a unit square each. */
function clouds(centres: readonly number[]): number[][] {
  return centres.flatMap((at) => [0, 1, 2, 3].map((step) => [at + (step % 2), at + Math.floor(step / 2)]));
}

describe("clustering an array", () => {
  it("chooses k by the silhouette, and takes the one that is given", async () => {
    const points = clouds([0, 10, 20, 30]);
    const chosen = await cluster(points);
    expect(chosen.k).toBe(4);
    expect([...chosen.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    expect((await cluster(points, { k: 2 })).k).toBe(2);
  });

  it("never chooses more clusters than half of the rows", async () => {
    // Pairs of equal points: three clusters are perfect, and more would be clusters of one point.
    expect((await cluster([[0], [0], [5], [5], [9], [9]])).k).toBe(3);
    expect((await cluster([[0], [1], [7]])).k).toBe(2);
  });

  it("does the same for a matrix as for arrays, and standardises unless it is told not to", async () => {
    // The second column decides once both are of one scale.
    const points = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => [1000 * (at % 2), at < 4 ? 0 : 1]);
    const matrix = { rows: 8, cols: 2, data: Float64Array.from(points.flat()) };
    const options = { k: 2, standardise: false };
    expect([...(await cluster(points, options)).labels]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect([...(await cluster(matrix, options)).labels]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    const scaled = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => [1000 * (at % 2), at < 4 ? 0 : 1, at < 4 ? 0 : 1]);
    expect([...(await cluster(scaled, { k: 2 })).labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("knows every method of the metrics tables, and names them where one is unknown", async () => {
    const points = clouds([0, 10]);
    for (const method of clusterMethods()) {
      const { labels, k } = await cluster(points, { method, k: 2 });
      expect(labels).toHaveLength(8);
      expect(k === null).toBe(method.includes("dbscan"));
    }
    const refused = async (method: string) => cluster(points, { method }).catch((error: unknown) => error);
    expect(await refused("k-means")).toMatchObject({ name: "UsageError", place: { remedy: "Did you mean kmeans?" } });
    const remedy: unknown = expect.stringContaining("There are: kmeans, agglomerative_ward");
    expect(await refused("louvain")).toMatchObject({ place: { remedy } });
    const found = await cluster(points, { method: "dbscan_eps2", standardise: false, settings: { dbscanEps: [2] } });
    expect([...found.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("refuses rows of different lengths by their number", async () => {
    await expect(cluster([[1, 2], [3]])).rejects.toThrow("Row 2 has 1 number, row 1 has 2.");
    await expect(cluster([[1, 2], [3]])).rejects.toBeInstanceOf(LatentuneError);
  });

  it("says what helps where there are fewer rows than clusters, in the library's own words", async () => {
    const remedyOf = async (rows: number[][], k?: number): Promise<unknown> => {
      const error = await cluster(rows, k === undefined ? {} : { k }).catch((thrown: unknown) => thrown);
      return error instanceof LatentuneError ? [error.message, error.place.remedy] : error;
    };
    expect(await remedyOf([])).toEqual(["Cannot make 2 clusters of 0 rows.", "Give at least one row."]);
    expect(await remedyOf([[1]])).toEqual(["Cannot make 2 clusters of 1 row.", "Give more rows, or k as 1."]);
    const three = ["Cannot make 4 clusters of 3 rows.", "Give k as an integer of 1 to 3."];
    expect(await remedyOf([[1], [2], [5]], 4)).toEqual(three);
  });

  it("stops at its signal", async () => {
    await expect(cluster(clouds([0, 10, 20]), { signal: AbortSignal.abort() })).rejects.toThrow("Cancelled");
  });
});

describe("a value between which and others there is no distance", () => {
  const withValue = (value: unknown): number[][] => [
    [0, 0],
    [0, 1],
    [value as number, 0],
    [10, 10],
    [10, 11],
    [11, 10],
  ];
  const labels = [0, 0, 0, 1, 1, 1];
  it.each([
    [NaN, "There is the value NaN in row 3, column 1: no distance"],
    [-Infinity, "There is the value -Infinity in row 3, column 1: no distance"],
    [1e300, "There is the value 1e+300 in row 3, column 1: the squares of such numbers overflow"],
    [null, "There is the value null in row 3, column 1: it is no number"],
    [undefined, "There is the value undefined in row 3, column 1: it is no number"],
    ["0", 'There is the value "0" in row 3, column 1: it is no number'],
  ])("is refused by its row and column: %s", async (value, message) => {
    const rows = withValue(value);
    for (const standardise of [true, false])
      await expect(cluster(rows, { k: 2, standardise })).rejects.toThrow(message);
    await expect(measureShape(rows, labels)).rejects.toThrow(message);
    await expect(measureShape(rows, labels)).rejects.toBeInstanceOf(LatentuneError);
  });

  it("is refused in a matrix as well, and rows without a number are", async () => {
    const matrix = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 3, NaN) };
    await expect(cluster(matrix, { k: 2 })).rejects.toThrow("the value NaN in row 2, column 2");
    await expect(cluster([[], []], { k: 2 })).rejects.toThrow("The rows hold no numbers.");
    await expect(cluster([[1], null] as never)).rejects.toThrow("Row 2 is null, no list of numbers.");
  });

  it("is as large as the squares allow, and clustered", async () => {
    const { labels: found } = await cluster([[0], [1e130], [1e140], [-1e130]], { k: 2, standardise: false });
    expect([...found]).toEqual([0, 0, 1, 0]);
  });
});

describe("measuring", () => {
  it("scores the shape of clusters without the noise", async () => {
    // Two pairs at distance 1, 10 apart, by hand: a = 1, b = 10.5 or 9.5 for each point.
    const points = [[0], [1], [10], [11], [500]];
    const { silhouette, davies_bouldin } = await measureShape(points, [0, 0, 1, 1, -1]);
    expect(silhouette.value).toBeCloseTo((1 - 1 / 10.5 + (1 - 1 / 9.5)) / 2, 12);
    expect(davies_bouldin.value).toBeCloseTo(0.1, 12);
    const alone = (await measureShape(points, [0, 0, 0, 0, 0])).silhouette;
    expect(alone).toEqual({ value: null, reason: "there is only one cluster" });
  });

  it("scores against classes of any kind", () => {
    expect(measureAgreement(["a", "a", "b", "b"], [7, 7, 3, 3]).ARI).toEqual({ value: 1 });
    expect(measureAgreement([1, 1, 2, 2], [0, 1, 0, 1])).toEqual(agreement([1, 1, 2, 2], [0, 1, 0, 1]));
  });

  it("has no score where no row has a class", () => {
    const scores = Object.values(measureAgreement(["", "", ""], [0, 1, 2]));
    expect(scores).toEqual(scores.map(() => ({ value: null, reason: "no row has a class" })));
    expect(measureAgreement(["", "", "pop"], [0, 0, 1]).NMI).toEqual({ value: 1 });
    expect(() => measureAgreement(["", ""], [0])).toThrow("2 classes for 1 cluster labels");
  });
});

it("loads the songs of a folder with what is wrong with them", async () => {
  const { songs, rows, diagnostics } = await loadDataset(await smallWorkspace(["c.wav"]));
  expect(songs.map(({ filename }) => filename)).toEqual(["a.wav", "b.wav", "d.wav", "e.wav"]);
  expect(rows).toHaveLength(5);
  expect(diagnostics.map(({ code, line }) => [code, line])).toContainEqual(["audio-missing", 4]);
  await expect(loadDataset(".", { settings: { seconds: -1 } })).rejects.toThrow("--seconds must be");
});

describe("a name that there is not", () => {
  it.each([
    ["setting", () => loadDataset(".", { settings: { epoch: 5 } as object }), "Did you mean epochs?"],
    ["setting", () => loadDataset(".", { settings: { "latent-dim": 5 } as object }), "Did you mean latentDim?"],
    [
      "setting",
      () => loadDataset(".", { settings: { toString: 5 } as object }),
      "There are: seed, seeds, architecture",
    ],
    ["task", () => run("Hard" as Task, "."), "Did you mean hard?"],
    ["feature", () => extractFeatures(".", "chroma" as FeatureName), "There are: log-mel, mfcc, audio-model."],
    ["network", () => train(".", "auto-encoder" as NetworkName), "Did you mean autoencoder?"],
  ])("of a %s is told with what helps", async (what, call, remedy) => {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(new RegExp(`^There is no ${what} `));
    expect((error as UsageError).place.remedy).toContain(remedy);
  });
});

it("reads the arrays that it writes", async () => {
  const file = join(await folderWith({}), "rows.npy");
  await writeArray(file, [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(await readArray(file)).toEqual({ rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
  // An array may lack values, but nothing is written that was no number.
  await writeArray(file, [[NaN]]);
  expect(await readArray(file)).toEqual({ rows: 1, cols: 1, data: Float64Array.of(NaN) });
  await expect(writeArray(file, [[null]] as never)).rejects.toThrow("the value null in row 1, column 1");
});

it("runs the ten lines of the documents, which hold them word for word", async () => {
  const file = "docs/examples/library/cluster-array.ts";
  const log = vi.spyOn(console, "log").mockReturnValue();
  await import(join(ROOT, file));
  expect(log.mock.calls.flat()).toEqual(["3 clusters: 0 0 0 0 1 1 1 1 2 2 2 2", "silhouette 0.92"]);
  const [document, example] = await Promise.all(
    ["docs/library.md", file].map((path) => readFile(join(ROOT, path), "utf8")),
  );
  expect(document).toContain(`\`\`\`ts\n${example!}\`\`\``);
});

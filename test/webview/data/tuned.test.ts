import { describe, expect, it, vi } from "vitest";
import type { Reclustered, TunedScores } from "../../../src/shared/contract/panel/tuning.ts";
import { smallView } from "../../small-view.ts";
import { RunView } from "../../../src/webview/data/run-view.ts";
import type { Shown } from "../../../src/webview/data/shown.ts";
import { loadTuned, withTuningOf } from "../../../src/webview/data/tuned.ts";
import { metricRows, tunedRow } from "../../../src/webview/model/metric-table.ts";
import { NOT_TUNED, TUNING, tuningOf } from "../../../src/webview/panel/state/tuning.ts";

const manifest = smallView();
const [representation] = manifest.representations as [(typeof manifest.representations)[0]];
const [clustering] = representation.clusterings as [(typeof representation.clusterings)[0]];

async function shownOf(songCount: number): Promise<Shown> {
  const texts = new Array<string>(songCount).fill("");
  const songs = {
    filename: texts,
    language: texts,
    genre: texts,
    audio: texts,
    firstLyric: texts,
    row: texts.map(() => 1),
  };
  const fetch = (uri: string) =>
    Promise.resolve(new Response(JSON.stringify(uri.endsWith("view.json") ? { ...manifest, songCount } : songs)));
  const source = { runId: "a", task: "hard", startedAt: "", name: null, searches: [], baseUri: "run" } as const;
  const parts = { fetch, texts: () => Promise.resolve([]), arrived: () => undefined, failed: () => undefined };
  return {
    run: await RunView.open(source, parts, new AbortController()),
    representation,
    clustering,
    tuned: null,
    projection: null,
    points: null,
    labels: Int32Array.of(0, 1),
    silhouette: Float32Array.of(0.5, 0.5),
    coAssignment: Float32Array.of(1, 1),
    nextCluster: Int32Array.of(1, 0),
    errors: new Map(),
    tags: null,
    own: null,
  };
}
const base64 = ({ buffer }: Int32Array | Float32Array): string => Buffer.from(buffer).toString("base64");
const made: Reclustered = {
  representation: { name: "audio", label: "Audio", kind: "audio", dimensions: 2 },
  clustering: { method: "kmeans_k2", label: "k-means, k = 2", clusters: [] },
  labels: base64(Int32Array.of(1, -1)),
  nextCluster: base64(Int32Array.of(-1, 1)),
  approximations: [],
};
const scores: TunedScores = {
  metrics: { silhouette: 0.25 },
  reasons: {},
  silhouette: base64(Float32Array.of(0.25, NaN)),
  approximations: [],
};

async function loaded(songCount: number, found = made): Promise<Shown[]> {
  const asked: unknown[] = [];
  const request = (method: string, params: unknown) => {
    asked.push([method, params]);
    return Promise.resolve(method === "recluster" ? found : scores);
  };
  const shown: Shown[] = [];
  await loadTuned(
    { request: request as never },
    await shownOf(songCount),
    { k: 2 },
    { show: (next) => shown.push(next), isLate: () => false },
  );
  expect(asked[0]).toEqual(["recluster", { representation: "audio", method: "kmeans", tuning: { k: 2 } }]);
  return shown;
}

it("asks for no scores of clusters that are not wanted any more: that would cancel what is", async () => {
  const request = vi.fn(() => Promise.resolve(made));
  const show = vi.fn();
  await loadTuned({ request: request as never }, await shownOf(2), { k: 2 }, { show, isLate: () => true });
  expect([request.mock.calls.length, show.mock.calls.length]).toEqual([1, 0]);
});

describe("a tuned clustering", () => {
  it("is shown with its scores; of many songs first without them", async () => {
    const [only, ...none] = await loaded(2_000);
    expect(none).toEqual([]);
    expect(only).toMatchObject({
      labels: Int32Array.of(1, -1),
      nextCluster: Int32Array.of(-1, 1),
      silhouette: Float32Array.of(0.25, NaN),
      coAssignment: null,
      clustering: { method: "kmeans", label: "k-means, k = 2", metrics: { silhouette: 0.25 }, best: false },
      tuned: { representation: made.representation, scored: true },
    });
    const [first, second] = await loaded(2_001);
    expect(first).toMatchObject({ silhouette: Float32Array.of(NaN, NaN), tuned: { scored: false } });
    expect(second).toMatchObject({ silhouette: Float32Array.of(0.25, NaN), tuned: { scored: true } });
  });

  it("is the run's own where the change does not concern its method", async () => {
    const own = { ...made, clustering: { ...made.clustering, method: "kmeans" } };
    expect(await loaded(2, own)).toMatchObject([{ tuned: null, labels: Int32Array.of(0, 1) }]);
  });

  it("stays until the next one is there, on the same clustering of the run alone", async () => {
    const own = await shownOf(2);
    const [tuned] = (await loaded(2)) as [Shown];
    const before = { ...tuned, run: own.run };
    expect(withTuningOf(before, own).labels).toEqual(Int32Array.of(1, -1));
    const other = { ...own, clustering: { ...clustering, method: "dbscan" } };
    expect(withTuningOf(before, other)).toBe(other);
    expect(withTuningOf(null, own)).toBe(own);
  });

  it("is a row of its own in the table of metrics", async () => {
    const [tuned] = (await loaded(2)) as [Shown];
    expect(tunedRow(tuned)).toMatchObject({ tuned: true, representation: { label: "Audio" } });
    expect(tunedRow(await shownOf(2))).toBeNull();
  });
});

describe("what is changed", () => {
  it("is asked for where it is something, and goes with the run", () => {
    expect(tuningOf(NOT_TUNED)).toBeNull();
    expect(tuningOf({ ...NOT_TUNED, k: 7 })).toEqual({ k: 7 });
    const changed = { ...NOT_TUNED, eps: 0.5 };
    expect(TUNING.inRun(changed, { sameRun: true, move: () => null })).toEqual(changed);
    expect(TUNING.inRun(changed, { sameRun: false, move: () => null })).toEqual(NOT_TUNED);
    expect(TUNING.restore({ k: 2.5, eps: -1, weights: { audio: 1 }, minSamples: 3 })).toEqual({
      ...NOT_TUNED,
      minSamples: 3,
    });
  });
});

describe("rows in which all songs are noise", () => {
  it("are one row for each method of a representation", () => {
    const rowOf = (method: string, found: number) => ({
      ...clustering,
      method,
      label: method,
      metrics: { n_clusters_found: found },
    });
    const clusterings = [
      rowOf("kmeans", 4),
      rowOf("dbscan_eps0.5", 0),
      rowOf("dbscan_eps1", 0),
      rowOf("dbscan_eps2", 3),
      rowOf("dbscan_knee", 0),
      rowOf("hdbscan", 0),
    ];
    const view = { ...manifest, representations: [{ ...representation, clusterings }] };
    const rows = metricRows(view, { column: null, descending: false });
    expect(rows.map((row) => [row.clustering.method, row.alike?.map(({ method }) => method)])).toEqual([
      ["kmeans", undefined],
      ["dbscan_eps0.5", ["dbscan_eps1", "dbscan_knee"]],
      ["dbscan_eps2", undefined],
      ["hdbscan", undefined],
    ]);
  });
});

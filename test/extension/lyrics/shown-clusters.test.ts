import { expect, it, vi } from "vitest";
import type { Reclustered, TunedScores } from "../../../src/shared/contract/panel/tuning.ts";
import type { Services } from "../../../src/extension/services.ts";
import { createShownClusters, factsOf, loadShown } from "../../../src/extension/lyrics/clusters/shown-clusters.ts";
import { EventEmitter } from "../fake-vscode/basics.ts";
import { FakeLog } from "../fake-vscode/window.ts";
import { runView } from "./run-view.ts";

/** The services that it follows, with what a test changes. */
function setUp() {
  const runsChanged = new EventEmitter<void>();
  const chosen = new EventEmitter<void>();
  const views = new Map<string, Promise<unknown>>();
  const runs = { shown: undefined as { readonly id: string } | undefined, onDidChange: runsChanged.event };
  const panel = { clustering: undefined as unknown, onDidChooseClustering: chosen.event };
  const log = new FakeLog();
  const shown = createShownClusters({
    runs,
    panel,
    log,
    views: { get: ({ id }: { readonly id: string }) => views.get(id) },
  } as unknown as Pick<Services, "runs" | "views" | "panel" | "log">);
  return { runs, panel, views, runsChanged, chosen, log, shown };
}

const songs = [
  { filename: "a.mp3", cluster: 0, silhouette: 0.5 },
  { filename: "b.mp3", cluster: 1 },
  { filename: "c.mp3", cluster: 0 },
];

it("shows the run that is shown, and tells when it changes", async () => {
  const { runs, views, runsChanged, shown } = setUp();
  let told = 0;
  shown.onDidChange(() => told++);
  views.set("1", Promise.resolve(runView(songs, { runId: "1" })));
  runs.shown = { id: "1" };
  runsChanged.fire();
  await vi.waitFor(() => {
    expect(shown.current?.view.manifest.runId).toBe("1");
  });
  expect(factsOf(shown.current!, "a.mp3")).toMatchObject({
    song: 0,
    cluster: 0,
    clusterSize: 2,
    silhouette: 0.5,
    isMedoid: true,
    neighbours: [
      { filename: "b.mp3", distance: 0.25, cluster: 1 },
      { filename: "c.mp3", distance: 0.5, cluster: 0 },
    ],
  });
  expect(factsOf(shown.current!, "c.mp3")).toMatchObject({ silhouette: null, isMedoid: false });
  expect(factsOf(shown.current!, "x.mp3")).toBeUndefined();
  runs.shown = undefined;
  runsChanged.fire();
  await vi.waitFor(() => {
    expect(shown.current).toBeUndefined();
  });
  expect(told).toBe(2);
});

it("shows the clustering that the panel shows, where the run has it", async () => {
  const { runs, panel, views, chosen, shown } = setUp();
  const view = runView(songs);
  const [audio] = view.manifest.representations;
  const lyrics = { ...audio!, name: "lyrics", clusterings: [{ ...audio!.clusterings[0]!, method: "ward" }] };
  views.set("1", Promise.resolve({ ...view, manifest: { ...view.manifest, representations: [audio, lyrics] } }));
  runs.shown = { id: "1" };
  const choose = async (representation: string, method: string): Promise<string> => {
    panel.clustering = { representation, method, tuned: null };
    const before = shown.current;
    chosen.fire();
    await vi.waitFor(() => {
      expect(shown.current).not.toBe(before);
    });
    return `${shown.current!.representation.name} ${shown.current!.clustering.method}`;
  };
  expect(await choose("lyrics", "ward")).toBe("lyrics ward");
  expect(await choose("audio", "kmeans")).toBe("audio kmeans");
  expect(await choose("gone", "gone")).toBe("audio kmeans");
});

it("shows what is tuned in the place of the run's clusters, says so, and leaves another run alone", async () => {
  const base64 = ({ buffer }: Int32Array | Float32Array): string => Buffer.from(buffer).toString("base64");
  const clusters: Reclustered = {
    representation: { name: "audio_x2", label: "β-VAE latent × 2", kind: "audio", dimensions: 2 },
    clustering: {
      method: "kmeans_k3",
      label: "k-means, k = 3",
      clusters: [{ id: 2, size: 1, medoid: 1, terms: [], enriched: null }],
    },
    labels: base64(Int32Array.of(0, 2, 1)),
    nextCluster: base64(Int32Array.of(1, 0, 0)),
    approximations: [],
  };
  const silhouette = base64(Float32Array.of(0.1, 0.75, NaN));
  const scores: TunedScores = { metrics: {}, reasons: {}, silhouette, approximations: [] };
  const view = runView(songs, { runId: "1" });
  const choice = { representation: "audio", method: "kmeans" };
  const shown = await loadShown(view, { ...choice, tuned: { runId: "1", clusters, scores: null } });
  expect([shown!.name, shown!.tuned]).toEqual(["β-VAE latent × 2, k-means, k = 3 (tuned)", true]);
  expect(factsOf(shown!, "b.mp3")).toMatchObject({ cluster: 2, clusterSize: 1, silhouette: null, isMedoid: true });
  expect(factsOf(shown!, "a.mp3")!.neighbours[0]).toEqual({ filename: "b.mp3", distance: 0.25, cluster: 2 });
  const scored = await loadShown(view, { ...choice, tuned: { runId: "1", clusters, scores } });
  expect(factsOf(scored!, "b.mp3")!.silhouette).toBe(0.75);
  for (const other of [
    { ...choice, tuned: { runId: "2", clusters, scores } },
    { ...choice, method: "ward", tuned: { runId: "1", clusters, scores } },
  ])
    expect(factsOf((await loadShown(view, other))!, "b.mp3")).toMatchObject({ cluster: 1, silhouette: null });
});

it("keeps to the run that was chosen last, whichever is read first, and logs what cannot be read", async () => {
  const { runs, views, runsChanged, shown, log } = setUp();
  let arrive: (view: unknown) => void = () => undefined;
  views.set("slow", new Promise((resolve) => (arrive = resolve)));
  views.set("quick", Promise.resolve(runView(songs, { runId: "quick" })));
  runs.shown = { id: "slow" };
  runsChanged.fire();
  runs.shown = { id: "quick" };
  runsChanged.fire();
  await vi.waitFor(() => {
    expect(shown.current).toBeDefined();
  });
  arrive(runView(songs, { runId: "slow" }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(shown.current?.view.manifest.runId).toBe("quick");
  views.set("broken", Promise.reject(new Error("labels.npy is cut off.")));
  runs.shown = { id: "broken" };
  runsChanged.fire();
  await vi.waitFor(() => {
    expect(log.lines).toHaveLength(1);
  });
  expect(log.lines[0]).toContain("labels.npy is cut off.");
  expect(shown.current).toBeUndefined();
});

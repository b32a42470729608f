import { expect, it } from "vitest";
import { encodeNpy } from "../../../src/shared/npy.ts";
import type { ViewClustering } from "../../../src/shared/contract/view.ts";
import { RunView } from "../../../src/webview/data/run-view.ts";
import { loadShown, resolveChoice } from "../../../src/webview/data/shown.ts";
import { smallView } from "../../small-view.ts";

const view = smallView();
const [representation] = view.representations;
const [kmeans] = representation!.clusterings;
const songs = { filename: ["a", "b"], language: ["", ""], genre: ["", ""], audio: ["", ""], row: [1, 2], firstLyric: ["", ""], search: ["a", "b"] }; // prettier-ignore
const array = (shape: readonly number[], data: Int32Array | Float32Array) => encodeNpy({ shape, data });

/** Opens a run with two clusterings: `ward` is in the second row of most files. */
async function open(ward: Partial<ViewClustering> = {}) {
  const { labels, silhouette, nextCluster } = kmeans!;
  const second: ViewClustering = {
    ...kmeans!,
    method: "ward",
    best: false,
    labels: { ...labels, row: 1 },
    silhouette: { ...silhouette, row: 1 },
    nextCluster: { ...nextCluster, row: 1 },
    ...ward,
  };
  const { coAssignment: _, ...first } = kmeans!;
  const clusterings = [first, second];
  const files: Readonly<Record<string, unknown>> = {
    "view/view.json": { ...view, representations: [{ ...representation!, clusterings }] },
    "view/songs.json": songs,
    "view/tags.npy": array([2, 1], Float32Array.of(0, 1)),
    "ae/errors.npy": array([2], Float32Array.of(0, 1)),
    "projections/audio_pca.npy": array([2, 2], Float32Array.of(0, 1, 2, 3)),
    "view/0/labels.npy": array([2, 2], Int32Array.of(0, 1, 2, 3)),
    "view/0/silhouette.npy": array([2, 2], Float32Array.of(0.1, 0.2, 0.3, 0.4)),
    "view/0/next.npy": array([2, 2], Int32Array.of(4, 5, 6, 7)),
    // Of `ward` alone.
    "view/0/co-assignment.npy": array([1, 2], Float32Array.of(0.5, 0.75)),
  };
  const source = { runId: "a", task: "hard", startedAt: "", name: null, searches: [], baseUri: "base" } as const;
  const asked: string[] = [];
  const nothing = () => undefined;
  const fetch = (uri: string) => {
    asked.push(uri);
    const content = files[uri.replace("base/", "")];
    return Promise.resolve(content instanceof Uint8Array ? new Response(Uint8Array.from(content)) : Response.json(content)); // prettier-ignore
  };
  const texts = () => Promise.resolve([]);
  const run = await RunView.open(source, { fetch, texts, arrived: nothing, failed: nothing }, new AbortController());
  const shown = async (method: string) => {
    const choice = resolveChoice(run, {
      representation: "audio",
      method,
      projection: null,
      colour: "cluster",
      tag: null,
    });
    return loadShown(run, choice, nothing, nothing);
  };
  return { shown, asked };
}

it("each clustering is shown with its own rows, of files that are read once", async () => {
  const { shown, asked } = await open();
  const first = await shown("kmeans");
  expect(first.labels).toEqual(Int32Array.of(0, 1));
  expect(first.silhouette).toEqual(Float32Array.of(0.1, 0.2));
  expect(first.nextCluster).toEqual(Int32Array.of(4, 5));
  expect(first.coAssignment).toBeNull();
  const second = await shown("ward");
  expect(second.labels).toEqual(Int32Array.of(2, 3));
  expect(second.silhouette).toEqual(Float32Array.of(0.3, 0.4));
  expect(second.nextCluster).toEqual(Int32Array.of(6, 7));
  expect(second.coAssignment).toEqual(Float32Array.of(0.5, 0.75));
  // What is drawn of them need not be drawn again.
  expect((await shown("ward")).labels).toBe(second.labels);
  expect(asked.filter((uri) => uri.endsWith("labels.npy"))).toHaveLength(1);
});

it("a row that is not there is named, with what to do", async () => {
  const { shown } = await open({ silhouette: { file: "view/0/silhouette.npy", row: 2 } });
  await expect(shown("ward")).rejects.toThrow(
    "view/0/silhouette.npy has no row 3 of 2 songs: its shape is (2, 2). Run the task again to make it anew.",
  );
  expect((await shown("kmeans")).labels).toEqual(Int32Array.of(0, 1));
});

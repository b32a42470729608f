import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { isViewManifest } from "../../../src/shared/contract/view-files.ts";
import { songDistances } from "../../../src/engine/analysis/describe/song-distances.ts";
import { matrix } from "../../../src/engine/core/matrix.ts";
import { writeNpy } from "../../../src/engine/core/npy.ts";
import { changeView } from "../../../src/engine/results/view/change-view.ts";
import { readNumbers } from "../../../src/engine/results/view/songs/song-columns.ts";
import type { ViewSource, ViewSourceClustering } from "../../../src/engine/results/view/source.ts";
import { writeView, type ViewedRun } from "../../../src/engine/results/view/write-view.ts";

const SONGS = 12;
const songs = Array.from({ length: SONGS }, (_, row) => `${row}.mp3`).map((filename, row) => ({ filename, language: "", genre: "", audio: "", row, lyrics: "" })); // prettier-ignore
const data = matrix(
  SONGS,
  2,
  Float64Array.from({ length: 2 * SONGS }, (_, at) => Math.sin(7 * at)),
);
const perSong = (value: (song: number) => number) => Float64Array.from(songs, (_, song) => value(song));

/** A clustering of the songs; every third one has noise. */
function clusteringOf(rep: string, place: number): ViewSourceClustering {
  const method = `method${place}`;
  const row = { rep, method, values: { silhouette: place }, reasons: {} };
  const labels = Int32Array.from(songs, (_, song) => (song % (place + 2)) - Number(place % 3 === 2));
  const seeds = { row: { rep, method, values: { stability: 0.5 }, reasons: {} }, labels, coAssignment: perSong((song) => song / 16 + place) }; // prettier-ignore
  return {
    method,
    label: method,
    labels,
    row,
    silhouettes: place === 1 ? null : perSong((song) => place - song / 32),
    // Some have no other seeds: their places among rows are not those among the clusterings.
    ...(place % 2 === 0 && { seeds }),
  };
}

const sourceOf = (...counts: readonly number[]): ViewSource => ({
  songs,
  tags: null,
  metricColumns: ["silhouette"],
  representations: counts.map((count, at) => ({
    name: `rep${at}`,
    label: `Representation ${at}`,
    kind: "audio",
    holdsLabel: null,
    matrix: data,
    projections: [],
    clusterings: Array.from({ length: count }, (_, place) => clusteringOf(`rep${at}`, place + at)),
  })),
});
const run: ViewedRun = { runId: "a", task: "easy", bestBy: ["silhouette"], settings: { seconds: 1, offset: 0 }, models: [], warnings: [] }; // prettier-ignore

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "view-rows-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every clustering of the source is in the view as it is there. */
async function expectRows(runFolder: string, view: ViewManifest, { representations }: ViewSource): Promise<void> {
  expect(isViewManifest(JSON.parse(JSON.stringify(view)))).toBe(true);
  expect(view.representations.map(({ name }) => name)).toEqual(representations.map(({ name }) => name));
  for (const [at, { clusterings }] of representations.entries()) {
    const labelings = clusterings.map(({ labels }) => labels);
    const { partitions } = await songDistances(data, labelings, 3, {});
    for (const [place, { labels, silhouettes, seeds }] of clusterings.entries()) {
      const shown = view.representations[at]!.clusterings[place]!;
      const read = (row: typeof shown.labels) => readNumbers(runFolder, row, SONGS);
      expect([place, await read(shown.labels)]).toEqual([place, labels]);
      const undefinedAll = new Float32Array(SONGS).fill(NaN);
      expect([place, await read(shown.silhouette)]).toEqual([place, Float32Array.from(silhouettes ?? undefinedAll)]);
      expect([place, await read(shown.nextCluster)]).toEqual([place, partitions[place]!.nextCluster]);
      expect([place, shown.coAssignment && (await read(shown.coAssignment))]).toEqual([
        place,
        seeds && Float32Array.from(seeds.coAssignment),
      ]);
    }
  }
}

describe("what a view has of each clustering's songs", () => {
  it.each([
    ["rows of one array for each representation", SONGS, { rep0: 6, rep1: 6 }],
    ["arrays of one row where songs are many", SONGS - 1, { rep0: 2, rep1: 2 }],
  ])("are %s, also after one has become another", async (_, tableSongs, files) => {
    const runFolder = join(folder, String(tableSongs));
    const viewFolder = join(runFolder, "view");
    const source = sourceOf(5, 4);
    const view = await writeView({ runFolder, viewFolder }, run, source, {}, tableSongs);
    await expectRows(runFolder, view, source);
    const inFolder = async (rep: number) => (await readdir(join(viewFolder, String(rep)))).length;
    expect({ rep0: await inFolder(0), rep1: await inFolder(1) }).toEqual(files);

    // One clustering more in the first, and a representation that was not there.
    const changed = sourceOf(6, 4, 1);
    const change = { representation: "rep0", method: "method5" };
    const with6 = await changeView(viewFolder, view, run, { ...changed, representations: changed.representations.slice(0, 2) }, change, {}, tableSongs); // prettier-ignore
    const with3 = await changeView(viewFolder, with6, run, changed, { representation: "rep2", method: "method2" }, {}, tableSongs); // prettier-ignore
    await expectRows(runFolder, with3, changed);
  });

  it("are not read of a row that is not there, or of an array of other songs", async () => {
    await writeNpy(join(folder, "rows.npy"), { shape: [2, 3], data: new Int32Array(6) });
    await writeNpy(join(folder, "flat.npy"), { shape: [6], data: new Int32Array(6) });
    const read = (file: string, row: number, count: number) => readNumbers(folder, { file, row }, count);
    expect(await read("rows.npy", 1, 3)).toHaveLength(3);
    for (const [file, row, count] of [
      ["rows.npy", 2, 3],
      ["rows.npy", -1, 3],
      ["rows.npy", 0.5, 3],
      ["rows.npy", 0, 2],
      ["rows.npy", 0, 6],
      ["flat.npy", 0, 3],
      ["flat.npy", 0, 6],
    ] as const)
      await expect(read(file, row, count)).rejects.toMatchObject({
        message: `A file of the run cannot be used: it has no row ${row + 1} of ${count} songs.`,
        place: { file: join(folder, file) },
      });
  });
});

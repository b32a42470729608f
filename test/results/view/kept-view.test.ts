import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunManifest } from "../../../src/shared/contract/run.ts";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { filesOfView } from "../../../src/shared/contract/view-files.ts";
import { readCsvRows } from "../../../src/engine/core/csv-file.ts";
import { readNpy } from "../../../src/engine/core/npy.ts";
import { melBank } from "../../../src/engine/audio/spectrum/mel.ts";
import { sha256OfFile } from "../../../src/engine/core/hash.ts";
import { viewSourceFromFiles } from "../../../src/engine/results/view/from-files.ts";
import { readNumbers } from "../../../src/engine/results/view/songs/song-columns.ts";
import { writeView } from "../../../src/engine/results/view/write-view.ts";
import { filesBelow } from "../../../src/engine/store/publish.ts";
import { undeclared } from "../declared.ts";
import { cli, sampleWorkspace } from "../../cli/run-cli.ts";

/** A Hard run of the command line: its view is there without the extension's process. */
let workspace: string;
let run: string;
let view: ViewManifest;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  const { json } = await cli(workspace, "hard", "--architecture", "reference", "--seconds", "3", "--epochs", "2");
  run = join(workspace, ".latentune", "runs", String(json["runId"]));
  view = JSON.parse(await readFile(join(run, "view", "view.json"), "utf8")) as ViewManifest;
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
});

const array = async (file: string) => readNpy(join(run, file));
async function table(file: string): Promise<Record<string, string>[]> {
  const rows: string[][] = [];
  for await (const row of readCsvRows(join(run, file))) rows.push(row);
  const [head, ...body] = rows;
  return body.map((cells) => Object.fromEntries(head!.map((name, index) => [name, cells[index]!])));
}

/** The view as it would be if the run's songs were many, in a folder of its own. */
async function viewOfManySongs(): Promise<{ readonly folder: string; readonly view: ViewManifest }> {
  const manifest = JSON.parse(await readFile(join(run, "run.json"), "utf8")) as RunManifest;
  const folder = join(workspace, "many");
  const source = await viewSourceFromFiles({ runFolder: run, manifest, workspace, dataDir: "data" });
  const folders = { runFolder: run, viewFolder: join(folder, "view") };
  return { folder, view: await writeView(folders, manifest, source, {}, 29) };
}

describe("the view of a Hard run", () => {
  it.each([
    ["", false],
    [", also where each clustering has files of its own", true],
  ])("has every row of the metrics table, with labels and silhouettes as its tables have them%s", async (_, alone) => {
    const { folder, view: drawn } = alone ? await viewOfManySongs() : { folder: run, view };
    const rowFiles = filesOfView(drawn).filter((file) => /(labels|silhouette|next)\.npy$/.test(file));
    expect(rowFiles.length / 3).toBe(
      alone ? drawn.representations.flatMap(({ clusterings }) => clusterings).length : drawn.representations.length,
    );
    const clusters = await table("clustering/clusters_hard.csv");
    const metrics = await table("clustering/metrics_hard.csv");
    const listed = drawn.representations.flatMap(({ name, clusterings }) =>
      clusterings.map(({ method }) => [name, method]),
    );
    expect(listed).toEqual(metrics.map(({ rep, method }) => [rep, method]));
    for (const { name, clusterings } of drawn.representations) {
      for (const { method, labels, silhouette, clusters: described, metrics: scores } of clusterings) {
        const rows = clusters.filter((row) => row["rep"] === name && row["method"] === method);
        const labelsOf = await readNumbers(folder, labels, drawn.songCount);
        expect(labelsOf).toEqual(Int32Array.from(rows, (row) => Number(row["cluster"])));
        expect(await readNumbers(folder, silhouette, drawn.songCount)).toEqual(
          Float32Array.from(rows, (row) => (row["silhouette"] === "" ? NaN : Number(row["silhouette"]))),
        );
        const sizes = described.map(({ id }) => rows.filter((row) => Number(row["cluster"]) === id).length);
        expect(described.map(({ size }) => size)).toEqual(sizes);
        for (const { id, medoid } of described) expect(labelsOf[medoid]).toBe(id);
        const row = metrics.find((each) => each["rep"] === name && each["method"] === method)!;
        expect(Object.keys(scores)).toEqual(drawn.metricColumns);
        for (const column of drawn.metricColumns)
          expect(scores[column]).toBe(row[column] === "" ? null : Number(row[column]));
      }
    }
  });

  it("marks each representation's best row, as run.json has it, and opens with the best that is drawn", async () => {
    const { best } = JSON.parse(await readFile(join(run, "run.json"), "utf8")) as {
      best: { rep: string; method: string }[];
    };
    const marked = view.representations.flatMap(({ name, clusterings }) =>
      clusterings.filter((each) => each.best).map(({ method }) => [name, method]),
    );
    expect(marked).toEqual(best.map(({ rep, method }) => [rep, method]));
    const { representation, projection, method } = view.start;
    const shown = view.representations.find(({ name }) => name === representation)!;
    expect(projection).toBe("tsne");
    expect(shown.projections.map((each) => each.method)).toEqual(["tsne", "umap", "pca"]);
    expect(shown.clusterings.find((each) => each.method === method)!.best).toBe(true);
  });

  it("names the songs, maps, networks and axes", async () => {
    const songs = JSON.parse(await readFile(join(run, "view/songs.json"), "utf8")) as Record<string, unknown[]>;
    const rows = await table("songs.csv");
    expect(songs["filename"]).toEqual(rows.map((row) => row["filename"]));
    expect(songs["audio"]).toEqual(rows.map((row) => row["audio_path"]));
    expect(songs["row"]).toEqual(rows.map((row) => Number(row["row"])));
    expect((songs["firstLyric"] as string[]).filter((line) => line !== "").length).toBeGreaterThan(20);
    for (const { projections, neighbours } of view.representations) {
      expect((await array(neighbours.indices)).shape).toEqual([30, 10]);
      for (const { file } of projections) expect((await array(file)).shape).toEqual([30, 2]);
    }
    expect(view.models.map(({ name }) => name)).toEqual(["beta-vae", "ae", "contrastive"]);
    for (const { errors } of view.models.slice(0, 2)) expect((await array(errors!)).shape).toEqual([30]);
    expect(view.models[2]!.errors).toBeNull();
    expect((await table(view.models[0]!.history)).length).toBe(2);
    expect(view.mel).toMatchObject({ bands: 80, frames: 300, seconds: 3 });
    // Each centre is where its band's filter is strongest, to the next bin of 40 Hz.
    const bank = melBank({ sampleRate: 16_000, fftSize: 400, bands: 80 });
    for (let band = 20; band < 80; band++) {
      const weights = bank.weights.subarray(bank.offsets[band], bank.offsets[band + 1]);
      const peak = 40 * (bank.starts[band]! + weights.indexOf(Math.max(...weights)));
      expect(Math.abs(view.mel!.hertz[band]! - peak)).toBeLessThanOrEqual(40);
    }
  });

  it("has the songs' tags and those of every cluster, as their tables have them", async () => {
    const songs = await table("tags/tags.csv");
    const { names, scores } = view.tags!;
    expect(Object.keys(songs[0]!)).toEqual(["filename", ...names]);
    expect(names.length).toBe(50);
    const { shape, data } = await array(scores);
    expect(shape).toEqual([30, 50]);
    expect(data).toEqual(Float32Array.from(songs.flatMap((song) => names.map((name) => Number(song[name])))));
    const rows = await table("tags/cluster_tags.csv");
    const listed = view.representations.flatMap(({ name: rep, clusterings }) =>
      clusterings.flatMap(({ method, clusters }) =>
        clusters.flatMap(({ id, size, tags }) => tags!.map((tag) => [rep, method, `${id}`, `${size}`, tag])),
      ),
    );
    expect(listed).toEqual(rows.map(({ rep, method, cluster, songs: size, tag }) => [rep, method, cluster, size, tag]));
    expect(listed.length).toBeGreaterThan(50);
  });

  it("has names that need no encoding in a URI", () => {
    const files = JSON.stringify(view).match(/view\/[^"]+/g)!;
    expect(files.length).toBeGreaterThan(100);
    expect(filesOfView(view).length).toBeLessThan(150);
    for (const file of files) expect(encodeURI(file)).toBe(file);
    for (const file of files) expect(file).toMatch(/^[\w/.-]+$/);
  });

  it("writes no array again that the run has", async () => {
    const maps = view.representations.flatMap(({ projections }) => projections.map(({ file }) => file));
    expect(maps.length).toBeGreaterThan(3);
    for (const file of maps) expect(file).toMatch(/^projections\//);
    const sums = new Map<string, string>();
    for (const file of (await filesBelow(run)).filter((name) => name.endsWith(".npy"))) {
      const sum = await sha256OfFile(join(run, file));
      // Partitions of two methods may be equal: they are different arrays of the view.
      if (!file.startsWith("view/")) sums.set(sum, file);
      else expect([file, sums.get(sum)]).toEqual([file, undefined]);
    }
  });

  it("lies in a run that has only files that its schema declares", async () => {
    expect(await undeclared(run, "hard")).toEqual([]);
    expect(await undeclared(join(workspace, "results_hard"), "hard")).toEqual([]);
  });

  it("goes where the run's folder goes", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "latentune-view-"));
    await cp(run, elsewhere, { recursive: true });
    for (const { labels } of view.representations[0]!.clusterings)
      expect(await readNumbers(elsewhere, labels, 30)).toHaveLength(30);
    await rm(elsewhere, { recursive: true });
  });
});

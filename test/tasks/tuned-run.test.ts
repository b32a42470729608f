import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metricColumn } from "../../src/shared/contract/metrics.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import type { Task } from "../../src/shared/contract/settings.ts";
import type { Tuning } from "../../src/shared/contract/panel/tuning.ts";
import type { ViewManifest } from "../../src/shared/contract/view.ts";
import { canonicalLabels } from "../../src/engine/analysis/clustering/labels.ts";
import { cutTree, wardLinkage } from "../../src/engine/analysis/clustering/ward/ward.ts";
import { TASK_SCHEMAS } from "../../src/engine/results/files/index.ts";
import type { ViewSourceSong } from "../../src/engine/results/view/source.ts";
import { prepareView } from "../../src/engine/results/view/prepare-view.ts";
import { readNumbers } from "../../src/engine/results/view/songs/song-columns.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { readAnnotation } from "../../src/engine/store/annotation.ts";
import { keepTuned } from "../../src/engine/tasks/tuning/keep-tuned.ts";
import { describeTuned, measureTuned, startTuning, tune } from "../../src/engine/tasks/tuning/recluster.ts";
import { ownScores } from "../../src/engine/tasks/tuning/own-scores.ts";
import { openTunedRun, type TunedRun } from "../../src/engine/tasks/tuning/tuned-run.ts";
import { cli, sampleWorkspace } from "../cli/run-cli.ts";
import { undeclared } from "../results/declared.ts";

const LATENTS = "audio_betaVAE_latent";
const WARD = "agglomerative_ward";

let workspace: string;
let hard: TunedRun;
let easy: TunedRun;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  const settings = ["--seconds", "3", "--epochs", "2", "--seeds", "2", "--include-genre-feature"];
  const { json: ofHard } = await cli(workspace, "hard", "--architecture", "reference", ...settings);
  const { json: ofEasy } = await cli(workspace, "easy", "--epochs", "2", "--seeds", "2");
  hard = await opened(String(ofHard["runId"]));
  easy = await opened(String(ofEasy["runId"]));
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
});

const folderOf = (runId: string): string => join(workspace, ".latentune", "runs", runId);
const read = async <T>(...path: string[]): Promise<T> => JSON.parse(await readFile(join(...path), "utf8")) as T;
async function opened(runId: string): Promise<TunedRun> {
  const manifest = await read<RunManifest>(folderOf(runId), "run.json");
  return openTunedRun({ runFolder: folderOf(runId), manifest, workspace, dataDir: "data" });
}
const tuned = (run: TunedRun, representation: string, method: string, tuning: Tuning = {}) =>
  tune(run, { representation, method, tuning }, {});
const partitionsOf = ({ place: { manifest, runFolder } }: TunedRun) =>
  TASK_SCHEMAS[manifest.task].readPartitions(runFolder, manifest.rows.used);

describe("a run that is tuned", () => {
  it.each<Task>(["hard", "easy"])("has the %s run's own labels and scores where nothing is changed", async (task) => {
    const run = task === "hard" ? hard : easy;
    const partitions = await partitionsOf(run);
    expect(partitions.length).toBe(run.rows.length);
    for (const { rep, method, labels } of partitions) {
      const found = await tuned(run, rep, method);
      expect([rep, method, found.clustering.labels]).toEqual([rep, method, labels]);
      expect(found.clustering.method).toBe(method);
    }
    for (const row of run.rows.slice(0, 12)) {
      const { row: again } = await measureTuned(run, await tuned(run, row.rep, row.method), {});
      // The Easy task's features are kept as float32.
      if (task === "hard") expect(again.values).toMatchObject(row.values);
      else expect(again.values["silhouette"]).toBeCloseTo(Number(row.values["silhouette"]), 6);
    }
  });

  it("cuts Ward's tree where k says, and names the row after it", async () => {
    const { clustering, representation } = await tuned(hard, LATENTS, WARD, { k: 7 });
    expect(clustering.labels).toEqual(cutTree(wardLinkage(representation.matrix), 7));
    expect(clustering).toMatchObject({ method: "agglomerative_ward_k7", label: "Ward, k = 7", parameters: { k: 7 } });
  });

  it("makes of weights that the run has the run's own representation, and of others a new one", async () => {
    const hybrid = "hybrid_alpha0.3_audio+lyrics";
    const own = await tuned(hard, LATENTS, "kmeans", { weights: { audio: 0.3, lyrics: 1, genre: 0 } });
    expect(own.representation.name).toBe(hybrid);
    expect(own.clustering.labels).toEqual((await tuned(hard, hybrid, "kmeans")).clustering.labels);

    const { matrix: audio } = await hard.representation(LATENTS);
    const { matrix: words } = await hard.representation("lyrics_embed");
    const { representation } = await tuned(hard, hybrid, "kmeans", { weights: { audio: 0.5, lyrics: 2, genre: 0 } });
    expect(representation).toMatchObject({
      label: "β-VAE latent × 0.5 + lyrics × 2",
      kind: "hybrid",
      holdsLabel: null,
    });
    const { matrix } = representation;
    expect([matrix.data[0], matrix.data[matrix.cols - 1]]).toEqual([
      audio.data[0]! * 0.5,
      words.data[words.cols - 1]! * 2,
    ]);
  });

  it("says that a representation weighted with the genre holds the genre", async () => {
    const found = await tuned(hard, LATENTS, "kmeans", { weights: { audio: 1, lyrics: 0, genre: 0.5 } });
    expect(found.representation).toMatchObject({ holdsLabel: "genre", kind: "multimodal" });
    const { row } = await measureTuned(hard, found, {});
    expect(row.values["leaks"]).toBe("genre");
    expect((await describeTuned(hard, found, {})).representation.holdsLabel).toBe("genre");
  });

  it("says what can be changed, with the silhouettes of the run's method and the distances", async () => {
    const silhouetteOf = (method: string) =>
      hard.rows.find((row) => row.rep === LATENTS && row.method === method)!.values["silhouette"];
    const { k } = hard.place.manifest.settings;
    for (const method of ["kmeans", WARD]) {
      const start = await startTuning(hard, { representation: LATENTS, method, tuning: {}, curve: true }, {});
      expect(start.own).toMatchObject({ k, eps: null, weights: { audio: 1, lyrics: 0, genre: 0 } });
      expect(start.modalities).toEqual(["audio", "lyrics", "genre"]);
      expect(start.silhouettes!.find((point) => point.k === k)!.silhouette).toBeCloseTo(
        Number(silhouetteOf(method)),
        12,
      );
    }
    const knee = await startTuning(
      hard,
      { representation: LATENTS, method: "dbscan_knee", tuning: {}, curve: false },
      {},
    );
    const { clustering } = await tuned(hard, LATENTS, "dbscan_knee");
    expect([knee.own.eps, knee.own.minSamples]).toEqual([clustering.parameters.eps, clustering.parameters.min_samples]);
    expect(knee.kDistance).toMatchObject({ eps: knee.own.eps, minSamples: knee.own.minSamples });
    expect(knee.silhouettes).toEqual([]);
  });
});

describe("scores against the user's own labels", () => {
  it("are those against the genre where the labels are the genres, as they are now, whatever the run was asked for", async () => {
    const songs: readonly ViewSourceSong[] = hard.described.songs;
    const table = ["filename,label", ...songs.map(({ filename, genre }) => `${filename},${genre}`)].join("\n");
    const annotations = join(workspace, "data/annotations.csv");
    await prepareView(hard.place);
    await writeFile(annotations, table);
    const { clustering } = await tuned(hard, LATENTS, WARD, { k: 7 });
    const { clusterings, tuned: found, columns } = await ownScores(hard, clustering.labels, {});
    expect(clusterings.length).toBe(hard.rows.length);
    const scores = columns.filter((key) => metricColumn(key) !== undefined);
    expect(scores).toHaveLength(16);
    for (const [at, { representation, method, metrics, reasons }] of clusterings.entries()) {
      const { rep, method: by, values } = hard.rows[at]!;
      expect([representation, method, metrics["n_own"]]).toEqual([rep, by, songs.length]);
      for (const key of scores) {
        // Of noise alone the reference gives a number against the genre.
        const expected = reasons[key] === "all songs are noise" ? null : values[key.replace("_own", "_genre")];
        expect([rep, by, key, metrics[key]]).toEqual([rep, by, key, expected]);
      }
      expect(Object.values(reasons).every((reason) => reason === "all songs are noise")).toBe(true);
    }
    const again = await measureTuned(hard, await tuned(hard, LATENTS, WARD, { k: 7 }), {});
    expect(found!.metrics["AMI_own"]).toBe(again.row.values["AMI_genre"]);
    expect("AMI_own" in again.row.values).toBe(false);

    await writeFile(annotations, `filename,label\n${songs[0]!.filename},calm\n`);
    const few = await ownScores(hard, null, {});
    expect([few.tuned, few.clusterings[0]!.metrics["n_own"]]).toEqual([null, 1]);
    await rm(annotations);
  });
});

describe("a tuned clustering that is kept", () => {
  const asked = {
    representation: LATENTS,
    method: WARD,
    tuning: { k: 7, weights: { audio: 1, lyrics: 0, genre: 0.5 } },
  };

  it("is a run of its own, published, with all rows of the run before and one more", async () => {
    const before = await filesBelow(hard.place.runFolder);
    await prepareView(hard.place);
    // The view is one that was made again, in which this file is not.
    const source = { ...hard.place.manifest, files: [...hard.place.manifest.files, "view/0/0-labels.npy"] };
    const { runId, name } = await keepTuned({ ...hard, place: { ...hard.place, manifest: source } }, asked, {});
    const [folder, results] = [folderOf(runId), join(workspace, "results_hard")];
    const manifest = await read<RunManifest>(folder, "run.json");
    const rep = "weighted_audio_betaVAE_latent_x1+genre_x0.5";
    expect(name).toBe("Ward, k = 7, of β-VAE latent + genre × 0.5");
    expect(await readAnnotation(folder)).toEqual({ name });
    expect(manifest.tuned).toEqual([
      {
        rep,
        method: "agglomerative_ward_k7",
        from: hard.place.manifest.runId,
        of: { rep: LATENTS, method: WARD },
        tuning: asked.tuning,
        labels: { rep: "β-VAE latent + genre × 0.5", method: "Ward, k = 7" },
        kind: "multimodal",
        holdsLabel: "genre",
      },
    ]);
    expect(manifest.files.filter((file) => file.startsWith("view/"))).toEqual(
      (await filesBelow(folder)).filter((file) => file.startsWith("view/")),
    );
    expect(manifest.models).toEqual(hard.place.manifest.models);
    expect(await undeclared(folder, "hard")).toEqual([]);
    expect((await filesBelow(folder)).filter((file) => !before.includes(file) && !file.startsWith("view/"))).toEqual([
      `embeddings/${rep}.npy`,
      "marks.json",
    ]);
    // The results are those of the new run.
    expect(await read<RunManifest>(results, "run.json")).toEqual(manifest);
    expect((await TASK_SCHEMAS.hard.metrics.read(results)).map((row) => [row.rep, row.method])).toEqual([
      ...hard.rows.map((row) => [row.rep, row.method]),
      [rep, "agglomerative_ward_k7"],
    ]);
    expect(await readFile(join(results, "REPORT.md"), "utf8")).toContain(hard.place.manifest.runId);
    // The run that it is from is as it was.
    expect(await filesBelow(hard.place.runFolder)).toEqual(before);

    // What is drawn of it, from the view and from the files alone, is what was tuned.
    const { clustering } = await tuned(hard, LATENTS, WARD, asked.tuning);
    const view = await read<ViewManifest>(folder, "view", "view.json");
    expect(view).toMatchObject({ runId, start: { representation: rep, method: "agglomerative_ward_k7" } });
    const drawn = view.representations.at(-1)!;
    expect(drawn).toMatchObject({ name: rep, label: "β-VAE latent + genre × 0.5", holdsLabel: "genre" });
    expect(await readNumbers(folder, drawn.clusterings[0]!.labels, view.songCount)).toEqual(clustering.labels);
    for (const { rep: of, method, labels, silhouettes } of await partitionsOf(await opened(runId))) {
      const { clusterings } = view.representations.find(({ name: known }) => known === of)!;
      const shown = clusterings.find((known) => known.method === method)!;
      expect([of, method, await readNumbers(folder, shown.labels, view.songCount)]).toEqual([of, method, labels]);
      expect(await readNumbers(folder, shown.silhouette, view.songCount)).toEqual(Float32Array.from(silhouettes!));
    }
    await rm(join(folder, "view"), { recursive: true });
    const again = await opened(runId);
    const made = await prepareView(again.place);
    expect(made.representations.at(-1)).toEqual(drawn);
    expect(made.representations[3]!.clusterings).toEqual(view.representations[3]!.clusterings);

    // Tuned further, it is from the same representation of the run before.
    const further = await tuned(again, rep, "agglomerative_ward_k7", { k: 3 });
    expect(further.clustering.label).toBe("Ward, k = 3");
    expect(further.origin).toEqual({ ...asked, tuning: { ...asked.tuning, k: 3 } });
    expect(canonicalLabels((await tuned(again, rep, "agglomerative_ward_k7")).clustering.labels)).toEqual(
      clustering.labels,
    );
  });

  it("is scored against own labels as all rows of its run: by those that there are now", async () => {
    const { runFolder, manifest } = hard.place;
    const annotations = join(workspace, "data/annotations.csv");
    const asOf = (label: (song: ViewSourceSong, at: number) => string) =>
      writeFile(
        annotations,
        ["filename,label", ...songs.map((song, at) => `${song.filename},${label(song, at)}`)].join("\n"),
      );
    const songs: readonly ViewSourceSong[] = hard.described.songs;
    const file = join(runFolder, "run.json");
    const before = await readFile(file);
    await writeFile(file, JSON.stringify({ ...manifest, settings: { ...manifest.settings, ownLabels: true }, notes: ["Scores against own labels are of the 1 of 30 songs that have one (1 label)."] })); // prettier-ignore
    await asOf(({ genre }) => genre);
    const run = await opened(manifest.runId);
    const { runId } = await keepTuned(run, { representation: LATENTS, method: WARD, tuning: { k: 5 } }, {});
    await writeFile(file, before);
    await rm(annotations);
    const kept = await opened(runId);
    const others = kept.rows.filter(({ values }) => values["AMI_own"] !== null);
    expect(kept.rows.map(({ values }) => values["n_own"])).toEqual(kept.rows.map(() => songs.length));
    expect(others.map(({ values }) => values["AMI_own"])).toEqual(others.map(({ values }) => values["AMI_genre"]));
    expect(others.length).toBeGreaterThan(10);
    expect(kept.place.manifest.notes?.[0]).toBe(
      `Scores against own labels are of the ${songs.length} of ${songs.length} songs that have one (${new Set(songs.map(({ genre }) => genre)).size} labels).`,
    );
    expect(kept.place.manifest.notes?.filter((note) => note.startsWith("Scores against own"))).toHaveLength(1);
    // So does the panel's view, of rows that were not tuned too.
    const { representations } = await read<ViewManifest>(folderOf(runId), "view", "view.json");
    const shown = representations.find(({ name }) => name === LATENTS)!.clusterings;
    expect(shown.every(({ metrics }) => metrics["n_own"] === songs.length)).toBe(true);
  });

  it("takes the place of the Easy run's row, whose seeds it has not", async () => {
    const [first, second] = easy.rows;
    await prepareView(easy.place);
    const told: [string, number][] = [];
    const { runId } = await keepTuned(
      easy,
      { representation: first!.rep, method: first!.method, tuning: { k: 4 } },
      { onProgress: ({ step, fraction }) => told.push([step, fraction]) },
    );
    expect(told.at(-1)).toEqual(["report", 1]);
    const again = await opened(runId);
    expect(again.rows.map(({ method, values }) => [method, values["k"]])).toEqual([
      [first!.method, 4],
      [second!.method, second!.values["k"]],
    ]);
    const { clustering } = await tuned(easy, first!.rep, first!.method, { k: 4 });
    expect((await partitionsOf(again))[0]!.labels).toEqual(clustering.labels);
    const { representations } = await read<ViewManifest>(folderOf(runId), "view", "view.json");
    expect(representations.map(({ clusterings }) => clusterings[0]!.stability !== undefined)).toEqual([false, true]);
  });
});

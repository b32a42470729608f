import { spawn } from "node:child_process";
import { access, appendFile, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RPC_VERSION, type EngineNotifications, type RunTaskResult } from "../../src/shared/contract/rpc.ts";
import type { Task } from "../../src/shared/contract/settings.ts";
import { isRunning, thisHost } from "../../src/engine/core/processes.ts";
import { sampleWorkspace } from "../cli/run-cli.ts";
import { folderWith } from "../dataset/workspace.ts";
import { cancelledInTraining, ENGINE, failureOf, forkEngine, type EngineClient } from "./engine-client.ts";
import { filesOf } from "./files-of.ts";

/** Short clips and few epochs: this is about the way through. */
const FAST = { architecture: "reference", seconds: 3, epochs: 3 } as const;
const LONG = { epochs: 100_000 } as const;

let workspace: string;
let engine: EngineClient;
const runs = new Map<Task, RunTaskResult>();
beforeAll(async () => {
  workspace = await sampleWorkspace();
  engine = forkEngine();
});
afterAll(async () => {
  await engine.close();
  await rm(workspace, { recursive: true, force: true });
});

async function run(task: Task): Promise<RunTaskResult> {
  const known = runs.get(task);
  if (known !== undefined) return known;
  const result = await engine.request("runTask", {
    workspace,
    task,
    token: task,
    settings: task === "easy" ? { epochs: 40 } : FAST,
  });
  runs.set(task, result);
  return result;
}

const lockFile = (): string => join(workspace, ".latentune", "lock.json");

describe("initialize", () => {
  it("says who answers", async () => {
    const info = await engine.request("initialize", { rpcVersion: RPC_VERSION });
    expect(info).toMatchObject({ rpcVersion: RPC_VERSION, pid: engine.child.pid });
    expect(info.versions["node"]).toBe(process.versions.node);
  });

  it("refuses a host of another version", async () => {
    const failure = await failureOf(engine.request("initialize", { rpcVersion: RPC_VERSION + 1 }));
    expect(failure).toMatchObject({ kind: "data", remedy: expect.stringContaining("Reload the window") as string });
  });
});

describe("runTask", () => {
  it("tells steps and epochs under its token, answers with the published run, and tells a reused model's whole curve", async () => {
    const events: EngineNotifications["progress"][] = [];
    const epochs: EngineNotifications["epoch"][] = [];
    engine.on("progress", (event) => events.push(event));
    engine.on("epoch", (event) => epochs.push(event));
    const { manifest, resultsDir, report, runDir } = await run("easy");
    expect(resultsDir).toBe(join(workspace, "results_easy"));
    expect(runDir).toBe(join(workspace, ".latentune", "runs", manifest.runId));
    await access(report);
    expect(new Set(events.map(({ token }) => token))).toEqual(new Set(["easy"]));
    // Of what is written while pictures are drawn nothing may be told: the first that is not done is.
    const told = [...new Set(events.map(({ event }) => event.step))];
    // The record of the run is in its reports.
    const names = [...manifest.steps.map(({ name }) => name), "report"];
    expect(told).toEqual(names.filter((name) => told.includes(name)));
    expect(told).toEqual(expect.arrayContaining(names.slice(0, names.indexOf("draw") + 1)));
    const fractions = events.map(({ event }) => event.fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(epochs.at(-1)).toMatchObject({ token: "easy", model: "mlp-vae", reports: [{ epoch: 40, epochs: 40 }] });

    epochs.length = 0;
    await engine.request("runTask", { workspace, task: "easy", token: "again", settings: { epochs: 40 } });
    const curves = epochs.map(({ token, reports }) => [token, reports.map(({ epoch }) => epoch)]);
    expect(curves).toEqual([["again", Array.from({ length: 40 }, (_, index) => index + 1)]]);
  });

  it("rejects settings out of range as wrong usage, and a workspace that is not there as the data's fault", async () => {
    const wrong = await failureOf(
      engine.request("runTask", { workspace, task: "easy", token: "t", settings: { k: 1 } }),
    );
    expect(wrong).toMatchObject({ kind: "usage", message: expect.stringContaining("--k") as string });
    const nowhere = await failureOf(
      engine.request("runTask", { workspace: join(workspace, "no"), task: "easy", token: "t", settings: {} }),
    );
    expect(nowhere).toMatchObject({ kind: "data", file: join(workspace, "no") });
    expect(await failureOf(engine.request("listRuns", { workspace: "relative" }))).toMatchObject({ kind: "usage" });
  });
});

describe("a run that goes on", () => {
  let own: string;
  afterEach(async () => {
    await rm(own, { recursive: true, force: true });
  });
  const copied = async (): Promise<void> => {
    await run("easy");
    own = await folderWith({});
    // The cache comes with it: the training begins at once.
    await cp(workspace, own, { recursive: true });
  };

  it("stops when its request is cancelled, keeps its checkpoint, and gives the workspace back", async () => {
    await copied();
    const client = forkEngine();
    try {
      const failure = await cancelledInTraining(client, { workspace: own, task: "easy", token: "t", settings: LONG });
      expect(failure).toMatchObject({ kind: "cancelled" });
      expect(await readdir(join(own, ".latentune", "checkpoints"))).toEqual([expect.stringMatching(/\.checkpoint$/)]);
      expect((await readdir(join(own, ".latentune", "runs"))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
      await expect(access(join(own, ".latentune", "lock.json"))).rejects.toThrow("ENOENT");
    } finally {
      await client.close();
    }
  });

  it("keeps others out, who are told who runs, and stops when its parent closes the channel", async () => {
    await copied();
    const client = forkEngine();
    const other = forkEngine();
    try {
      const training = new Promise<void>((resolve) => {
        client.on("epoch", () => {
          resolve();
        });
      });
      // Whether its answer still gets through before the channel closes is left to the system.
      client.request("runTask", { workspace: own, task: "easy", token: "t", settings: LONG }).catch(() => undefined);
      await training;
      for (const asking of [other, client]) {
        const failure = await failureOf(asking.request("clearCache", { workspace: own }));
        expect(failure).toMatchObject({ kind: "busy", file: join(own, ".latentune", "lock.json") });
        expect(failure.message).toMatch(new RegExp(`Easy task runs in process ${client.child.pid} .* since \\d{4}-`));
      }
      expect(await client.close()).toBe(0);
      expect(await readdir(join(own, ".latentune", "checkpoints"))).toHaveLength(1);
      await expect(access(join(own, ".latentune", "lock.json"))).rejects.toThrow("ENOENT");
    } finally {
      await client.close();
      await other.close();
    }
  });

  it("ends with its parent, even if that is killed", async () => {
    await copied();
    const parent = spawn(process.execPath, [fileURLToPath(new URL("parent.js", import.meta.url)), ENGINE, own], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.setEncoding("utf8").once("data", (text: string) => {
        resolve(Number(text.split("\n")[0]));
      });
    });
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    while (isRunning(pid)) await wait(50);
    expect(await readdir(join(own, ".latentune", "checkpoints"))).toHaveLength(1);
  });
});

describe("checkData", () => {
  it("places every record and says what is wrong, in the file and in unsaved text", async () => {
    const result = await engine.request("checkData", { workspace });
    expect(result.lyricsFile).toBe(join(workspace, "data", "lyrics", "lyrics.csv"));
    expect(result.counts).toEqual({
      rows: 30,
      songs: 30,
      withoutLyrics: expect.any(Number) as number,
      withoutGenre: 0,
    });

    const table = await readFile(result.lyricsFile, "utf8");
    const text = `${table}gone.mp3,english,rock,"two\nlines"\n`;
    const unsaved = await engine.request("checkData", { workspace, lyricsText: text });
    expect(unsaved.counts).toMatchObject({ rows: 31, songs: 30 });
    const missing = unsaved.diagnostics.find(({ filename }) => filename === "gone.mp3");
    expect(missing).toMatchObject({ code: "audio-missing", row: 31, line: table.split("\n").length });
    expect((await engine.request("checkData", { workspace })).counts.rows).toBe(30);
  });

  it("notices a renamed song at once", async () => {
    const filename = "Fantasma - Los Rombos (2 of 6).mp3";
    const [from, to] = [
      join(workspace, "data", "audio", "spanish", filename),
      join(workspace, "data", "audio", "renamed.mp3"),
    ];
    await rename(from, to);
    try {
      const { diagnostics } = await engine.request("checkData", { workspace });
      expect(diagnostics).toContainEqual(expect.objectContaining({ code: "audio-missing", filename }));
    } finally {
      await rename(to, from);
    }
  });

  it("tells silent and broken songs that a decoding found, until the files change", async () => {
    const own = await folderWith({ "data/audio/broken.ogg": "not sound at all" });
    await mkdir(join(own, "data", "lyrics"), { recursive: true });
    await writeFile(
      join(own, "data", "lyrics", "lyrics.csv"),
      "filename,language,genre,lyrics\nsilent.wav,english,rock,la\nbroken.ogg,english,rock,la\n",
    );
    await writeFile(join(own, "data", "audio", "silent.wav"), silentWav());
    // Times of files that were written just now prove nothing about them.
    await wait(2_100);
    const codes = async () =>
      (await engine.request("checkData", { workspace: own })).diagnostics.map(({ code, line }) => [code, line]);
    expect(await codes()).toEqual([]);
    const doctor = await engine.request("doctor", { workspace: own, token: "t", settings: {} });
    expect(doctor.rows).toEqual({ total: 2, usable: 0 });
    expect(await codes()).toEqual([
      ["audio-silent", 2],
      ["audio-not-sound", 3],
    ]);
    await appendFile(join(own, "data", "audio", "silent.wav"), "x");
    expect((await codes()).map(([code]) => code)).not.toContain("audio-silent");
  });
});

/** Two seconds of nothing, 16-bit mono at 8 kHz. */
function silentWav(): Uint8Array {
  const wav = Buffer.alloc(44 + 32_000);
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(36 + 32_000, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  [16, 0x0001_0001, 8000, 16_000, 0x0010_0002].forEach((value, index) => wav.writeUInt32LE(value, 16 + 4 * index));
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(32_000, 40);
  return wav;
}

describe("kept runs", () => {
  it("are listed with their annotations, compared, and deleted", async () => {
    const { manifest } = await run("easy");
    const marked = await engine.request("annotateRun", {
      workspace,
      runId: manifest.runId,
      name: "  first\n run ",
      pinned: true,
    });
    expect(marked).toMatchObject({ manifest, annotation: { name: "first run", pinned: true } });
    expect(
      (await engine.request("annotateRun", { workspace, runId: manifest.runId, pinned: false })).annotation,
    ).toEqual({ name: "first run" });
    const list = await engine.request("listRuns", { workspace });
    expect(list.find(({ manifest: { runId } }) => runId === manifest.runId)).toMatchObject({
      annotation: { name: "first run" },
    });
    await expect(access(join(workspace, "results_easy", "marks.json"))).rejects.toThrow("ENOENT");

    const again = await engine.request("runTask", {
      workspace,
      task: "easy",
      token: "k",
      settings: { epochs: 40, k: 3 },
    });
    const names = { representation: null, method: null };
    const compared = await engine.request("compare", {
      workspace,
      a: { runId: manifest.runId, ...names },
      b: { runId: again.manifest.runId, ...names },
      projection: "pca",
      token: "compare",
    });
    expect(compared).toMatchObject({ songsOfA: null, projection: "pca", common: manifest.rows.used });
    expect(compared.summary.length).toBeLessThanOrEqual(10);
    expect(compared.summary.join("\n")).toMatch(/A: first run, [^]* in both\.[^]*Settings: k 2 → 3\./);
    // B is shown as A is; where its best is another clustering, it is named.
    const [best] = again.manifest.best.toSorted((one, other) => other.metrics["silhouette"]! - one.metrics["silhouette"]!); // prettier-ignore
    const isBest = compared.b.representation === best!.rep && compared.b.method === best!.method;
    expect(compared.summary[1]!.includes("as A; its own best is ")).toBe(!isBest);
    const { cells, matches } = compared;
    expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(manifest.rows.used);
    expect(matches.length).toBeLessThanOrEqual(2);

    expect(await engine.request("deleteRun", { workspace, runId: again.manifest.runId })).toEqual({
      runId: again.manifest.runId,
    });
    expect((await engine.request("listRuns", { workspace })).map(({ manifest: { runId } }) => runId)).not.toContain(
      again.manifest.runId,
    );
    expect(await failureOf(engine.request("deleteRun", { workspace, runId: again.manifest.runId }))).toMatchObject({
      kind: "data",
    });
    await access(join(workspace, "results_easy", "run.json"));
    const restored = await engine.request("restoreRun", { workspace, runId: again.manifest.runId });
    expect(restored.manifest).toEqual(again.manifest);
    expect(await failureOf(engine.request("restoreRun", { workspace, runId: again.manifest.runId }))).toMatchObject({
      kind: "data",
    });
  });

  it.each(["../runs", "..", "", "/etc", "a/b"])("of an id that is a path do not exist: %j", async (runId) => {
    expect(await failureOf(engine.request("deleteRun", { workspace, runId }))).toMatchObject({ kind: "data" });
    expect(await failureOf(engine.request("prepareView", { workspace, runId }))).toMatchObject({ kind: "data" });
  });
});

describe("a run's view", () => {
  it.each(["easy", "medium", "hard"] as const)(
    "of %s is written with it, listed, kept out of the results, and made again equal byte for byte",
    async (task) => {
      const { manifest, runDir, resultsDir } = await run(task);
      const written = await filesOf(join(runDir, "view"));
      expect(written.size).toBeGreaterThan(10);
      expect(manifest.files.filter((file) => file.startsWith("view/")).sort()).toEqual(
        [...written.keys()].map((name) => `view/${name}`).sort(),
      );
      await expect(access(join(resultsDir, "view"))).rejects.toThrow("ENOENT");
      await rm(join(runDir, "view"), { recursive: true });
      const view = await engine.request("prepareView", { workspace, runId: manifest.runId });
      expect(view).toMatchObject({ runId: manifest.runId, task, songCount: 30, start: { projection: "tsne" } });
      const again = await filesOf(join(runDir, "view"));
      expect([...again.keys()]).toEqual([...written.keys()]);
      for (const [name, bytes] of written) expect([name, again.get(name)!.equals(bytes)]).toEqual([name, true]);
    },
  );

  it("of an older schema is made again; without lyrics.csv it has no terms", async () => {
    const { manifest, runDir } = await run("hard");
    const file = join(runDir, "view", "view.json");
    const before = await engine.request("prepareView", { workspace, runId: manifest.runId });
    await writeFile(file, JSON.stringify({ ...before, schemaVersion: 0 }));
    const table = join(workspace, "data", "lyrics", "lyrics.csv");
    await rename(table, `${table}.away`);
    try {
      const bare = await engine.request("prepareView", { workspace, runId: manifest.runId });
      const terms = bare.representations.flatMap(({ clusterings }) =>
        clusterings.flatMap(({ clusters }) => clusters.flatMap((cluster) => cluster.terms)),
      );
      expect(terms).toEqual([]);
      expect(bare.songCount).toBe(30);
    } finally {
      await rename(`${table}.away`, table);
    }
    await rm(file);
    expect(await engine.request("prepareView", { workspace, runId: manifest.runId })).toEqual(before);
  });

  it("is made again although a killed process left half of one", async () => {
    const { manifest, runDir } = await run("easy");
    await rm(join(runDir, "view"), { recursive: true });
    const left = join(runDir, `view.${thisHost()}-${2 ** 30}-0123abcd.tmp`);
    await mkdir(left);
    await engine.request("prepareView", { workspace, runId: manifest.runId });
    expect((await readdir(runDir)).filter((name) => name.startsWith("view"))).toEqual(["view"]);
  });

  it("gets a missing map when it is asked for, once", async () => {
    const { manifest, runDir } = await run("hard");
    const request = {
      workspace,
      runId: manifest.runId,
      token: "map",
      representation: "spectral_meanmel",
      method: "pca",
    } as const;
    const made = await engine.request("project", request);
    await access(join(runDir, made.file));
    expect(await engine.request("project", request)).toEqual(made);
    const view = await engine.request("prepareView", { workspace, runId: manifest.runId });
    expect(view.representations.find(({ name }) => name === "spectral_meanmel")!.projections).toEqual([made]);
    expect(await failureOf(engine.request("project", { ...request, representation: "none" }))).toMatchObject({
      kind: "data",
    });
  });

  it("sweeps the clusters of a representation for the panel, and of a whole run into its results", async () => {
    const { manifest } = await run("hard");
    const request = { workspace, runId: manifest.runId, token: "k", representation: "spectral_meanmel", to: 5 };
    const sweep = await engine.request("sweepRepresentation", request);
    expect(sweep).toMatchObject({ representation: "spectral_meanmel", songs: 30, kDistance: { minSamples: 3 } });
    expect(sweep.points.map(({ k }) => k)).toEqual([2, 3, 4, 5]);
    expect(sweep.kDistance.distances).toHaveLength(30);
    expect(
      await failureOf(engine.request("sweepRepresentation", { ...request, representation: "none" })),
    ).toMatchObject({ kind: "data" });
    expect(await failureOf(engine.request("sweepRepresentation", { ...request, from: 9 }))).toMatchObject({
      kind: "usage",
    });
    const { resultsDir, sweeps } = await engine.request("kSweep", { workspace, token: "k2", task: "hard" });
    expect(await readdir(resultsDir)).toEqual(expect.arrayContaining(["k_sweep.csv", "k_distance.csv"]));
    expect(sweeps.map(({ representation }) => representation)).toContain("spectral_meanmel");
  });

  it("gives the spectrograms of a song; without its audio the reconstructions alone", async () => {
    const { manifest, runDir } = await run("hard");
    const request = { workspace, runId: manifest.runId, song: 1 };
    const mels = await engine.request("songMels", request);
    expect(mels.original).toBe("view/mels/1-original.npy");
    expect(Object.keys(mels.reconstructions)).toEqual(["beta-vae", "ae"]);
    expect(mels.seconds).toBeLessThanOrEqual(3);
    for (const file of [mels.original, ...Object.values(mels.reconstructions).map((each) => each.file)]) {
      expect((await readFile(join(runDir, file))).length).toBe(128 + 4 * 80 * 300);
    }
    expect(await engine.request("songMels", request)).toEqual(mels);
    await engine.request("prepareView", request);
    const songs = JSON.parse(await readFile(join(runDir, "view/songs.json"), "utf8")) as { audio: string[] };
    const audio = join(workspace, songs.audio[2]!);
    await rename(audio, `${audio}.away`);
    try {
      const bare = await engine.request("songMels", { ...request, song: 2 });
      expect(bare).toMatchObject({ original: "", problem: "The audio file is gone." });
      expect(Object.keys(bare.reconstructions)).toEqual(["beta-vae", "ae"]);
    } finally {
      await rename(`${audio}.away`, audio);
    }
    expect((await engine.request("songMels", { ...request, song: 2 })).original).not.toBe("");
    expect(await failureOf(engine.request("songMels", { ...request, song: 30 }))).toMatchObject({ kind: "data" });
  });
});

describe("playable", () => {
  it("decodes a song into a WAV file, once", async () => {
    const songs = await readdir(join(workspace, "data", "audio"), { recursive: true });
    const audio = `data/audio/${songs.find((name) => name.endsWith(".opus"))!.replaceAll("\\", "/")}`;
    const { file } = await engine.request("playable", { workspace, audio });
    const wav = await readFile(file);
    expect(wav.toString("latin1", 0, 4)).toBe("RIFF");
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    expect(wav.readUInt32LE(24)).toBe(48_000);
    expect(await engine.request("playable", { workspace, audio })).toEqual({ file });
  });

  it("refuses what does not lie in the data folder, also behind links", async () => {
    await symlink(await folderWith({ "song.mp3": "x" }), join(workspace, "data", "audio", "link"));
    for (const audio of [
      "../secret.mp3",
      "data/../results_easy/run.json",
      "/etc/passwd",
      "data",
      "",
      "data/audio/link/song.mp3",
    ]) {
      expect(await failureOf(engine.request("playable", { workspace, audio }))).toMatchObject({
        kind: "data",
        message: expect.stringContaining("does not lie in") as string,
      });
    }
    expect(await failureOf(engine.request("playable", { workspace, audio: "data/audio/none.mp3" }))).toMatchObject({
      message: "The audio file is gone.",
    });
    await rm(join(workspace, "data", "audio", "link"));
  });
});

describe("the other requests", () => {
  it("merge genres, sweep β, and clear the cache", async () => {
    const merged = await engine.request("mergeGenres", { workspace, overwriteLyrics: false });
    expect(merged).toMatchObject({ missing: [], lyricsChanged: false });
    expect(merged.fromTable + merged.fromMap).toBe(30);
    const sweep = await engine.request("betaSweep", { workspace, token: "s", settings: { ...FAST, epochs: 1 } });
    expect(await readdir(sweep.resultsDir)).toContain("beta_sweep.csv");
    const { bytes } = await engine.request("clearCache", { workspace });
    expect(bytes).toBeGreaterThan(1_000_000);
    expect((await engine.request("clearCache", { workspace })).bytes).toBe(0);
    await expect(access(lockFile())).rejects.toThrow("ENOENT");
  });
});

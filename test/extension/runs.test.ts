import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { KeptRun } from "../../src/shared/contract/rpc.ts";
import { encodeNpy } from "../../src/shared/npy.ts";
import { readRuns } from "../../src/extension/runs/read-runs.ts";
import { createRunStore } from "../../src/extension/runs/run-store.ts";
import { EventEmitter } from "./fake-vscode/basics.ts";
import { fakeTrees } from "./fake-vscode/panels.ts";
import { createRunViewStore } from "../../src/extension/runs/run-views.ts";
import type { EngineClient, WorkspaceState } from "../../src/extension/services.ts";
import { createRunsTree, runItem, type RunNode } from "../../src/extension/runs/runs-tree.ts";
import { HOSTILE_FILES } from "../hostile-files.ts";
import { HOSTILE_PATHS, smallView } from "../small-view.ts";
import { keepRun, manifestOf, rowOf } from "./kept-runs.ts";

let workspace = "";
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "latentune-runs-"));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

describe("readRuns", () => {
  it("finds the kept runs, newest first, with the user's annotation", async () => {
    await keepRun(workspace, manifestOf("a", { startedAt: "2026-11-21T10:00:00.000Z" }), {
      name: "first",
      pinned: true,
    });
    await keepRun(workspace, manifestOf("b", { startedAt: "2026-11-22T10:00:00.000Z" }), { name: 7, pinned: "yes" });
    const { runs } = await readRuns(workspace);
    expect(runs.map(({ manifest, annotation }) => [manifest.runId, annotation])).toEqual([
      ["b", {}],
      ["a", { name: "first", pinned: true }],
    ]);
    expect(runs[1]?.runDir).toBe(join(workspace, ".latentune", "runs", "a"));
  });

  it("says of folders of no run of ours what is wrong: no manifest, a broken one, another version, another folder's", async () => {
    await keepRun(workspace, manifestOf("good"));
    await mkdir(join(workspace, ".latentune", "runs", "empty"));
    const cut = await keepRun(workspace, manifestOf("broken"));
    await writeFile(join(cut, "run.json"), '{"schemaVersion": 1, "runId": "bro');
    await keepRun(workspace, { ...manifestOf("old"), schemaVersion: 99 as never });
    const moved = await keepRun(workspace, manifestOf("moved"));
    await rename(moved, join(workspace, ".latentune", "runs", "elsewhere"));
    const seedless = manifestOf("seedless");
    await keepRun(workspace, { ...seedless, settings: { ...seedless.settings, seed: undefined as never } });
    const { runs, broken } = await readRuns(workspace);
    expect(runs.map(({ manifest }) => manifest.runId)).toEqual(["good"]);
    expect(Object.fromEntries(broken.map(({ runId, problem }) => [runId, problem]))).toEqual({
      broken: expect.stringMatching(/^it is no JSON \(/) as unknown,
      elsewhere: "runId is “moved”, which is not the name of its folder",
      empty: "it is not there",
      old: "schemaVersion must be 1, which is what this version reads, not 99",
      seedless: "settings.seed is missing",
    });
  });

  it("finds none in a workspace without runs", async () => {
    expect(await readRuns(workspace)).toEqual({ runs: [], broken: [] });
  });
});

describe("the run that is shown", () => {
  it("stays when another one ends, which is offered until it is looked at or declined", async () => {
    const current = { path: workspace };
    const store = createRunStore({ current, onDidChange: new EventEmitter<void>().event } as unknown as WorkspaceState);
    const shownAndOffered = (): (string | undefined)[] =>
      [store.shown, store.offered].map((run) => run?.manifest.runId);
    const end = async (runId: string, day: number): Promise<void> => {
      await keepRun(workspace, manifestOf(runId, { startedAt: `2026-11-${day}T10:00:00.000Z` }));
      await store.refresh();
    };
    await store.refresh();
    await end("first", 21);
    expect(shownAndOffered()).toEqual(["first", undefined]);
    await end("second", 22);
    expect(shownAndOffered()).toEqual(["first", "second"]);
    store.decline();
    expect(shownAndOffered()).toEqual(["first", undefined]);
    await end("third", 23);
    store.show("third");
    expect(shownAndOffered()).toEqual(["third", undefined]);
    // One that is older than the shown one is nothing new to look at.
    await end("older", 20);
    expect(shownAndOffered()).toEqual(["third", undefined]);
    await rm(join(workspace, ".latentune", "runs", "third"), { recursive: true });
    await store.refresh();
    expect(shownAndOffered()).toEqual(["second", undefined]);
    store.dispose();
  });
});

it("is found though another window kept it before the editor began to watch the folder", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const current = { path: workspace };
  const store = createRunStore({ current, onDidChange: new EventEmitter<void>().event } as unknown as WorkspaceState);
  await store.refresh();
  let now = 0;
  for (const second of [5, 20, 60]) {
    const runId = `kept-before-${second}`;
    await keepRun(
      workspace,
      manifestOf(runId, { startedAt: new Date(Date.UTC(2026, 10, 20, 0, 0, second)).toISOString() }),
    );
    const changed = new Promise<void>((resolve) => store.onDidChange(resolve));
    await vi.advanceTimersByTimeAsync(1000 * (second + 1 - now));
    await changed;
    now = second + 1;
    expect((store.offered ?? store.shown)?.manifest.runId).toBe(runId);
  }
  store.dispose();
  expect(vi.getTimerCount()).toBe(0);
});

describe("a run in the side bar", () => {
  const run: KeptRun = { manifest: manifestOf("a"), runDir: "/w/.latentune/runs/a", annotation: {} };

  it("is called alike in list and panel, and unlike another one of its minute", async () => {
    for (const runId of ["20261122-114003-hard-3fa9", "20261122-114012-hard-77c1"])
      await keepRun(workspace, manifestOf(runId));
    await keepRun(workspace, manifestOf("20261122-114020-hard-aaaa"), { name: "longer β" });
    const onDidChange = new EventEmitter<void>().event;
    const folder = { current: { path: workspace }, onDidChange } as unknown as WorkspaceState;
    const runs = createRunStore(folder);
    await runs.refresh();
    const tree = createRunsTree({ runs, workspace: folder, activity: { current: undefined, onDidChange } } as never);
    const { getChildren, getTreeItem } = fakeTrees.get("latentune.runs")!.provider as {
      readonly getChildren: () => RunNode[];
      readonly getTreeItem: (node: RunNode) => { readonly label: string };
    };
    const labels = getChildren().map((node) => getTreeItem(node).label);
    expect(labels.toSorted()).toEqual([
      expect.stringMatching(/^Hard · 22 Nov(?: 2026)? \d\d:40 \(3fa9\)$/),
      expect.stringMatching(/^Hard · 22 Nov(?: 2026)? \d\d:40 \(77c1\)$/),
      "longer β",
    ]);
    expect(runs.all.map((kept) => runs.titleOf(kept))).toEqual(labels);
    tree.dispose();
    runs.dispose();
  });

  it("says in words what the mark of a doubtful score means, to those who point at it and to those who hear it", () => {
    const best = [rowOf("audio", "kmeans", { ARI_genre: 0.1, ARI_genre_p: 0.4 })];
    const item = runItem({ ...run, manifest: manifestOf("a", { best }) }, "Hard", false);
    const words = "° permuted labels reach this score in more than 5 % of all cases: it may be chance.";
    expect(item.description).toBe("ARI genre 0.100 °");
    expect(item.tooltip).toContain(words);
    expect(item.accessibilityInformation?.label).toContain(words);
    expect(runItem(run, "Hard", false).tooltip).not.toContain("°");
  });

  it("shows its score, and task and time beside the user's name for it", () => {
    expect(runItem(run, "Hard · 22 Nov 11:40", false)).toMatchObject({
      description: "ARI genre 0.400",
      contextValue: "run",
      iconPath: { id: "graph-scatter" },
    });
    const marked = { ...run, annotation: { name: "longer β", pinned: true } };
    const item = runItem(marked, "longer β", true);
    expect(item).toMatchObject({ contextValue: "run pinned", iconPath: { id: "eye" } });
    expect(item.description).toMatch(/^pinned · Hard, 22 Nov.* · ARI genre 0\.400$/);
    expect(item.tooltip).toContain("30 of 32 rows used");
    expect(item.tooltip).toContain("Best: audio, kmeans (ARI genre 0.400)");
    const labels = { audio: "β-VAE latent", kmeans: "K-Means" };
    expect(runItem({ ...run, manifest: manifestOf("a", { labels }) }, "", false).tooltip).toContain(
      "Best: β-VAE latent, K-Means (",
    );
  });
});

describe("views of runs", () => {
  const manifest = { ...smallView(), tags: undefined, models: [], representations: [] };
  const pair = ["", ""];
  const songs = {
    filename: ["x.ogg", "cafe\u0301.ogg"],
    language: pair,
    genre: pair,
    audio: pair,
    row: [1, 2],
    firstLyric: pair,
    search: pair,
  };
  const trusted = { trusted: true, current: { path: "/w", dataDir: "data" } } as WorkspaceState;

  async function writeView(folder: string, version: number = manifest.schemaVersion): Promise<void> {
    await rm(join(folder, "view"), { recursive: true, force: true });
    await mkdir(join(folder, "view"), { recursive: true });
    await writeFile(join(folder, "view", "view.json"), JSON.stringify({ ...manifest, schemaVersion: version }));
    await writeFile(join(folder, "view", "songs.json"), JSON.stringify(songs));
    await writeFile(join(folder, "view", "labels.npy"), encodeNpy({ shape: [2], data: Int32Array.of(1, -1) }));
  }
  function engineThatMakes(folder: string): { readonly engine: EngineClient; readonly asked: string[] } {
    const asked: string[] = [];
    const request = async (method: string): Promise<unknown> => {
      asked.push(method);
      await writeView(folder);
      return manifest;
    };
    return { engine: { request } as unknown as EngineClient, asked };
  }

  it("are read from the run's folder without the engine, each array once", async () => {
    const folder = await keepRun(workspace, manifestOf("a"));
    await writeView(folder);
    const { engine, asked } = engineThatMakes(folder);
    const [run] = (await readRuns(workspace)).runs;
    const store = createRunViewStore(engine, trusted);
    const view = await store.get(run!);
    expect(await store.get(run!)).toBe(view);
    expect(view?.songNamed("caf\u00e9.ogg")).toBe(1);
    expect(view?.songNamed("gone.ogg")).toBeUndefined();
    const labels = await view?.array("view/labels.npy");
    expect(labels?.data).toEqual(Int32Array.of(1, -1));
    expect(await view?.array("view/labels.npy")).toBe(labels);
    expect(asked).toEqual([]);
  });

  it("of large runs are read from the files of their columns", async () => {
    const folder = await keepRun(workspace, manifestOf("a"));
    await writeView(folder);
    const columns = { ...songs, language: ["বাংলা", ""], audio: ["a/x.ogg", ""] };
    const texts = async (name: "filename" | "audio") => {
      let end = 0;
      const ends = Float64Array.from(columns[name], (text) => (end += Buffer.byteLength(text)));
      await writeFile(join(folder, "view", `${name}.txt`), columns[name].join(""));
      await writeFile(join(folder, "view", `${name}.npy`), encodeNpy({ shape: [2], data: ends }));
      return { text: `view/${name}.txt`, ends: `view/${name}.npy` };
    };
    const numbers = async (name: string, ...data: readonly number[]) => {
      const shape = [data.length];
      await writeFile(join(folder, "view", `${name}.npy`), encodeNpy({ shape, data: Int32Array.from(data) }));
      return `view/${name}.npy`;
    };
    const files = {
      filename: await texts("filename"),
      audio: await texts("audio"),
      search: await texts("audio"),
      language: { names: ["", "বাংলা"], codes: await numbers("language", 1, 0) },
      genre: { names: ["rock"], codes: await numbers("genre", 0, 0) },
      row: await numbers("row", 7, 9),
      titleRank: await numbers("rank", 0, 1),
    };
    const get = async (changes: object) => {
      const view = { ...manifest, songs: { ...files, ...changes } };
      await writeFile(join(folder, "view", "view.json"), JSON.stringify(view));
      const [run] = (await readRuns(workspace)).runs;
      return await createRunViewStore(engineThatMakes(folder).engine, { ...trusted, trusted: false }).get(run!);
    };
    const view = await get({});
    expect([view?.songNamed("x.ogg"), view?.songNamed("caf\u00e9.ogg"), view?.songNamed("gone.ogg")]).toEqual([
      0,
      1,
      undefined,
    ]);
    expect(await view?.songs.texts([1, 0, 2])).toEqual([
      { song: 1, filename: "cafe\u0301.ogg", language: "", genre: "rock", audio: "", row: 9 },
      { song: 0, filename: "x.ogg", language: "বাংলা", genre: "rock", audio: "a/x.ogg", row: 7 },
    ]);
    const short = { ...files.filename, ends: await numbers("short", 1) };
    await expect(get({ filename: short })).rejects.toThrow("view/short.npy does not hold the 2 songs of this run");
  });

  it("are made by the engine where they are missing or of another version", async () => {
    for (const version of [undefined, 99]) {
      const folder = await keepRun(workspace, manifestOf("a"));
      if (version !== undefined) await writeView(folder, version);
      else await rm(join(folder, "view"), { recursive: true, force: true });
      const { engine, asked } = engineThatMakes(folder);
      const [run] = (await readRuns(workspace)).runs;
      expect((await createRunViewStore(engine, trusted).get(run!))?.songs.filename).toEqual(songs.filename);
      expect(asked).toEqual(["prepareView"]);
    }
  });

  it("are not made in an untrusted workspace, and looked for again the next time", async () => {
    const folder = await keepRun(workspace, manifestOf("a"));
    const { engine, asked } = engineThatMakes(folder);
    const [run] = (await readRuns(workspace)).runs;
    const store = createRunViewStore(engine, { ...trusted, trusted: false });
    expect(await store.get(run!)).toBeUndefined();
    await writeView(folder, manifest.schemaVersion - 1);
    expect(await store.get(run!)).toBeUndefined();
    expect(asked).toEqual([]);
    await writeView(folder);
    expect((await store.get(run!))?.songs.filename).toEqual(songs.filename);
  });

  it.each(HOSTILE_PATHS)(
    "are not shown where a file of theirs is %j, and made again where that may be",
    async (path) => {
      const folder = await keepRun(workspace, manifestOf("a"));
      for (const [field, changed] of Object.entries({
        songs: { ...manifest, songs: path },
        tags: { ...manifest, tags: { names: [], scores: path } },
      })) {
        await writeView(folder);
        await writeFile(join(folder, "view", "view.json"), JSON.stringify(changed));
        const { engine, asked } = engineThatMakes(folder);
        const [run] = (await readRuns(workspace)).runs;
        expect([field, await createRunViewStore(engine, { ...trusted, trusted: false }).get(run!)]).toEqual([
          field,
          undefined,
        ]);
        expect(asked).toEqual([]);
        expect((await createRunViewStore(engine, trusted).get(run!))?.songs.filename).toEqual(songs.filename);
        expect(asked).toEqual(["prepareView"]);
      }
    },
  );

  it.skipIf(process.platform === "win32")("are not read through links out of the run's folder", async () => {
    const folder = await keepRun(workspace, manifestOf("a"));
    await writeFile(join(workspace, "secret.json"), JSON.stringify(songs));
    await writeFile(join(workspace, "secret.npy"), encodeNpy({ shape: [2], data: Int32Array.of(1, 2) }));
    const tagged = { ...manifest, tags: { names: ["calm"], scores: "view/tags.npy" } };
    const get = async () => {
      const [run] = (await readRuns(workspace)).runs;
      return createRunViewStore(engineThatMakes(folder).engine, { ...trusted, trusted: false }).get(run!);
    };
    for (const [file, target] of [
      ["view/songs.json", "../../../../secret.json"],
      ["view/tags.npy", join(workspace, "secret.npy")],
      ["view/view.json", "../../../../secret.json"],
    ] as const) {
      await writeView(folder);
      await writeFile(join(folder, "view", "view.json"), JSON.stringify(tagged));
      await writeFile(join(folder, "view", "tags.npy"), encodeNpy({ shape: [2], data: Int32Array.of(1, 2) }));
      expect((await get())?.songs.filename).toEqual(songs.filename);
      await rm(join(folder, file));
      await symlink(target, join(folder, file));
      await expect(get()).rejects.toThrow(/is a link to .*, out of the run's folder: it is not opened/);
      await rm(join(folder, file));
    }
    // A link that stays inside is as good as the file.
    await writeView(folder);
    await rename(join(folder, "view", "songs.json"), join(folder, "names.json"));
    await symlink("../names.json", join(folder, "view", "songs.json"));
    expect((await get())?.songs.filename).toEqual(songs.filename);
  });

  it.each(HOSTILE_FILES)("are not read where a file is $kind", async ({ make, says, skip, kind }) => {
    if (skip) return;
    const folder = await keepRun(workspace, manifestOf("a"));
    // Links are told by where they lead, or that they lead nowhere.
    const message =
      kind === "a link to a device" ? /out of the run's folder/ : kind.includes("nowhere") ? /ENOENT/ : says;
    const get = async () => {
      const [run] = (await readRuns(workspace)).runs;
      return createRunViewStore(engineThatMakes(folder).engine, { ...trusted, trusted: false }).get(run!);
    };
    await writeView(folder);
    await make(join(folder, "view", "songs.json"));
    await expect(get()).rejects.toThrow(message);
    await writeView(folder);
    await writeFile(
      join(folder, "view", "view.json"),
      JSON.stringify({ ...manifest, tags: { names: ["calm"], scores: "view/tags.npy" } }),
    );
    await make(join(folder, "view", "tags.npy"));
    if (kind.includes("nowhere")) expect(await get()).toBeDefined();
    else await expect(get()).rejects.toThrow(message);
    await make(join(folder, "view", "view.json"));
    if (kind.includes("nowhere")) expect(await get()).toBeUndefined();
    else await expect(get()).rejects.toThrow(message);
    // A run whose manifest is none is no run.
    await make(join(folder, "run.json"));
    const { runs, broken } = await readRuns(workspace);
    expect([runs, broken.map(({ runId }) => runId)]).toEqual([[], ["a"]]);
  });
});

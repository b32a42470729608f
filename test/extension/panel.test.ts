import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SearchBy } from "../../src/shared/contract/panel/meaning.ts";
import type { HostMessage, PanelMessage } from "../../src/webview/protocol.ts";
import { EngineError } from "../../src/extension/engine/engine-error.ts";
import { createPanelHost } from "../../src/extension/panel/panel-host.ts";
import { readRuns } from "../../src/extension/runs/read-runs.ts";
import { createRunViewStore } from "../../src/extension/runs/run-views.ts";
import { createRecordIndex, readRecords } from "../../src/extension/workspace/records.ts";
import { createTableIndex } from "../../src/extension/lyrics/records/table-index.ts";
import { CancellationError, EventEmitter, Uri } from "./fake-vscode/basics.ts";
import { Selection } from "./fake-vscode/editor.ts";
import { FakeWebviewPanel, fakePanels } from "./fake-vscode/panels.ts";
import { registered } from "./fake-vscode/registries.ts";
import { FakeEditor, FakeLog, fakeWindow, ViewColumn } from "./fake-vscode/window.ts";
import { fakeWorkspace, workspace as fakeVscodeWorkspace } from "./fake-vscode/workspace.ts";
import { smallView } from "../small-view.ts";
import { keepRun, manifestOf } from "./kept-runs.ts";

const LYRICS = 'filename,lyrics\na.ogg,"one\ntwo\nthree"\nb.ogg,x\nquote "<img>".ogg,\n';
const SONGS = {
  filename: ["b.ogg", "a.ogg", "gone.ogg"],
  audio: ["data/audio/b.ogg", "../outside.ogg", "data/audio/gone.ogg"],
  language: ["", "", ""],
  genre: ["", "", ""],
  firstLyric: ["", "", ""],
  search: ["", "", ""],
  row: [1, 2, 3],
};

const NEW_GROUP = "workbench.action.newGroupBelow";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-panel-"));
  await mkdir(join(folder, "data", "lyrics"), { recursive: true });
  await writeFile(join(folder, "data", "lyrics", "lyrics.csv"), LYRICS);
  for (const [id, startedAt] of [
    ["old", "2026-11-20T10:00:00.000Z"],
    ["new", "2026-11-22T10:00:00.000Z"],
  ] as const) {
    const run = await keepRun(folder, manifestOf(id, { startedAt }));
    await mkdir(join(run, "view"));
    await writeFile(
      join(run, "view", "view.json"),
      JSON.stringify({ ...smallView(), runId: id, songCount: SONGS.filename.length }),
    );
    await writeFile(join(run, "view", "songs.json"), JSON.stringify(SONGS));
  }
  fakePanels.made.length = 0;
  fakeWindow.shown.length = 0;
  fakeWindow.messages.length = 0;
  fakeWorkspace.documents.length = 0;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The host with everything around it real but the engine, whose answers a test gives. */
async function setUp({
  trusted = true,
  engine = () => Promise.resolve<unknown>(null),
  ensure = () => Promise.resolve<unknown>(undefined),
}: {
  readonly trusted?: boolean;
  readonly engine?: (method: string, params: unknown) => Promise<unknown>;
  readonly ensure?: (needed: unknown) => Promise<unknown>;
} = {}) {
  const changed = new EventEmitter<void>();
  const epoch = new EventEmitter<unknown>();
  const lyricsFile = Uri.file(join(folder, "data", "lyrics", "lyrics.csv"));
  const workspace = {
    trusted,
    current: {
      path: folder,
      dataDir: "data",
      lyricsFile,
      audioFolder: Uri.file(join(folder, "music")),
      folder: { name: "songs" },
    },
    onDidChange: new EventEmitter<void>().event,
    settings: () => ({ modelsDir: "/models" }),
    isLyrics: (uri: Uri) => uri.path === lyricsFile.path,
  };
  const { runs: all } = await readRuns(folder);
  let chosen: string | undefined;
  const runs = {
    all,
    get shown() {
      return all.find(({ manifest }) => manifest.runId === chosen) ?? all[0];
    },
    onDidChange: changed.event,
    show(runId: string | undefined) {
      chosen = runId;
      changed.fire();
    },
  };
  const asked = vi.fn(engine);
  const remembered = new Map<string, unknown>();
  const watched: boolean[] = [];
  const activity = {
    current: undefined,
    epochs: [{ token: "t", model: "ae", label: "AE", reports: [{ epoch: 1 }] }],
    onDidChange: new EventEmitter<void>().event,
    onEpoch: epoch.event,
    watch: (isWatched: boolean) => void watched.push(isWatched),
  };
  const client = { request: asked } as never;
  const host = createPanelHost({
    extensionUri: Uri.file("/extension"),
    log: new FakeLog(),
    engine: client,
    workspace,
    opening: { survey: undefined, onDidChange: new EventEmitter<void>().event },
    records: createRecordIndex(createTableIndex()),
    runs,
    views: createRunViewStore(client, workspace as never),
    activity,
    memory: {
      get: (key: string) => remembered.get(key),
      update: (key: string, value: unknown) => Promise.resolve(remembered.set(key, value)),
    },
    models: { storage: "/storage", ensure },
  } as never);
  return { host, runs, epoch, asked, watched };
}

type Reply = Extract<HostMessage, { readonly type: "reply" }>;

/** Asks as the page does. */
async function ask(panel: FakeWebviewPanel, method: string, params: unknown): Promise<Reply> {
  const id = panel.received.length + 1;
  panel.says.fire({ type: "request", id, method, params });
  return await vi.waitFor(() => {
    const reply = panel.messages("reply").find((message) => message["id"] === id);
    if (reply === undefined) throw new Error("no reply yet");
    return reply as unknown as Reply;
  });
}

async function open(
  host: Awaited<ReturnType<typeof setUp>>["host"],
  ready: Partial<Extract<PanelMessage, { type: "ready" }>> = {},
): Promise<FakeWebviewPanel> {
  await host.open();
  const panel = fakePanels.made.at(-1)!;
  panel.says.fire({ type: "ready", runId: null, ...ready });
  const shown = (): void => {
    expect(panel.messages("show").length + panel.messages("failed").length).toBeGreaterThan(0);
  };
  await vi.waitFor(shown, { timeout: 10_000 });
  return panel;
}

describe("the panel's page", () => {
  it("may run our script and nothing else, and read only our files and the songs'", async () => {
    const { host } = await setUp();
    await host.open();
    const { html, options } = fakePanels.made[0]!.webview;
    const policy = /content="([^"]+)"/.exec(html)?.[1] ?? "";
    const nonce = /<script nonce="([^"]+)"/.exec(html)?.[1] ?? "";
    expect(nonce.length).toBeGreaterThan(16);
    expect(policy.split("; ")).toEqual(expect.arrayContaining(["default-src 'none'", `script-src 'nonce-${nonce}'`]));
    expect(policy).not.toContain("unsafe-eval");
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(options.localResourceRoots?.map(({ path }) => path)).toEqual([
      "/extension/dist",
      "/extension/media",
      join(folder, "data"),
      join(folder, ".latentune"),
      join(folder, "music"),
    ]);
  });

  it("is made once, and uncovered after that", async () => {
    const { host } = await setUp();
    await host.open();
    await host.open();
    expect(fakePanels.made).toHaveLength(1);
    expect(fakePanels.made[0]?.revealed).toBe(1);
    fakePanels.made[0]?.dispose();
    await host.open();
    expect(fakePanels.made).toHaveLength(2);
  });
});

it("remembers how the last figure was exported, for the panels that come later", async () => {
  const { host } = await setUp();
  const first = await open(host);
  expect(await ask(first, "lastFigure", null)).toMatchObject({ value: null });
  const choice = { figure: "Map", format: "png", millimetres: 170 };
  await ask(first, "keepFigure", choice);
  first.dispose();
  expect(await ask(await open(host), "lastFigure", null)).toMatchObject({ value: choice });
});

describe("a search by meaning", () => {
  const query = { text: "the sea", by: "lyrics", count: 10, among: null, lines: true } as const;

  it("is the engine's, in the shown run and with the models of the settings and the extension", async () => {
    const { host, asked } = await setUp({ engine: (method) => Promise.resolve({ method }) });
    const reply = await ask(await open(host), "searchByMeaning", query);
    expect(reply).toMatchObject({ ok: true, value: { method: "searchByMeaning" } });
    expect(asked).toHaveBeenCalledWith("searchByMeaning", {
      ...{ workspace: folder, dataDir: "data", runId: "new", modelsDirs: ["/models", "/storage"] },
      ...query,
    });
    const restricted = await setUp({ trusted: false });
    const refused = await ask(await open(restricted.host), "searchByMeaning", query);
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining("untrusted") as string });
  });

  it("gets the model that the run was made with, unless the user goes back", async () => {
    const run = { embeddingModel: "e5-small", modelWeights: "quantised", executionProvider: "cpu" } as const;
    const settings = { ...manifestOf("").settings, ...run, audioModel: "./clap" };
    await keepRun(folder, manifestOf("new", { startedAt: "2026-11-22T10:00:00.000Z", settings }));
    const ensure = vi.fn(() => Promise.resolve<unknown>({ model: "e5-small", modelsDir: "/models" }));
    const { host } = await setUp({ ensure });
    const panel = await open(host);
    const model = (by: SearchBy) => ask(panel, "getMeaningModel", { by });
    expect(await model("lyrics")).toMatchObject({ ok: true, value: { ready: true } });
    expect(ensure).toHaveBeenCalledWith({ kind: "embedding", settings: { ...run, modelsDir: "/models" } });
    expect(await model("sound")).toMatchObject({ ok: true, value: { ready: true } });
    expect(ensure).toHaveBeenLastCalledWith({
      kind: "audio-text",
      settings: { audioModel: "./clap", modelsDir: "/models" },
    });
    ensure.mockRejectedValueOnce(new CancellationError());
    expect(await model("lyrics")).toMatchObject({ ok: true, value: { ready: false } });
  });
});

describe("what the page is told", () => {
  it("is nothing before it listens; then the latest run and the epochs so far", async () => {
    const { host } = await setUp();
    await host.open();
    expect(fakePanels.made[0]?.received).toEqual([]);
    const panel = await open(host);
    const [shown] = panel.messages("show");
    expect(shown).toMatchObject({ run: { runId: "new", task: "hard", name: null }, trusted: true, workspace: "songs" });
    expect((shown as { run: { baseUri: string } } | undefined)?.run.baseUri).toBe(
      `https://resource${join(folder, ".latentune", "runs", "new")}`,
    );
    expect((shown as { runs: { runId: string }[] } | undefined)?.runs.map(({ runId }) => runId)).toEqual([
      "new",
      "old",
    ]);
    expect(panel.messages("epoch")).toHaveLength(1);
  });

  it("is the run that a restored page showed, while it is kept", async () => {
    const { runs } = await setUp();
    const restored = new FakeWebviewPanel("latentune.panel", "Latentune");
    await fakePanels.serializers.get("latentune.panel")!.deserializeWebviewPanel(restored, {});
    restored.says.fire({ type: "ready", runId: "old" });
    await vi.waitFor(() => {
      expect(restored.messages("show").at(-1)).toMatchObject({ run: { runId: "old" } });
    });
    runs.show("new");
    await vi.waitFor(() => {
      expect(restored.messages("show").at(-1)).toMatchObject({ run: { runId: "new" } });
    });
  });

  it("says why a run cannot be shown", async () => {
    const { host } = await setUp({ trusted: false });
    await rm(join(folder, ".latentune", "runs", "new", "view"), { recursive: true });
    const panel = await open(host);
    expect(panel.messages("failed")[0]).toMatchObject({
      runId: "new",
      message: expect.stringContaining("untrusted workspace") as string,
    });
  });

  it("is no epoch while it is hidden", async () => {
    const { host, epoch } = await setUp();
    const panel = await open(host);
    panel.hide();
    epoch.fire({ token: "t", model: "ae", label: "AE", reports: [{ epoch: 2 }] });
    expect(panel.messages("epoch")).toHaveLength(1);
  });
});

describe("what the page asks", () => {
  it("openRow selects the whole record at its present lines and moves the keyboard there, below or beside the panel", async () => {
    const { host } = await setUp();
    const panel = await open(host);
    const document = await fakeVscodeWorkspace.openTextDocument(Uri.file(join(folder, "data", "lyrics", "lyrics.csv")));
    document.replace(`filename,lyrics\nnew.ogg,\n${LYRICS.slice(LYRICS.indexOf("a.ogg"))}`);
    fakeWorkspace.settings.set("latentune.panel.openRow", "beside");
    expect(await ask(panel, "openRow", { song: 1 })).toMatchObject({ ok: true });
    const { selection, preserveFocus, viewColumn } = fakeWindow.shown[0]!.options;
    expect([selection?.start, selection?.end]).toEqual([
      { line: 2, character: 0 },
      { line: 4, character: 6 },
    ]);
    expect([preserveFocus, viewColumn]).toEqual([false, ViewColumn.Beside]);
    expect(registered.executed.map(({ command }) => command)).not.toContain(NEW_GROUP);
    fakeWorkspace.settings.clear();
    await ask(panel, "openRow", { song: 0 });
    expect(fakeWindow.shown[1]?.options).toMatchObject({
      viewColumn: ViewColumn.Active,
      selection: { start: { line: 5 } },
    });
    expect(registered.executed.map(({ command }) => command)).toContain(NEW_GROUP);
  });

  it("openRow rejects for a record that is gone, with words for people", async () => {
    const { host } = await setUp();
    const panel = await open(host);
    expect(await ask(panel, "openRow", { song: 2 })).toMatchObject({
      ok: false,
      message: "lyrics.csv has no row for “gone.ogg” any more.",
    });
    expect(await ask(panel, "openRow", { song: 99 })).toMatchObject({ ok: false, message: "The run has no song 99." });
  });

  it("songDetails are the present lyrics and lines", async () => {
    const { host } = await setUp();
    const panel = await open(host);
    expect(await ask(panel, "songDetails", { song: 1 })).toMatchObject({
      value: { lyrics: "one\ntwo\nthree", lines: { first: 2, last: 4 } },
    });
    expect(await ask(panel, "songDetails", { song: 2 })).toMatchObject({ value: { lyrics: null, lines: null } });
  });

  it("audio stays inside the workspace, and is decoded by the engine where the browser cannot", async () => {
    const { host, asked } = await setUp({
      engine: () => Promise.resolve({ file: join(folder, ".latentune", "cache", "x.wav") }),
    });
    const panel = await open(host);
    expect(await ask(panel, "audio", { song: 0, decode: false })).toMatchObject({
      value: { uri: `https://resource${join(folder, "data/audio/b.ogg")}` },
    });
    expect(await ask(panel, "audio", { song: 1, decode: false })).toMatchObject({
      ok: false,
      message: "The song's file is not in this workspace.",
    });
    expect(asked).not.toHaveBeenCalled();
    expect(await ask(panel, "audio", { song: 0, decode: true })).toMatchObject({
      value: { uri: `https://resource${join(folder, ".latentune/cache/x.wav")}` },
    });
    expect(asked).toHaveBeenCalledWith("playable", { workspace: folder, dataDir: "data", audio: "data/audio/b.ogg" });
  });

  it("audio of any name and behind links is an address from which its path is read again", async () => {
    const audio = [
      ..."#%?&+;=@".split("").map((sign) => `data/audio/a${sign}b.ogg`),
      "data/audio/100%25.ogg",
      "data/audio/🎵 é e\u0301 বাংলা.ogg",
      "data/audio/ blank .ogg ",
      "data/audio/..two dots.ogg",
      "data/audio/linked/a/01.ogg",
    ];
    const shown = join(folder, ".latentune", "runs", "new", "view");
    const empty = audio.map(() => "");
    const songs = {
      filename: audio,
      audio,
      language: empty,
      genre: empty,
      firstLyric: empty,
      search: empty,
      row: audio.map((_, i) => i),
    };
    await writeFile(
      join(shown, "view.json"),
      JSON.stringify({ ...smallView(), runId: "new", songCount: audio.length }),
    );
    await writeFile(join(shown, "songs.json"), JSON.stringify(songs));
    const panel = await open((await setUp()).host);
    for (const [song, path] of audio.entries()) {
      const { value } = (await ask(panel, "audio", { song, decode: false })) as { value: { uri: string } };
      const { host, pathname, search, hash } = new URL(value.uri);
      expect([host, search, hash, decodeURIComponent(pathname)]).toEqual(["resource", "", "", join(folder, path)]);
    }
  });

  it("what the engine makes rejects with its remedy, and is not asked for in an untrusted workspace", async () => {
    const failing = await setUp({
      engine: () => Promise.reject(new EngineError("The audio is gone.", { kind: "data", remedy: "Put it back." })),
    });
    expect(await ask(await open(failing.host), "songMels", { song: 0 })).toMatchObject({
      ok: false,
      message: "The audio is gone. Put it back.",
    });
    const mels = {
      original: "view/mels/0.npy",
      reconstructions: { ae: { file: "../../../x.npy", error: 1 } },
      seconds: 3,
    };
    const edited = await setUp({ engine: () => Promise.resolve(mels) });
    expect(await ask(await open(edited.host), "songMels", { song: 0 })).toMatchObject({
      ok: false,
      message: "“../../../x.npy” is not in the folder of this run: it is not opened.",
    });
    const untrusted = await setUp({ trusted: false });
    const panel = await open(untrusted.host);
    for (const [method, params] of [
      ["songMels", { song: 0 }],
      ["project", { representation: "a", method: "umap" }],
      ["audio", { song: 0, decode: true }],
    ] as const) {
      expect(await ask(panel, method, params)).toMatchObject({
        ok: false,
        message: expect.stringContaining("untrusted workspace") as string,
      });
    }
    expect(untrusted.asked).not.toHaveBeenCalled();
  });

  it("pages of the songs are the engine's; without it they come as the file has them, and single songs always", async () => {
    const filter = { text: "", language: null, genre: null, cluster: null, silhouette: "", error: "" };
    const query = { representation: "a", method: "k", model: null, filter, among: null };
    const unsorted = { ...query, sort: { column: null, descending: false }, from: 1, count: 5 };
    const { host, asked } = await setUp({ engine: (method) => Promise.resolve({ method }) });
    const panel = await open(host);
    expect(await ask(panel, "songsPage", unsorted)).toMatchObject({ ok: true, value: { method: "songsPage" } });
    expect(asked).toHaveBeenCalledWith(
      "songsPage",
      expect.objectContaining({ ...unsorted, runId: "new", workspace: folder }),
    );
    expect(await ask(panel, "songsInRows", query)).toMatchObject({ ok: true, value: { method: "songsInRows" } });

    const untrusted = await setUp({ trusted: false });
    const there = await open(untrusted.host);
    const texts = (song: number) => ({
      ...{ song, filename: SONGS.filename[song], language: "", genre: "", audio: SONGS.audio[song], row: song + 1 },
    });
    const page = { total: 3, rows: [texts(1), texts(2)], found: 2 };
    expect(await ask(there, "songsPage", { ...unsorted, find: 2 })).toMatchObject({ ok: true, value: page });
    expect(await ask(there, "songTexts", { songs: [2, 0] })).toMatchObject({ ok: true, value: [texts(2), texts(0)] });
    for (const [method, params] of [
      ["songsPage", { ...unsorted, sort: { column: "title", descending: false } }],
      ["songsPage", { ...unsorted, filter: { ...filter, genre: "" } }],
      ["songsPage", { ...unsorted, filter: { ...filter, text: "a" } }],
      ["songsPage", { ...unsorted, among: "Aw==" }],
      ["songsInRows", query],
    ] as const) {
      expect(await ask(there, method, params)).toMatchObject({
        ok: false,
        message: expect.stringContaining("does not run in an untrusted workspace") as string,
      });
    }
    expect(untrusted.asked).not.toHaveBeenCalled();
  });
});

describe("rows and points", () => {
  it("a cursor of the user's is told as the songs of its records; a selection of ours is not", async () => {
    const { host } = await setUp();
    const panel = await open(host);
    const document = await fakeVscodeWorkspace.openTextDocument(Uri.file(join(folder, "data", "lyrics", "lyrics.csv")));
    const editor = new FakeEditor(document);
    const move = (selection: Selection): void => {
      editor.selections = [selection];
      fakeWindow.selectionChanged.fire({ textEditor: editor, kind: 2 });
    };
    await ask(panel, "openRow", { song: 1 });
    move(fakeWindow.shown.at(-1)!.options.selection!);
    expect(panel.messages("cursor")).toEqual([]);
    move(new Selection(2, 1, 2, 1));
    await vi.waitFor(() => {
      expect(panel.messages("cursor")).toEqual([{ type: "cursor", songs: [1] }]);
    });
    move(new Selection(0, 0, 9, 0));
    await vi.waitFor(() => {
      expect(panel.messages("cursor").at(-1)).toEqual({ type: "cursor", songs: [1, 0] });
    });
    // A page that was hidden, or shows another run now, rings them too.
    panel.says.fire({ type: "ready", runId: null });
    await vi.waitFor(() => {
      expect(panel.messages("cursor")).toHaveLength(3);
    });
    expect(panel.messages("cursor").at(-1)).toEqual({ type: "cursor", songs: [1, 0] });
  });

  it("a song is selected in the map once the page can; one that is not in the run is said to be missing", async () => {
    const { host } = await setUp();
    await host.act("a.ogg", "select");
    const panel = fakePanels.made[0]!;
    expect(panel.received).toEqual([]);
    panel.says.fire({ type: "ready", runId: null });
    await vi.waitFor(() => {
      expect(panel.messages("act")).toEqual([{ type: "act", song: 1, action: "select" }]);
    });
    await host.act("b.ogg", "play");
    expect(panel.messages("act").at(-1)).toEqual({ type: "act", song: 0, action: "play" });
    await host.act('quote "<img>".ogg', "select");
    expect(fakeWindow.messages.at(-1)?.text).toContain("is not part of the run that is shown");
  });

  it("the selection of the panel is mirrored by file names, and gone with it", async () => {
    const { host } = await setUp();
    const panel = await open(host);
    panel.says.fire({ type: "selection", songs: [1, 0], focus: 0 });
    expect(host.selected).toEqual({ filenames: ["a.ogg", "b.ogg"], focus: "b.ogg" });
    panel.dispose();
    expect(host.selected).toEqual({ filenames: [], focus: undefined });
  });

  it("the page hears of labels that are changed elsewhere, once for a file that is written in parts", async () => {
    const { host } = await setUp();
    const panel = await open(host);
    const watcher = fakeWorkspace.watchers.findLast(({ pattern }) => pattern === "**/annotations.csv")!;
    watcher.created.fire(Uri.file("/ws/data/annotations.csv"));
    watcher.changed.fire(Uri.file("/ws/data/annotations.csv"));
    watcher.changed.fire(Uri.file("/ws/data/annotations.csv"));
    await vi.waitFor(() => {
      expect(panel.messages("labels").length).toBe(2);
    });
  });

  it("the window knows whether the panel is in sight", async () => {
    const { host, watched } = await setUp();
    const panel = await open(host);
    expect(watched).toEqual([true]);
    panel.hide();
    expect(watched).toEqual([true, false]);
    panel.says.fire({ type: "ready", runId: null });
    panel.dispose();
    expect(watched).toEqual([true, false, true, false]);
  });

  it("records are found by any line that a selection touches", () => {
    const records = readRecords(LYRICS);
    expect(records.namesIn([{ first: 3, last: 3 }])).toEqual(["a.ogg"]);
    expect(records.namesIn([{ first: 1, last: 1 }])).toEqual([]);
    expect(
      records.namesIn([
        { first: 4, last: 5 },
        { first: 6, last: 6 },
      ]),
    ).toEqual(["a.ogg", "b.ogg", 'quote "<img>".ogg']);
  });
});

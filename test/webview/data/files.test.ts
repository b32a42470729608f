import { describe, expect, it } from "vitest";
import { VIEW_SCHEMA_VERSION } from "../../../src/shared/contract/view.ts";
import { encodeNpy } from "../../../src/shared/npy.ts";
import { parseHistory } from "../../../src/webview/data/history.ts";
import { RunView } from "../../../src/webview/data/run-view.ts";
import { HOSTILE_PATHS } from "../../small-view.ts";

describe("history.csv", () => {
  it("reads the columns by their names, whatever their order", () => {
    const text = "beta,epoch,total,kl,reconstruction,learning_rate\n0.05,1,0.6,2,0.5,0.001\r\n0.1,2,0.5,1,0.4,0.001\n";
    expect(parseHistory(text, "h.csv")).toEqual([
      { epoch: 1, reconstruction: 0.5, kl: 2, total: 0.6, beta: 0.05 },
      { epoch: 2, reconstruction: 0.4, kl: 1, total: 0.5, beta: 0.1 },
    ]);
  });

  it("reads the error of the songs held out, where there were any", () => {
    const text = "epoch,reconstruction,kl,total,beta,learning_rate,validation\n1,0.5,2,0.6,0.05,0.001,0.9\n";
    expect(parseHistory(text, "h.csv")).toEqual([
      { epoch: 1, reconstruction: 0.5, kl: 2, total: 0.6, beta: 0.05, validation: 0.9 },
    ]);
  });

  it("leaves out what the network's loss does not have", () => {
    const text = "epoch,total,learning_rate\n1,0.6,0.001\n2,0.5,0.001\n";
    expect(parseHistory(text, "h.csv")).toEqual([
      { epoch: 1, total: 0.6 },
      { epoch: 2, total: 0.5 },
    ]);
  });

  it("names the columns that are missing", () => {
    expect(() => parseHistory("beta\n", "h.csv")).toThrow("h.csv has no column epoch, total.");
  });
});

describe("a run's files", () => {
  const source = { runId: "r", task: "hard", startedAt: "", name: null, baseUri: "base" } as const;
  const songs = {
    filename: ["a b.mp3", "c.mp3"],
    language: ["", ""],
    genre: ["", ""],
    audio: ["", ""],
    row: [1, 2],
    firstLyric: ["", ""],
  };
  const manifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    songCount: 2,
    songs: "view/songs.json",
    representations: [],
    models: [],
  };
  const open = async (files: Readonly<Record<string, unknown>>) => {
    const asked: string[] = [];
    const abort = new AbortController();
    const view = await RunView.open(
      source,
      (uri) => {
        asked.push(uri);
        const content = files[uri];
        return Promise.resolve(
          content === undefined
            ? new Response("", { status: 404 })
            : content instanceof ArrayBuffer
              ? new Response(content)
              : Response.json(content),
        );
      },
      abort,
    );
    return { view, asked, abort };
  };
  const both = { "base/view/view.json": manifest, "base/view/songs.json": songs };

  it("are read once each, with names that need encoding, and again after a failure", async () => {
    const array = encodeNpy({ shape: [2], data: Float32Array.of(1, 2) }).buffer;
    const files: Record<string, unknown> = { ...both, "base/view/a%2Bb%20%231.npy": array };
    const { view, asked } = await open(files);
    const [first, second] = await Promise.all([view.array("view/a+b #1.npy"), view.array("view/a+b #1.npy")]);
    expect(first).toBe(second);
    expect(asked.filter((uri) => uri.endsWith(".npy"))).toHaveLength(1);
    await expect(view.array("view/late.npy")).rejects.toThrow("view/late.npy of this run cannot be read (404)");
    files["base/view/late.npy"] = array;
    await expect(view.array("view/late.npy")).resolves.toBeDefined();
    expect(view.titles).toEqual(["a b", "c"]);
  });

  it("say what is wrong with a view of another version, or that does not fit its songs", async () => {
    await expect(open({ ...both, "base/view/view.json": { ...manifest, schemaVersion: 99 } })).rejects.toThrow(
      "version 99",
    );
    await expect(open({ ...both, "base/view/view.json": { ...manifest, songCount: 3 } })).rejects.toThrow(
      "lists 2 songs where the run has 3",
    );
    await expect(open({})).rejects.toThrow("view/view.json of this run cannot be read (404)");
  });

  it("are not asked for out of the run's folder", async () => {
    const { view, asked } = await open(both);
    const before = asked.length;
    for (const path of HOSTILE_PATHS.filter((candidate) => typeof candidate === "string"))
      await expect(view.array(path)).rejects.toThrow("is not in the folder of this run");
    expect(asked).toHaveLength(before);
  });

  it("stop being read when the run is left", async () => {
    const { view, abort } = await open(both);
    view.dispose();
    expect(abort.signal.aborted).toBe(true);
  });
});

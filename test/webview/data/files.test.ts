import { describe, expect, it } from "vitest";
import { VIEW_SCHEMA_VERSION } from "../../../src/shared/contract/view.ts";
import { encodeNpy } from "../../../src/shared/npy.ts";
import { parseHistory } from "../../../src/webview/data/history.ts";
import { labelOf, titleOf } from "../../../src/webview/data/run-songs.ts";
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
  const source = { runId: "r", task: "hard", startedAt: "", name: null, searches: [], baseUri: "base" } as const;
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
  const open = async (files: Readonly<Record<string, unknown>>, { ranges = true } = {}) => {
    const asked: string[] = [];
    const parts: number[] = [];
    const told: unknown[] = [];
    const abort = new AbortController();
    const view = await RunView.open(
      source,
      {
        fetch: (uri, { headers }) => {
          asked.push(uri);
          const content = files[uri];
          if (content === undefined) return Promise.resolve(new Response("", { status: 404 }));
          if (!(content instanceof ArrayBuffer)) return Promise.resolve(Response.json(content));
          const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(ranges ? (headers["Range"] ?? "") : "") ?? [];
          parts.push(Number(last) - Number(first) + 1);
          return Promise.resolve(
            first === undefined
              ? new Response(content)
              : new Response(content.slice(Number(first), Number(last) + 1), { status: 206 }),
          );
        },
        texts: (wanted) => {
          told.push(wanted);
          return Promise.resolve(
            wanted.map((song) => ({ song, filename: `${song}.mp3`, language: "", genre: "", audio: "", row: song })),
          );
        },
        arrived: () => told.push("arrived"),
        failed: () => told.push("failed"),
      },
      abort,
    );
    return { view, asked, abort, parts, told };
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
    expect([0, 1].map((song) => titleOf(view, song))).toEqual(["a b", "c"]);
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

  it.each([true, false])(
    "give one row of an array; where parts of files can be had (%j), only that is read",
    async (ranges) => {
      const data = Int32Array.from({ length: 9_000 }, (_, place) => place);
      const file = encodeNpy({ shape: [3_000, 3], data }).buffer;
      const { view, asked, parts } = await open({ ...both, "base/near.npy": file }, { ranges });
      expect([...(await view.row("near.npy", 2_999))]).toEqual([8_997, 8_998, 8_999]);
      expect([...(await view.row("near.npy", 0))]).toEqual([0, 1, 2]);
      // The header once, and each row; else everything once, after its beginning was asked for.
      expect(asked.filter((uri) => uri.endsWith("near.npy"))).toHaveLength(ranges ? 3 : 2);
      if (ranges) expect(parts.slice(1)).toEqual([12, 12]);
    },
  );

  it("of many songs are labels, and texts that are asked for together when they are needed", async () => {
    const codes = (numbers: readonly number[]) =>
      encodeNpy({ shape: [numbers.length], data: Int32Array.from(numbers) }).buffer;
    const label = (column: string) => ({ names: ["", "folk"], codes: `${column}.npy` });
    const { view, told } = await open({
      "base/view/view.json": { ...manifest, songs: { genre: label("genre"), language: label("language") } },
      "base/genre.npy": codes([1, 0]),
      "base/language.npy": codes([0, 0]),
    });
    expect(view.songs.lists).toBeNull();
    expect(labelOf(view.songs.genre, 0)).toBe("folk");
    expect([0, 1, 0].map((song) => titleOf(view, song))).toEqual(["Song 1", "Song 2", "Song 1"]);
    await expect.poll(() => told).toEqual([[0, 1], "arrived"]);
    expect(titleOf(view, 1)).toBe("1");
    expect(told).toHaveLength(2);
  });

  it("stop being read when the run is left", async () => {
    const { view, abort } = await open(both);
    view.dispose();
    expect(abort.signal.aborted).toBe(true);
  });
});

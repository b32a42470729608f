import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNpy } from "../../src/engine/core/npy.ts";
import { loadSentenceModel, type SentenceModel } from "../../src/engine/lyrics/sentence/sentence-model.ts";
import { locateModel } from "../../src/engine/hub/locate.ts";
import { lyricLines } from "../../src/engine/tasks/search/lyric-lines.ts";
import { nearestRows } from "../../src/engine/tasks/search/nearest-rows.ts";
import { LYRICS_NONE } from "../../src/shared/contract/dataset.ts";
import { SEARCH_VECTORS, type MeaningQuery } from "../../src/shared/contract/panel/meaning.ts";
import { runInProcess } from "../cli/in-process.ts";
import { folderWith } from "../dataset/workspace.ts";
import { writeTinyBert } from "../tiny-models/write.ts";
import { writeKeptRun } from "../tasks/kept-run.ts";
import { searchableRun, searchedBy } from "./searchable-run.ts";

const SONGS = [
  { filename: "sea.mp3", lyrics: "the sea is wide\nwaves and salt\n[Chorus]\nthe sea is wide" },
  { filename: "hat.mp3", lyrics: "un sombrero de un mago" },
  { filename: "silent.mp3", lyrics: "" },
  { filename: "river.mp3", lyrics: "নদী আর আকাশ\nwhere the river sings" },
];

let folder: string;
let bert: SentenceModel;
beforeAll(async () => {
  folder = await writeTinyBert(await mkdtemp(join(tmpdir(), "latentune-search-")));
  bert = await loadSentenceModel(
    await locateModel({ kind: "embedding", model: folder, weights: "full", modelsDir: null, executionProvider: "cpu" }),
    "cpu",
  );
});
afterAll(async () => {
  await bert.dispose();
  await rm(folder, { recursive: true, force: true });
});

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const product = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
    Array.from(x).reduce((sum, value, at) => sum + value * y[at]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
};

/** A run of the songs, whose lyrics have vectors unless `changed` says otherwise. */
function searchable(changed: Readonly<Record<string, unknown>> = {}) {
  const settings = { embeddingModel: folder, modelWeights: "full", executionProvider: "cpu", modelsDir: null };
  return searchableRun(SONGS, bert, { settings: { ...settings, lyricsEmbedding: "transformer" }, ...changed });
}

const searched = ({ place }: Awaited<ReturnType<typeof searchable>>, query: Partial<MeaningQuery> = {}) =>
  searchedBy(bert, place, { text: "salt and waves", ...query });

describe("a search by meaning", () => {
  it("ranks songs by the cosine of the text's vector to theirs, each with its nearest line, and none without lyrics", async () => {
    const run = await searchable();
    const answer = await searched(run);
    const [query] = await bert.embed(["salt and waves"]);
    const expected = SONGS.map(({ filename }, song) => ({ song, filename, cosine: cosine(query!, run.vectors[song]!) }))
      .filter(({ filename }) => filename !== "silent.mp3")
      .sort((a, b) => b.cosine - a.cosine);
    if (!answer.found) throw new Error(answer.message);
    expect(answer.songs.map(({ song, filename }) => ({ song, filename }))).toEqual(
      expected.map(({ song, filename }) => ({ song, filename })),
    );
    for (const [place, { similarity }] of answer.songs.entries())
      expect(similarity).toBeCloseTo(expected[place]!.cosine, 5);
    for (const { song, line } of answer.songs) {
      const lines = lyricLines(SONGS[song]!.lyrics);
      const vectors = await bert.embed(lines);
      const cosines = vectors.map((vector) => cosine(query!, vector));
      expect(line).toBe(lines[cosines.indexOf(Math.max(...cosines))]);
    }
  });

  it("looks at songs of a set only, and gives as many as are asked for", async () => {
    const run = await searchable();
    const among = Buffer.of(0b1010).toString("base64");
    const some = await searched(run, { among });
    expect(some.found && new Set(some.songs.map(({ song }) => song))).toEqual(new Set([1, 3]));
    const one = await searched(run, { count: 1 });
    expect(one.found && one.songs.length).toBe(1);
  });

  it.each([
    [{ files: [], settings: { lyricsEmbedding: "tfidf" } }, "vectors", /TF-IDF alone/],
    [
      { files: [SEARCH_VECTORS.sound], settings: { lyricsEmbedding: "tfidf" } },
      "vectors",
      /can be searched by sound\./,
    ],
    [
      { files: [], settings: { lyricsEmbedding: "tfidf" }, warnings: [{ code: LYRICS_NONE }] },
      "vectors",
      /^No song of this run has lyrics\.$/,
    ],
    [{ files: [], task: "easy" }, "vectors", /Easy task, which takes no lyrics/],
    [
      { settings: { embeddingModel: "./nowhere", modelWeights: "auto", modelsDir: null } },
      "model",
      /not on this machine/,
    ],
  ])("%# says what is missing and what helps", async (changed, lacks, message) => {
    const answer = await searched(await searchable(changed));
    expect(answer).toMatchObject({ found: false, lacks, message: expect.stringMatching(message) as string });
    expect(answer.found || answer.remedy).toMatch(/^(Run|Give|Fill in) /);
  });

  it("leaves the lines out where they are not wanted", async () => {
    const answer = await searched(await searchable(), { lines: false });
    expect(answer.found && answer.songs.map(({ line }) => line)).toEqual(["", "", ""]);
  });

  it("refuses a text without a word", async () => {
    await expect(searched(await searchable(), { text: " " })).rejects.toThrow("Say what is searched for.");
  });

  it("is a command that takes the newest run that can be searched", async () => {
    const { place } = await searchable();
    await writeKeptRun(
      place.workspace,
      "r-bbbb",
      {},
      { startedAt: "2026-02-02", settings: { lyricsEmbedding: "tfidf" } },
    );
    const search = (...more: readonly string[]) =>
      runInProcess("search", "the sea", ...more, "--workspace", place.workspace, "--json");
    const { code, stdout, json } = await search("--count", "2");
    expect(code).toBe(0);
    expect(json()).toMatchObject({ runId: "r-aaaa", task: "hard", query: "the sea", by: "lyrics", model: folder });
    expect(stdout).toContain(`What lyrics mean, by ${folder}, in run r-aaaa.\n`);
    const songs = json()["songs"] as { filename: string; line: string; similarity: number }[];
    expect(songs).toHaveLength(2);
    expect(stdout).toContain(songs[0]!.similarity.toFixed(3));
    expect(stdout).toContain(songs[0]!.line);
    const other = await search("--run", "bbbb");
    expect([other.code, other.stderr]).toEqual([1, expect.stringMatching(/TF-IDF alone.*--lyrics-embedding/s)]);
  });
});

describe("nearestRows", () => {
  const vectors = Float32Array.of(1, 0, 0, 2, 0, 0, -3, 0, 1, 1);
  const file = async (data = vectors, shape = [5, 2]): Promise<string> => {
    const path = join(await folderWith({}), "rows.npy");
    await writeNpy(path, { shape, data });
    return path;
  };

  it("gives the greatest cosines first, without rows of zeros", async () => {
    const rows = await nearestRows(await file(), 5, Float64Array.of(5, 0), { count: 3 });
    expect(rows.map(({ row }) => row)).toEqual([0, 4, 1]);
    expect(rows.map(({ cosine }) => Number(cosine.toFixed(6)))).toEqual([1, 0.707107, 0]);
  });

  it("refuses an array of another shape or type", async () => {
    const wanted = Float64Array.of(1, 0);
    await expect(nearestRows(await file(), 4, wanted, { count: 1 })).rejects.toThrow("its shape is (5, 2), not (4, 2)");
    await expect(nearestRows(await file(), 5, Float64Array.of(1, 0, 0), { count: 1 })).rejects.toThrow(
      "The run's vectors have 2 numbers; those of the model on this machine have 3.",
    );
    const float64 = join(await folderWith({}), "rows.npy");
    await writeNpy(float64, { shape: [1, 2], data: Float64Array.of(1, 2) });
    await expect(nearestRows(float64, 1, wanted, { count: 1 })).rejects.toThrow("not float32");
  });
});

it("lines of lyrics are those that say something, each once", () => {
  expect(lyricLines("[Chorus]\nla mer\r\n\n  la mer \n♪ ♪\n(x2)\nle vent")).toEqual(["la mer", "le vent"]);
});

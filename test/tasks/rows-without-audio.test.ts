import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { inspectDataset, loadDataset, loadRows } from "../../src/engine/dataset/load-dataset.ts";
import { clusterFileCommand } from "../../src/engine/tasks/embedding/cluster-file.ts";
import { runSteps } from "../../src/engine/tasks/run-steps.ts";
import { embedLyricsCommand } from "../../src/engine/tasks/single-steps.ts";
import { folderWith, named } from "../dataset/workspace.ts";

const TABLE = "data/lyrics/lyrics.csv";
const HEADER = "filename,language,genre,lyrics\n";
const ROWS = [
  "a.ogg,english,folk,the river runs to the sea",
  "b.ogg,english,folk,the river and the long road home",
  "c.ogg,english,rock,burn the city burn the night",
  "d.ogg,bangla,rock,burn it down tonight",
  "e.ogg,bangla,pop,dance with me all night long",
];
const table = (...rows: readonly string[]): string => `${HEADER}${rows.join("\n")}\n`;

describe("rows without an audio file", () => {
  it("are rows of the dataset, in the order of the table, and no songs", async () => {
    const workspace = await folderWith({ ...named("data/audio/b.ogg"), [TABLE]: table(...ROWS, "A.ogg,,,twice") });
    const { songs, rows, diagnostics } = await inspectDataset({ workspace });
    expect(songs.map(({ filename }) => filename)).toEqual(["b.ogg"]);
    expect(rows.map(({ filename, audioRelative, genre }) => [filename, audioRelative, genre])).toEqual([
      ["a.ogg", "", "folk"],
      ["b.ogg", "data/audio/b.ogg", "folk"],
      ["c.ogg", "", "rock"],
      ["d.ogg", "", "rock"],
      ["e.ogg", "", "pop"],
      ["A.ogg", "", ""],
    ]);
    expect(diagnostics.some(({ code }) => code === "audio-missing")).toBe(true);
    expect((await loadRows({ workspace })).diagnostics.filter(({ code }) => code.startsWith("audio"))).toEqual([]);
  });

  it("do not count twice where two rows mean one file", async () => {
    const workspace = await folderWith({
      ...named("data/audio/b.ogg"),
      [TABLE]: table("b.ogg,en,g,one", "data/audio/b.ogg,en,g,two", "c.ogg,en,g,three"),
    });
    const { rows, diagnostics } = await loadRows({ workspace });
    expect(rows.map(({ filename }) => filename)).toEqual(["b.ogg", "c.ogg"]);
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([["audio-duplicate", 3]]);
  });

  it("are used where there is no audio folder, which only loadDataset needs", async () => {
    const workspace = await folderWith({ [TABLE]: table(...ROWS) });
    await expect(loadDataset({ workspace })).rejects.toThrow("audio");
    const { rows, songs, diagnostics } = await loadRows({ workspace });
    expect([rows.length, songs.length, diagnostics]).toEqual([5, 0, []]);
  });

  it.each([
    ["no table", {}],
    ["a table without rows", { [TABLE]: HEADER }],
    ["rows without names", { [TABLE]: table(",en,g,words", ",en,g,words") }],
  ])("are an error where there are none: %s", async (_, files) => {
    const workspace = await folderWith(files);
    await expect(loadRows({ workspace })).rejects.toBeInstanceOf(LatentuneError);
    await expect(runSteps(embedLyricsCommand, { workspace })).rejects.toBeInstanceOf(LatentuneError);
  });
});

describe("embed-lyrics without audio", () => {
  it("embeds every row, and cluster --embedding knows which is which", async () => {
    const workspace = await folderWith({ [TABLE]: table(...ROWS, "f.ogg,bangla,pop,"), "data/audio/.keep": "" });
    const { value, warnings } = await runSteps(embedLyricsCommand, { workspace });
    expect(value.tfidf.matrix.rows).toBe(6);
    expect(value.tfidf.emptyRows).toEqual([5]);
    expect(warnings.filter(({ code }) => code.startsWith("audio"))).toEqual([]);
    const folder = join(workspace, "results_steps", "embed-lyrics", "embeddings");
    const list = await readFile(join(folder, "lyrics_meta.csv"), "utf8");
    expect(list.split("\n").slice(0, 2)).toEqual(["filename,language", "a.ogg,english"]);

    // A row more in the table: the list beside the array still says which songs these are.
    await writeFile(join(workspace, TABLE), table("new.ogg,english,folk,first", ...ROWS, "f.ogg,bangla,pop,"));
    const embedding = join(folder, "Z_lyr.npy");
    const { value: clustered } = await runSteps(clusterFileCommand({ embedding }), { workspace, settings: { k: 2 } });
    expect(clustered.rowsFrom).toBe("results_steps/embed-lyrics/embeddings/lyrics_meta.csv");
    const [, first] = (await readFile(clustered.clustersFile, "utf8")).split("\n");
    expect(first).toMatch(/^a\.ogg,english,folk,/);
  });

  it.each([
    ["no lyrics", ROWS.map((row) => row.replace(/,[^,]*$/, ","))],
    ["nothing but signs", ROWS.map((row) => row.replace(/,[^,]*$/, ",!"))],
  ])("is an error and no empty array where the rows have %s", async (_, rows) => {
    const workspace = await folderWith({ [TABLE]: table(...rows) });
    const failing = runSteps(embedLyricsCommand, { workspace });
    await expect(failing).rejects.toMatchObject({ name: "LatentuneError", place: { file: TABLE } });
    await expect(readFile(join(workspace, "results_steps", "embed-lyrics", "embeddings", "Z_lyr.npy"))).rejects.toThrow(
      "ENOENT",
    );
  });
});

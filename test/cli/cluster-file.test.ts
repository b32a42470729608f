import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeNpy } from "../../src/engine/core/npy.ts";
import {
  clusterFileCommand,
  type ClusterFileRequest,
  type ClusterFileResult,
} from "../../src/engine/tasks/embedding/cluster-file.ts";
import { COMMON_FILES } from "../../src/engine/results/files/common.ts";
import { runSteps } from "../../src/engine/tasks/run-steps.ts";
import { SMALL_SONGS, smallWorkspace } from "./small-workspace.ts";

/** An array with one recognisable column per song. */
async function embeddingAt(path: string, rows: number): Promise<string> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeNpy(path, { shape: [rows, 2], data: Float64Array.from({ length: rows * 2 }, (_, index) => index ** 2) });
  return path;
}

async function songList(path: string, names: readonly string[]): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `filename,row\n${names.map((name, index) => `${name},${index + 1}`).join("\n")}\n`);
}

async function cluster(workspace: string, request: ClusterFileRequest): Promise<ClusterFileResult> {
  return (await runSteps(clusterFileCommand(request), { workspace, settings: { k: 2 } })).value;
}

async function clusteredSongs({ clustersFile }: ClusterFileResult): Promise<string[]> {
  const [, ...lines] = (await readFile(clustersFile, "utf8")).trimEnd().split("\n");
  return lines.map((line) => line.split(",").slice(0, 3).join(" "));
}

const SONG = { language: "", genre: "", lyrics: "", audioPath: "", audioRelative: "", firstLine: 1, lastLine: 1 };
const USED = ["a.wav", "c.wav", "d.wav", "e.wav"];
const USED_LABELS = ["a.wav english folk", "c.wav bangla folk", "d.wav bangla pop", "e.wav bangla folk"];

describe("cluster --embedding", () => {
  it("leaves the task's tables alone, and keeps files of one name apart", async () => {
    const workspace = await smallWorkspace();
    const tables = join(workspace, "results_hard", "clustering");
    await mkdir(tables, { recursive: true });
    await writeFile(join(tables, "metrics_hard.csv"), "the task's");
    const first = await embeddingAt(join(workspace, "one", "hard.npy"), 5);
    const second = await embeddingAt(join(workspace, "two", "hard.npy"), 5);

    const ofFirst = await cluster(workspace, { embedding: first });
    expect(ofFirst.folder).toBe(join(tables, "embeddings", "hard"));
    expect(ofFirst.metricsFile).toBe(join(tables, "embeddings", "hard", "metrics.csv"));
    const ofSecond = await cluster(workspace, { embedding: second });
    expect(ofSecond.folder).toMatch(/[\\/]embeddings[\\/]hard-[0-9a-f]{8}$/);
    expect((await cluster(workspace, { embedding: first })).folder).toBe(ofFirst.folder);
    expect((await cluster(workspace, { embedding: second })).folder).toBe(ofSecond.folder);
    expect(await readFile(join(tables, "metrics_hard.csv"), "utf8")).toBe("the task's");

    const record = JSON.parse(await readFile(join(ofSecond.folder, "embedding.json"), "utf8")) as object;
    expect(record).toMatchObject({
      embedding: "two/hard.npy",
      songs: "data/lyrics/lyrics.csv",
      k: 2,
      standardised: false,
    });
    const out = join(workspace, "mine");
    expect((await cluster(workspace, { embedding: first, out })).clustersFile).toBe(join(out, "clusters.csv"));
  });

  it("takes the songs of our own arrays from the run's list", async () => {
    const workspace = await smallWorkspace();
    const list = join(workspace, "results_hard", "songs.csv");
    await songList(list, USED);
    const embedding = await embeddingAt(join(workspace, "results_hard", "embeddings", "rep.npy"), 4);
    const result = await cluster(workspace, { embedding });
    expect(result.rowsFrom).toBe("results_hard/songs.csv");
    expect(await clusteredSongs(result)).toEqual(USED_LABELS);

    // Of a large run.
    await rm(list);
    const songs = USED.map((filename, index) => ({ ...SONG, filename, row: index + 1 }));
    const limits = { tableSongs: 3, csvSongs: 3 };
    await COMMON_FILES.songs.write(join(workspace, "results_hard"), () => songs, { songs: songs.length, limits });
    const large = await cluster(workspace, { embedding });
    expect(large.rowsFrom).toBe("results_hard/songs.parquet");
    expect(await clusteredSongs(large)).toEqual(USED_LABELS);

    // As many songs as the array, one of which is not in the table any more.
    await songList(list, ["a.wav", "gone.wav", "d.wav", "e.wav"]);
    await expect(cluster(workspace, { embedding })).rejects.toThrow("“gone.wav” is not in lyrics.csv");
  });

  it("takes the whole table elsewhere, and no other songs because their number fits", async () => {
    const workspace = await smallWorkspace(["b.wav"]);
    const all = await cluster(workspace, { embedding: await embeddingAt(join(workspace, "all.npy"), 5) });
    expect((await clusteredSongs(all)).map((line) => line.split(" ")[0])).toEqual([...SMALL_SONGS]);

    // Four songs have audio, and a run used four: neither says that these rows are they.
    await songList(join(workspace, "results_easy", "songs.csv"), USED);
    for (const at of [join(workspace, "mine.npy"), join(workspace, "results_hard", "embeddings", "mine.npy")])
      await expect(cluster(workspace, { embedding: await embeddingAt(at, 4) })).rejects.toMatchObject({
        message: "The embedding has 4 rows; data/lyrics/lyrics.csv has 5, of which 4 have their audio file.",
        place: {
          file: at,
          remedy: expect.stringMatching(/--songs .* results_easy\/songs\.csv of the workspace has as many/) as unknown,
        },
      });

    const embedding = join(workspace, "mine.npy");
    const songs = join(workspace, "list.csv");
    await songList(songs, USED.toReversed());
    expect(await clusteredSongs(await cluster(workspace, { embedding, songs }))).toEqual(USED_LABELS.toReversed());
    await songList(songs, ["a.wav"]);
    await expect(cluster(workspace, { embedding, songs })).rejects.toThrow(
      "The list has 1 song; the embedding has 4 rows.",
    );
  });

  it.each([
    ["another workspace", "results_hard/songs.csv", "results_hard/embeddings/rep.npy"],
    ["lyrics of another workspace", "results_medium/embeddings/lyrics_meta.csv", "results_medium/embeddings/Z_lyr.npy"],
  ])("refuses an array of %s, though songs of these names are here", async (_, list, array) => {
    const [workspace, other] = [await smallWorkspace(), await mkdtemp(join(tmpdir(), "latentune-test-"))];
    await songList(join(other, list), SMALL_SONGS);
    const embedding = await embeddingAt(join(other, array), SMALL_SONGS.length);
    await expect(cluster(workspace, { embedding })).rejects.toMatchObject({
      message: expect.stringContaining("are the songs of this list, which is outside the workspace") as unknown,
      place: { file: join(other, list), remedy: expect.stringContaining("--songs") as unknown },
    });
    const meant = await cluster(workspace, { embedding, songs: join(other, list) });
    expect((await clusteredSongs(meant)).map((line) => line.split(" ")[0])).toEqual([...SMALL_SONGS]);

    // A workspace without a table names its rows as the list does.
    const bare = await mkdtemp(join(tmpdir(), "latentune-test-"));
    expect(await clusteredSongs(await cluster(bare, { embedding }))).toEqual(SMALL_SONGS.map((name) => `${name}  `));
    // Called by a link, the workspace is the same.
    const link = join(bare, "link");
    await symlink(other, link, "junction");
    await cp(join(workspace, "data"), join(other, "data"), { recursive: true });
    expect(await clusteredSongs(await cluster(link, { embedding }))).toHaveLength(SMALL_SONGS.length);
  });

  it("takes the songs from a table's own names, as people write them", async () => {
    const workspace = await smallWorkspace();
    const embedding = join(workspace, "mine.csv");
    const names = ["E.WAV", "data/audio/d.wav", "c", "b.wav"];
    await writeFile(embedding, names.map((name, index) => `${name},${index},${index * index}`).join("\n"));
    const result = await cluster(workspace, { embedding });
    expect(result.rowsFrom).toBe("mine.csv");
    expect(await clusteredSongs(result)).toEqual([
      "e.wav bangla folk",
      "d.wav bangla pop",
      "c.wav bangla folk",
      "b.wav english pop",
    ]);
    await writeFile(embedding, "a.wav,1,2\nx.wav,2,3\n");
    await expect(cluster(workspace, { embedding })).rejects.toThrow("The song “x.wav” is not in lyrics.csv.");
  });

  it("needs no lyrics.csv: rows have the names that are given, or numbers, and no labels", async () => {
    const workspace = await mkdtemp(join(tmpdir(), "latentune-test-"));
    const embedding = await embeddingAt(join(workspace, "any.npy"), 4);
    const numbered = await cluster(workspace, { embedding });
    expect(await clusteredSongs(numbered)).toEqual(["1  ", "2  ", "3  ", "4  "]);
    expect(numbered.rowsFrom).toContain("numbers of the rows");
    expect(numbered.clustered.methods[0]!.row.reasons["ARI_genre"]).toBe("no song has a genre");

    const songs = join(workspace, "list.csv");
    await songList(songs, ["x.mp3", "y.mp3", "z.mp3", "z.mp3"]);
    expect(await clusteredSongs(await cluster(workspace, { embedding, songs }))).toEqual(
      ["x.mp3", "y.mp3", "z.mp3", "z.mp3"].map((name) => `${name}  `),
    );
    await songList(songs, ["x.mp3"]);
    await expect(cluster(workspace, { embedding, songs })).rejects.toThrow(
      "The list has 1 song; the embedding has 4 rows.",
    );
    const table = join(workspace, "table.csv");
    await writeFile(table, "filename,one\nr.mp3,1\ns.mp3,5\nt.mp3,2\n");
    expect(await clusteredSongs(await cluster(workspace, { embedding: table }))).toEqual(
      ["r.mp3", "s.mp3", "t.mp3"].map((name) => `${name}  `),
    );
    await songList(join(workspace, "songs.csv"), ["1.mp3", "2.mp3", "3.mp3", "4.mp3"]);
    expect((await cluster(workspace, { embedding })).rowsFrom).toBe("songs.csv");
    await rm(workspace, { recursive: true });
  });

  it("reads a list of songs in any encoding and with any separator", async () => {
    const workspace = await smallWorkspace();
    const embedding = await embeddingAt(join(workspace, "four.npy"), 4);
    const songs = join(workspace, "list.csv");
    await writeFile(songs, Buffer.from(`\uFEFFtitle;File\n${USED.map((name) => `x;${name}`).join("\n")}`, "utf16le"));
    expect(await clusteredSongs(await cluster(workspace, { embedding, songs }))).toEqual(USED_LABELS);
  });

  it.each([1e300, 1.7e308, 5e-324, 1e-200])("says of a column of %s, and clusters it without NaN", async (size) => {
    const workspace = await smallWorkspace();
    const embedding = join(workspace, "extreme.csv");
    const values = [1, 0.9, -1, -0.9, -1].map((value) => value * size);
    await writeFile(embedding, values.map((value, index) => `${value},${index}`).join("\n"));
    const { value: result, warnings } = await runSteps(clusterFileCommand({ embedding }), {
      workspace,
      settings: { k: 2 },
    });
    const [warning] = warnings.filter(({ code }) => code === "embedding-extreme");
    expect(warning?.message).toContain(`Column 1 has numbers up to ${size.toExponential(1)} in size`);
    expect(warning?.file).toBe(embedding);
    expect([...result.clustered.representation.matrix.data].every(Number.isFinite)).toBe(true);
    if (size > 1e-300) {
      // As if the column had been of ordinary size.
      const plain = join(workspace, "plain.csv");
      await writeFile(plain, [1, 0.9, -1, -0.9, -1].map((value, index) => `${value},${index}`).join("\n"));
      const expected = (await cluster(workspace, { embedding: plain })).clustered.representation.matrix.data;
      result.clustered.representation.matrix.data.forEach((value, at) => {
        expect(value).toBeCloseTo(expected[at]!, 12);
      });
    }
    const asIs = runSteps(clusterFileCommand({ embedding, standardised: true }), { workspace, settings: { k: 2 } });
    if (size > 1) await expect(asIs).rejects.toThrow("distances between such rows are infinite");
    else expect((await asIs).warnings.map(({ code }) => code)).toContain("embedding-extreme");
  });
});

import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { readParquetRows } from "../../src/engine/results/schema/parquet.ts";
import { runInProcess } from "../cli/in-process.ts";
import { folderWith } from "../dataset/workspace.ts";
import { writeKeptRun } from "./kept-run.ts";

const SONGS = [
  ["a.mp3", "folk", "data/audio/a.mp3"],
  ["নদী.mp3", "pop", "data/audio/x/#নদী.mp3"],
  ["c.mp3", "", "data/audio/c.mp3"],
  ["d.mp3", "pop", ""],
] as const;
const CLUSTERINGS = { "lyrics_embed/kmeans": [0, 1, 1, 0], "audio_musicnn/dbscan_eps1": [0, -1, 1, 1] };

async function workspaceWithRun(): Promise<string> {
  const workspace = await folderWith({
    "data/lyrics/lyrics.csv": 'filename,language,genre,lyrics\na.mp3,english,folk,"river, stone"\nc.mp3,english,,\n',
  });
  const clusters = Object.entries(CLUSTERINGS).flatMap(([name, labels]) =>
    labels.map((label, song) => [...name.split("/"), SONGS[song]![0], "english", SONGS[song]![1], label, ""].join(",")),
  );
  const metrics = Object.keys(CLUSTERINGS).map((name) => {
    const [rep, method] = name.split("/");
    return { rep, method, n_clusters_found: 2, ARI_genre: rep === "lyrics_embed" ? 0.1 : 0.9 };
  });
  const songs = SONGS.map(([filename, genre, audio], row) =>
    [filename, "english", genre, audio, row + 1, row + 2, row + 2].join(","),
  );
  await writeKeptRun(
    workspace,
    "r-aaaa",
    {
      "songs.csv": `filename,language,genre,audio_path,row,first_line,last_line\n${songs.join("\n")}\n`,
      "clustering/clusters_hard.csv": `rep,method,filename,language,genre,cluster,silhouette\n${clusters.join("\n")}\n`,
      "clustering/metrics_hard.json": JSON.stringify(metrics),
    },
    { bestBy: ["ARI_genre"] },
  );
  return workspace;
}

/** Titles and files of a playlist, as a player resolves them. */
async function playlist(file: string): Promise<[string, string][]> {
  const [head, ...body] = (await readFile(file, "utf8")).trimEnd().split("\n");
  const lines = body.filter((line) => !line.startsWith("#LATENTUNE-EXPORT:"));
  expect(head).toBe("#EXTM3U");
  const pairs: [string, string][] = [];
  for (let at = 0; at < lines.length; at += 2) pairs.push([lines[at]!, resolve(dirname(file), lines[at + 1]!)]);
  return pairs;
}

it("exports every row with its clusters, and the best clustering's clusters as playlists", async () => {
  const workspace = await workspaceWithRun();
  const out = join(workspace, "lists", "mine");
  const { code, json, stderr } = await runInProcess("export", "--workspace", workspace, "--out", out, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  const files = ["rows.parquet", "noise.m3u8", "cluster-0.m3u8", "cluster-1.m3u8"].map((name) => join(out, name));
  expect(json()).toMatchObject({ representation: "audio_musicnn", method: "dbscan_eps1", files });

  const columns = ["filename", "language", "genre", "lyrics", "audio_path", "row", ...Object.keys(CLUSTERINGS)];
  const rows = [];
  for await (const row of readParquetRows(files[0]!, columns)) rows.push(row);
  expect(rows).toEqual(
    SONGS.map(([filename, genre, audio_path], song) => ({
      ...{ filename, language: "english", genre, lyrics: song === 0 ? "river, stone" : "", audio_path, row: song + 1 },
      ...Object.fromEntries(Object.entries(CLUSTERINGS).map(([name, labels]) => [name, labels[song]])),
    })),
  );

  const at = (song: number): string => join(workspace, SONGS[song]![2]);
  expect(await playlist(files[1]!)).toEqual([["#EXTINF:-1,নদী", at(1)]]);
  expect(await playlist(files[2]!)).toEqual([["#EXTINF:-1,a", at(0)]]);
  // A song without its file is in no playlist.
  expect(await playlist(files[3]!)).toEqual([["#EXTINF:-1,c", at(2)]]);
  expect(await readFile(files[1]!, "utf8")).toContain("\n../../data/audio/x/#নদী.mp3\n");
});

it("exports the clustering that is asked for, and names what there is where there is no such one", async () => {
  const workspace = await workspaceWithRun();
  const at = ["export", "r-aaaa", "--workspace", workspace, "--out", workspace];
  const { json } = await runInProcess(...at, "--rep", "lyrics_embed", "--json");
  expect(json()).toMatchObject({ representation: "lyrics_embed", method: "kmeans" });
  // A playlist beside the songs' folder begins with no comment.
  expect(await playlist(join(workspace, "cluster-1.m3u8"))).toHaveLength(2);
  for (const [flags, message] of [
    [["--method", "ward"], "There is no method ward. There are: kmeans, dbscan_eps1."],
    [["--rep", "lyrics_embedd"], "There is no representation lyrics_embedd. Did you mean lyrics_embed?"],
    [["--rep", "nope", "--method", "kmeans"], "no representation nope. There are: lyrics_embed, audio_musicnn."],
    [["--rep", "lyrics_embed", "--method", "dbscan_eps1"], "no clustering of lyrics_embed by dbscan_eps1. There are: "],
  ] as const) {
    const { code, stderr } = await runInProcess(...at, ...flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  expect((await runInProcess("export", "--workspace", workspace)).code).toBe(2);
});

it("removes playlists of an earlier export that are as it wrote them, and names others of their names", async () => {
  const workspace = await workspaceWithRun();
  const out = join(workspace, "lists");
  const at = ["export", "r-aaaa", "--workspace", workspace, "--out", out];
  await runInProcess(...at, "--rep", "audio_musicnn");
  const written = await readFile(join(out, "noise.m3u8"), "utf8");
  // Of the user: changed, of an export before there were marks, no file, and another name.
  await writeFile(join(out, "cluster-7.m3u8"), written);
  await appendFile(join(out, "cluster-7.m3u8"), "mine.mp3\n");
  await writeFile(join(out, "cluster-10.m3u8"), "#EXTM3U\n#EXTINF:-1,a\na.mp3\n");
  await mkdir(join(out, "cluster-11.m3u8"));
  await writeFile(join(out, "best of.m3u8"), written);

  const { stdout } = await runInProcess(...at, "--rep", "lyrics_embed");
  expect(stdout).toContain("\nRemoved, of an earlier export: noise.m3u8\n");
  expect(stdout).toContain("left as they may be yours: cluster-7.m3u8, cluster-10.m3u8, cluster-11.m3u8. Delete them");
  expect((await readdir(out)).sort()).toEqual(
    [7, 10, 11, 0, 1]
      .map((cluster) => `cluster-${cluster}.m3u8`)
      .concat("best of.m3u8", "rows.parquet")
      .sort(),
  );
  // With line ends of Windows it was changed, too.
  await writeFile(join(out, "noise.m3u8"), written.replaceAll("\n", "\r\n"));
  const { json } = await runInProcess(...at, "--rep", "lyrics_embed", "--json");
  expect(json()).toMatchObject({
    removed: [],
    left: [7, 10, 11].map((n) => join(out, `cluster-${n}.m3u8`)).concat(join(out, "noise.m3u8")),
  });
});

it("leaves a song out of the playlists whose path has a line break, and says so", async () => {
  const workspace = await workspaceWithRun();
  const table = join(workspace, ".latentune", "runs", "r-aaaa", "songs.csv");
  const text = await readFile(table, "utf8");
  await writeFile(table, text.replace("data/audio/c.mp3", '"data/audio/c\n2.mp3"'));
  const at = ["export", "r-aaaa", "--workspace", workspace, "--out", join(workspace, "lists")];
  const { stdout } = await runInProcess(...at);
  expect(stdout).toContain("\nLeft out, because a playlist cannot name a file with a line break in its path: c.mp3.");
  expect(await playlist(join(workspace, "lists", "cluster-1.m3u8"))).toEqual([]);
  expect((await runInProcess(...at, "--json")).json()).toMatchObject({ leftOut: ["c.mp3"] });
});

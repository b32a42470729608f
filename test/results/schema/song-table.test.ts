import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata } from "hyparquet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parquetChunks, readParquetRows } from "../../../src/engine/results/schema/parquet.ts";
import { readParquetTexts, songTable, tableNotes } from "../../../src/engine/results/schema/song-table.ts";
import { integer, number, record, text } from "../../../src/engine/results/schema/table.ts";
import { metricsFile } from "../../../src/engine/results/schema/metrics.ts";

interface Row {
  readonly name: string;
  readonly count: number;
  readonly score: number | null;
}

const TABLE = songTable<Row>()("folder/songs.csv", {
  name: text(({ name }) => name),
  count: integer(({ count }) => count),
  score: number(({ score }) => score),
  all: record((row) => ({ ...row, name: row.name.length })),
});
const LIMITS = { tableSongs: 3, csvSongs: 5 };
const SCORES = [0.1, null, NaN, Infinity, -Infinity, -0.25, 1e-300];
const rows = Array.from({ length: 25 }, (_, row) => ({
  name: ["", 'a, "b"', "বাংলা\n", "𝄞"][row % 4]!,
  count: row % 5 === 0 ? -(2 ** 31) : 2 ** 31 - 1 - row,
  score: SCORES[row % SCORES.length]!,
}));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "song-tables-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function readAll<T>(reading: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of reading) found.push(each);
  return found;
}

describe("a table with a line per song", () => {
  it("is CSV, both, or Parquet by the number of songs, and reads the same", async () => {
    const found: unknown[] = [];
    for (const [songs, files] of [
      [3, ["songs.csv"]],
      [4, ["songs.csv", "songs.parquet"]],
      [5, ["songs.csv", "songs.parquet"]],
      [6, ["songs.parquet"]],
      [2, ["songs.csv"]],
    ] as const) {
      const written = await TABLE.write(folder, () => rows, { songs, limits: LIMITS });
      expect(written).toEqual(files.map((file) => `folder/${file}`));
      // What an earlier run left in the other format is gone.
      expect((await readdir(join(folder, "folder"))).sort()).toEqual(files);
      found.push(await readAll(TABLE.read(folder)));
    }
    const [first, ...others] = found;
    expect((first as Row[]).map(({ name, count, score }) => ({ name, count, score }))).toEqual(rows);
    for (const other of others) expect(other).toEqual(first);
    expect(await TABLE.write(folder, () => rows, { songs: 4, limits: { tableSongs: 9, csvSongs: 3 } })).toEqual([
      "folder/songs.parquet",
    ]);
  });

  it("gives the columns alone that are asked for", async () => {
    await TABLE.write(folder, () => rows, { songs: 9, limits: LIMITS });
    expect(await readAll(TABLE.read(folder, ["count"]))).toEqual(rows.map(({ count }) => ({ count })));
  });

  it("says in which format it is", () => {
    expect(tableNotes(3, LIMITS)).toEqual([]);
    expect(tableNotes(4, LIMITS)).toEqual([expect.stringContaining("as CSV and as Parquet")]);
    expect(tableNotes(6, LIMITS)).toEqual([expect.stringContaining("CSV files up to 5 songs")]);
    expect(tableNotes(10_000)).toEqual([]);
  });

  it("is stopped while it is written, and leaves no file", async () => {
    const controller = new AbortController();
    function* stopped(): Generator<Row> {
      for (let row = 0; ; row++) {
        if (row === 5000) controller.abort();
        yield rows[0]!;
      }
    }
    for (const songs of [1, 9]) {
      const writing = TABLE.write(folder, stopped, { songs, limits: LIMITS, signal: controller.signal });
      await expect(writing).rejects.toThrow("Cancelled");
      expect(await readdir(join(folder, "folder")).catch(() => [])).toEqual([]);
    }
  });

  it("names a Parquet file that is none, is cut off, lacks a column or has others' cells", async () => {
    await TABLE.write(folder, () => rows, { songs: 9, limits: LIMITS });
    const path = join(folder, TABLE.parquet);
    const whole = await readFile(path);
    await writeFile(path, "no Parquet at all");
    await expect(readAll(TABLE.read(folder))).rejects.toThrow("it is no readable Parquet file");
    await writeFile(path, whole);
    await truncate(path, whole.length - 20);
    await expect(readAll(TABLE.read(folder))).rejects.toThrow("it is no readable Parquet file");
    // Bytes of the data are others': whatever comes of it is an error with the file's name or rows, never a crash.
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 4, 200);
    await writeFile(path, damaged);
    await expect(readAll(TABLE.read(folder))).rejects.toThrow("A file of the run cannot be used");
    await writeFile(path, whole);
    const other = songTable<Row>()("folder/songs.csv", { lyrics: text(({ name }) => name) });
    await expect(readAll(other.read(folder))).rejects.toThrow("it has no column lyrics");
    const wrong = songTable<Row>()("folder/songs.csv", { score: integer(({ count }) => count) });
    await expect(readAll(wrong.read(folder))).rejects.toThrow("its column score (integer) holds “0.1” in row 1");
  });
});

describe("a Parquet file", () => {
  const COLUMNS = [
    { name: "name", type: "text", of: ({ name }: Row) => name },
    { name: "score", type: "number", of: ({ score }: Row) => score },
  ] as const;
  const write = async (groupRows: number, count: number): Promise<string> => {
    const path = join(folder, "a.parquet");
    const pieces: Uint8Array[] = [];
    for await (const piece of parquetChunks(COLUMNS, rows.slice(0, count), groupRows))
      pieces.push(Uint8Array.from(piece));
    await writeFile(path, Buffer.concat(pieces));
    return path;
  };

  it("is written a group of rows at a time, and read so", async () => {
    for (const [groupRows, count, groups] of [
      [10, 25, [10, 10, 5]],
      [5, 25, [5, 5, 5, 5, 5]],
      [100, 25, [25]],
      [10, 0, []],
    ] as const) {
      const path = await write(groupRows, count);
      const metadata = parquetMetadata((await readFile(path)).buffer.slice(0));
      expect(metadata.row_groups.map(({ num_rows: rows }) => Number(rows))).toEqual(groups);
      const expected = rows.slice(0, count).map(({ name, score }) => ({ name, score }));
      expect(await readAll(readParquetRows(path, ["name", "score"]))).toEqual(expected);
    }
  });

  it("gives one column's texts, and none where there is no file", async () => {
    expect(await readParquetTexts(join(folder, "gone.parquet"), "name")).toBeUndefined();
    expect(await readParquetTexts(await write(7, 25), "name")).toEqual(rows.map(({ name }) => name));
  });
});

describe("the metrics of a large run", () => {
  it("are Parquet as well, with numbers as numbers and what is undefined as null", async () => {
    const file = metricsFile("metrics", ["rep", "method", "k", "silhouette", "leaks"]);
    const row = { rep: "PCA", method: "kmeans", values: { k: 3, silhouette: null, leaks: null }, reasons: {} };
    const other = { rep: "β", method: "ward", values: { k: 4, silhouette: 0.5, leaks: "genre" }, reasons: {} };
    await file.write(folder, [row, other], { songs: 4, limits: LIMITS });
    const read = await readAll(readParquetRows(join(folder, "metrics.parquet"), file.columns));
    expect(read).toEqual([
      { rep: "PCA", method: "kmeans", k: 3, silhouette: null, leaks: null },
      { rep: "β", method: "ward", k: 4, silhouette: 0.5, leaks: "genre" },
    ]);
    expect((await readdir(folder)).sort()).toEqual(["metrics.csv", "metrics.json", "metrics.parquet"]);
    await file.write(folder, [row], { songs: 3, limits: LIMITS });
    expect((await readdir(folder)).sort()).toEqual(["metrics.csv", "metrics.json"]);
  });
});

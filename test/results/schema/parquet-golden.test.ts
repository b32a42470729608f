import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parquetChunks, readParquetRows } from "../../../src/engine/results/schema/parquet.ts";
import { golden } from "../../golden/load.ts";

interface Golden {
  readonly schema: Readonly<Record<string, string>>;
  readonly groups: readonly number[];
  readonly compression: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly pandas: {
    readonly dtypes: Readonly<Record<string, string>>;
    readonly names: readonly string[];
    readonly sum_of_counts: number;
    readonly undefined_scores: number;
  };
  /** A file that pandas wrote, in base64. */
  readonly theirs: string;
}

const FILE = new URL("../../golden/written.parquet", import.meta.url);
const TEXTS = ["", "love.mp3", 'a, "b"\n', "বাংলা", "𝄞", "é"];
const SCORES = [0.1, null, NaN, Infinity, -Infinity, -0.25, 1e-300];
/** Few texts in one column and all different ones in another: they are encoded differently. */
const ROWS = Array.from({ length: 500 }, (_, row) => ({
  name: `${TEXTS[row % TEXTS.length]!} ${row}`,
  method: `method ${Math.floor(row / 180)}`,
  count: row % 5 === 0 ? -(2 ** 31) + row : 2 ** 31 - 1 - row,
  cluster: (row % 7) - 1,
  score: SCORES[row % SCORES.length] ?? null,
  leaks: row % 3 === 0 ? "genre" : null,
}));
type Row = (typeof ROWS)[number];
const TYPES = {
  name: "text",
  method: "text",
  count: "integer",
  cluster: "integer",
  score: "number",
  leaks: "text",
} as const;
const COLUMNS = Object.entries(TYPES).map(([name, type]) => ({ name, type, of: (row: Row) => row[name as keyof Row] }));

it("Python reads what we write: every type, group and encoding", async () => {
  const pieces: Uint8Array[] = [];
  for await (const piece of parquetChunks(COLUMNS, ROWS, 200)) pieces.push(Uint8Array.from(piece));
  if (process.env["UPDATE_PARQUET"] === "1") await writeFile(FILE, Buffer.concat(pieces));
  expect(Buffer.concat(pieces).equals(await readFile(FILE))).toBe(true);

  const read = golden("parquet") as Golden;
  expect(read.schema).toEqual({
    ...{ name: "string", method: "string", count: "int32", cluster: "int32", score: "double", leaks: "string" },
  });
  expect([read.groups, read.compression]).toEqual([[200, 200, 100], ["SNAPPY"]]);
  const inJson = (score: number | null): number | string | null =>
    score === null || Number.isFinite(score) ? score : String(score).replace("Infinity", "inf").replace("NaN", "nan");
  expect(read.rows).toEqual(ROWS.map((row) => ({ ...row, score: inJson(row.score) })));
  expect(read.pandas.dtypes).toMatchObject({ count: "int32", cluster: "int32", score: "float64" });
  expect(read.pandas.names).toEqual(ROWS.map(({ name }) => name));
  expect(read.pandas.sum_of_counts).toBe(ROWS.reduce((sum, { count }) => sum + count, 0));
  expect(read.pandas.undefined_scores).toBe(ROWS.filter(({ score }) => Number.isNaN(score ?? NaN)).length);
});

it("what pandas writes is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "parquet-"));
  try {
    const path = join(folder, "theirs.parquet");
    await writeFile(path, Buffer.from((golden("parquet") as Golden).theirs, "base64"));
    const rows: unknown[] = [];
    for await (const row of readParquetRows(path, ["name", "count", "score"])) rows.push(row);
    expect(rows).toEqual([
      { name: "a", count: 1, score: 0.5 },
      { name: "", count: -2, score: null },
      { name: "বাংলা", count: 3, score: -1.5 },
      { name: null, count: 4, score: 2 },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeNpy } from "../../../src/shared/npy.ts";
import { array } from "../../../src/engine/results/schema/array.ts";
import { json } from "../../../src/engine/results/schema/file.ts";
import { metricsFile } from "../../../src/engine/results/schema/metrics.ts";
import { integer, number, record, table, text } from "../../../src/engine/results/schema/table.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-broken-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const REMEDY = "Delete the run and run the task again.";

/** The error that names a file, says why, and what to do. */
const brokenAs = (name: string, why: string, line?: number) =>
  expect.objectContaining({
    message: `A file of the run cannot be used: ${why}.`,
    place: { file: join(folder, name), remedy: REMEDY, ...(line === undefined ? {} : { line }) },
  }) as Error;

interface Row {
  readonly name: string;
  readonly row: number;
  readonly score: number | null;
}
const ROWS = table<Row>()("{kind}.csv", {
  name: text(({ name }) => name),
  row: integer(({ row }) => row),
  score: number(({ score }) => score),
});

async function readRows(content: string): Promise<unknown[]> {
  await writeFile(join(folder, "a.csv"), content);
  const rows: unknown[] = [];
  for await (const row of ROWS.read(folder, { kind: "a" })) rows.push(row);
  return rows;
}

describe("a table", () => {
  it("is read by the names of its columns, whatever their order and whatever stands beside them", async () => {
    expect(await readRows("row,new,score,name\n-1,x,,a\n2,y,inf,b\n3,z,1e-7,\n")).toEqual([
      { name: "a", row: -1, score: null },
      { name: "b", row: 2, score: Infinity },
      { name: "", row: 3, score: 1e-7 },
    ]);
  });

  it.each([
    ["", "it is empty", undefined],
    ["name,score\na,1\n", "it has no column row", 1],
    ["name,row,score\na,1,0.5\nb,1.5,0.5\n", "its column row (integer) holds “1.5”", 3],
    ["name,row,score\na,,0.5\n", "its column row (integer) holds “”", 2],
    ['name,row,score\n"a\nb\nc",1,0.5\nb,1,high\n', "its column score (number) holds “high”", 5],
    ["name,row,score\na,1,0.5\nb,1\n", "its column score (number) holds “”", 3],
  ])("%j is told with its line", async (content, why, line) => {
    await expect(readRows(content)).rejects.toEqual(brokenAs("a.csv", why, line));
  });

  it("that is missing is told", async () => {
    await expect(ROWS.read(folder, { kind: "b" }).next()).rejects.toEqual(brokenAs("b.csv", "it is missing"));
  });

  it.each(["{", "3", "null"])("does not take %s for names with values", async (cell) => {
    const parameters = table<object>()("p.csv", { parameters: record(() => ({})) });
    await writeFile(join(folder, "p.csv"), `parameters\n${cell}\n`);
    await expect(parameters.read(folder).next()).rejects.toEqual(
      brokenAs("p.csv", `its column parameters (json) holds “${cell}”`, 2),
    );
  });
});

describe("an array", () => {
  const LABELS = array("{rep}/labels.npy", "int32", ["songs", 2]);
  const read = async (bytes: Uint8Array) => {
    await writeFile(join(folder, "labels.npy"), bytes);
    return LABELS.read(folder, { songs: 3 }, { rep: "." });
  };

  it.each([
    [{ shape: [2, 2], data: new Int32Array(4) }, "its shape is (2, 2), not (3, 2)"],
    [{ shape: [3, 3], data: new Int32Array(9) }, "its shape is (3, 3), not (3, 2)"],
    [{ shape: [6], data: new Int32Array(6) }, "its shape is (6), not (3, 2)"],
    [{ shape: [3, 2], data: new Float32Array(6) }, "its numbers are not int32"],
  ])("of another shape or type is told: %j", async (value, why) => {
    await expect(read(encodeNpy(value))).rejects.toEqual(brokenAs("labels.npy", why));
  });

  it("that is cut off or missing is told", async () => {
    const whole = encodeNpy({ shape: [3, 2], data: new Int32Array(6) });
    await expect(read(whole.subarray(0, -1))).rejects.toMatchObject({
      message: expect.stringContaining("its data are cut off") as string,
      place: { file: join(folder, "labels.npy"), remedy: REMEDY },
    });
    await expect(LABELS.read(folder, {}, { rep: "none" })).rejects.toMatchObject({
      place: { file: join(folder, "none", "labels.npy"), remedy: REMEDY },
    });
  });
});

describe("a JSON file", () => {
  const NAMED = json("named.json", (value): value is { name: string } => "name" in (value as object));

  it.each([
    ["{", "it is no JSON"],
    ["{}", "it lacks what its readers need"],
  ])("%s is told", async (content, why) => {
    await writeFile(join(folder, "named.json"), content);
    await expect(NAMED.read(folder)).rejects.toEqual(brokenAs("named.json", why));
  });

  it("that is missing is told", async () => {
    await expect(NAMED.read(folder)).rejects.toEqual(brokenAs("named.json", "it is missing"));
  });

  it.each(["{}", "[1]", '[{"rep":"a"}]'])("%s is no table of metrics", async (content) => {
    await writeFile(join(folder, "m.json"), content);
    await expect(metricsFile("m", []).read(folder)).rejects.toEqual(
      brokenAs("m.json", "it lacks what its readers need"),
    );
  });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { csvText } from "../../src/shared/csv.ts";
import { readCsvRows } from "../../src/engine/core/csv-file.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { folderWith } from "../dataset/workspace.ts";

async function read(text: string | Uint8Array): Promise<string[][]> {
  const path = join(await folderWith({}), "table.csv");
  await writeFile(path, text);
  const rows: string[][] = [];
  for await (const row of readCsvRows(path)) rows.push(row);
  return rows;
}

it("reads back what we write, whatever the cells hold and wherever the file is cut into chunks", async () => {
  const rng = createRng(3, "csv");
  const pieces = ["a", '"', '""', ",", "\n", "\r\n", "é", "নদী", "🎵", " ", ""];
  const cell = (): string => Array.from({ length: rng.integer(6) }, () => pieces[rng.integer(pieces.length)]!).join("");
  // Several chunks of 64 KiB.
  const rows = Array.from({ length: 20_000 }, () => [cell(), cell(), cell()]);
  expect(await read(csvText(["x", "y", "z"], rows))).toEqual([["x", "y", "z"], ...rows]);
});

import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countWords } from "../../../src/engine/results/view/songs/search-songs.ts";

const TEXTS = [
  "",
  "a",
  "ab ba",
  "é a",
  "aaaa",
  "x",
  "b a b",
  "愛 ab",
  ...Array.from({ length: 40 }, (_, song) => `s${song} a${song}`),
];
let folder: string;
let path: string;
const ends = new Float64Array(TEXTS.length);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "search-songs-"));
  path = join(folder, "search.txt");
  let end = 0;
  for (const [song, text] of TEXTS.entries()) ends[song] = end += Buffer.byteLength(`${text}\n`);
  await writeFile(path, TEXTS.map((text) => `${text}\n`).join(""));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("counts words as a plain loop does, whatever pieces the file is read in", async () => {
  for (const words of [["a"], ["ab", "b"], ["é"], ["愛", "ab"], ["s3"], ["none"], ["x", "a", "b"]]) {
    const expected = TEXTS.map((text) => words.filter((word) => text.includes(word)).length);
    for (const piece of [1, 2, 5, 16, 33, 1000, 2 ** 20])
      expect([words, piece, [...(await countWords({ path, ends }, words, piece))]]).toEqual([words, piece, expected]);
  }
});

it("names the file that has become shorter", async () => {
  const shorter = join(folder, "shorter.txt");
  await writeFile(shorter, TEXTS.map((text) => `${text}\n`).join(""));
  await truncate(shorter, 10);
  await expect(countWords({ path: shorter, ends }, ["a"])).rejects.toMatchObject({ place: { file: shorter } });
});

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Song } from "../../src/shared/contract/dataset.ts";
import type { ClusteredRepresentation } from "../../src/engine/analysis/clustering/clustered.ts";
import { matrixFromRows } from "../../src/engine/core/matrix.ts";
import { readTags, writeTags } from "../../src/engine/results/files/tags.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-tags-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const songs = ["a, b.mp3", "বাংলা.mp3", "c.mp3", "d.mp3"].map((filename) => ({ filename }) as Song);
const tags = {
  names: ["female vocalists", "80s", "Hip-Hop"],
  matrix: matrixFromRows([
    [Math.fround(0.1), 0.25, 0],
    [0.2, 0.25, 1e-9],
    [0.9, 0.25, 0],
    [0.8, 0.25, 0.5],
  ]),
};

describe("a run's tags", () => {
  it("are read as they were written, to the last bit", async () => {
    await writeTags(folder, { songs }, [], tags);
    expect(await readTags(folder, songs)).toEqual(tags);
    const table = await readFile(join(folder, "tags", "tags.csv"), "utf8");
    expect(table.split("\n").slice(0, 2)).toEqual([
      "filename,female vocalists,80s,Hip-Hop",
      `"a, b.mp3",${Math.fround(0.1)},0.25,0`,
    ]);
  });

  it("say which tags characterise the clusters, with both means", async () => {
    const many = { songs: Array.from({ length: 12 }, (_, index) => ({ filename: `${index}.mp3` }) as Song) };
    const labels = Int32Array.from({ length: 12 }, (_, index) => (index < 3 ? 0 : index < 6 ? 1 : 2));
    const rep = [
      { representation: { name: "r" }, methods: [{ method: "ward", labels }] },
    ] as unknown as readonly ClusteredRepresentation[];
    const matrix = matrixFromRows([...labels].map((label) => [label === 1 ? 0.75 : 0.25]));
    await writeTags(folder, many, rep, { names: ["folk"], matrix });
    expect(await readFile(join(folder, "tags", "cluster_tags.csv"), "utf8")).toBe(
      "rep,method,cluster,songs,tag,mean,mean_of_others\nr,ward,1,3,folk,0.75,0.25\n",
    );
  });

  it("are none where the run has no table, and broken ones say why", async () => {
    expect(await readTags(folder, songs)).toBeNull();
    await writeTags(folder, { songs }, [], tags);
    const path = join(folder, "tags", "tags.csv");
    const good = await readFile(path, "utf8");
    const lines = good.trimEnd().split("\n");
    const expectBroken = async (content: string, why: string): Promise<void> => {
      await writeFile(path, content);
      await expect(readTags(folder, songs)).rejects.toThrow(why);
    };
    await expectBroken("", "it is empty");
    await expectBroken(lines.slice(0, 3).join("\n"), "it has 2 songs of 4");
    await expectBroken([...lines, lines.at(-1)].join("\n"), "its song 5 is “d.mp3”");
    await expectBroken([lines[0], ...lines.slice(1).reverse()].join("\n"), "its song 1 is “d.mp3”");
    await expectBroken(good.replace(",1e-9", ","), "a score of “বাংলা.mp3” is missing");
    await expectBroken(good.replace(",1e-9", ",high"), "its column Hip-Hop (number) holds “high”");
  });
});

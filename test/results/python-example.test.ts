import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy } from "../../src/shared/npy.ts";

const script = join(import.meta.dirname, "../../docs/examples/read_run.py");
const python = ["python3", "python"].find(
  (name) => spawnSync(name, ["-c", "import numpy, pandas"], { stdio: "ignore" }).status === 0,
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "python-example-"));
  for (const name of ["embeddings", "clustering"]) await mkdir(join(folder, name));
  const best = [
    { rep: "lyrics", method: "ward", metrics: { ARI_genre: null } },
    { rep: "audio", method: "kmeans", metrics: { ARI_genre: 1 } },
  ];
  const run = { task: "hard", settings: { seed: 42 }, rows: { used: 3 }, labels: { audio: "Audio" }, best };
  await writeFile(join(folder, "run.json"), JSON.stringify(run));
  await writeFile(join(folder, "songs.csv"), "filename,genre\nNA,folk\nb.mp3,\nc.mp3,folk\n");
  await writeFile(
    join(folder, "embeddings/audio.npy"),
    encodeNpy({ shape: [3, 2], data: Float64Array.of(0, 0, 3, 4, 1, 0) }),
  );
  await writeFile(
    join(folder, "clustering/clusters_hard.csv"),
    "rep,method,filename,cluster\naudio,kmeans,NA,0\naudio,kmeans,b.mp3,1\naudio,kmeans,c.mp3,0\nlyrics,ward,NA,0\n",
  );
  await writeFile(
    join(folder, "clustering/metrics_hard.csv"),
    "rep,method,ARI_genre_p\naudio,kmeans,0.01\nlyrics,ward,0.5\n",
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(python === undefined)("the example for Python (needs numpy and pandas)", () => {
  it("reads the best clustering of a run", () => {
    const { stdout, stderr, status } = spawnSync(python!, [script, folder], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("hard, seed 42, 3 songs");
    expect(stdout).toContain("Audio: 3 songs x 2, float64");
    expect(stdout).toMatch(/0 +2 +0\n1 +0 +1/);
    expect(stdout.split("\n").filter((line) => /^\d\.\d{3} {2}/.test(line))).toEqual(["1.000  c.mp3", "5.000  b.mp3"]);
    expect(stdout).toContain("1 of 2 clusterings are better than chance");
  });
});

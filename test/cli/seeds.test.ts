import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import type { ViewManifest } from "../../src/shared/contract/view.ts";
import { readNumbers } from "../../src/engine/results/view/songs/song-columns.ts";
import { readCsvRows } from "../../src/engine/core/csv-file.ts";
import { coAssignment } from "../../src/engine/analysis/seeds/co-assignment.ts";
import { falseClaims } from "../report/run-claims.ts";
import { cli, sampleWorkspace, start, type CliResult } from "./run-cli.ts";

const FAST = ["--seconds", "3", "--epochs", "4", "--alphas", "1"] as const;
const SEEDS = ["--seed", "7", "--seeds", "3"] as const;

type Rows = readonly Readonly<Record<string, unknown>>[];

interface Single {
  readonly table: string;
  readonly rows: Rows;
  /** The labels by representation and method. */
  readonly labels: ReadonlyMap<string, Int32Array>;
}

let workspace: string;
const results = (name: string): string => join(workspace, "results_hard", name);
const text = (name: string): Promise<string> => readFile(results(name), "utf8");
const json = async <Value>(name: string): Promise<Value> => JSON.parse(await text(name)) as Value;
const hard = (...args: readonly string[]): Promise<CliResult> => cli(workspace, "hard", ...FAST, ...args);

async function single(seed: number): Promise<Single> {
  expect((await hard("--seed", String(seed))).code).toBe(0);
  return read();
}

async function read(): Promise<Single> {
  const lists = new Map<string, number[]>();
  for await (const [rep, method, , , , cluster] of readCsvRows(results("clustering/clusters_hard.csv"))) {
    const key = `${rep} / ${method}`;
    lists.set(key, [...(lists.get(key) ?? []), Number(cluster)]);
  }
  lists.delete("rep / method");
  return {
    table: await text("clustering/metrics_hard.csv"),
    rows: await json<Rows>("clustering/metrics_hard.json"),
    labels: new Map(Array.from(lists, ([key, list]) => [key, Int32Array.from(list)])),
  };
}

let first: Single;
let second: Single;
let third: Single;
let run: RunManifest;
let seedRows: Rows;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  first = await single(7);
  second = await single(8);
  // Killed in the training of the third seed, and run again.
  const { child, result } = start(workspace, "hard", ...FAST, ...SEEDS);
  child.stderr!.on("data", (said: string) => {
    if (said.includes("Seed 3 of 3: Training the β-VAE")) child.kill("SIGKILL");
  });
  expect((await result).code).not.toBe(0);
  expect((await hard(...SEEDS)).code).toBe(0);
  run = await json<RunManifest>("run.json");
  seedRows = await json<Rows>("clustering/metrics_hard_seeds.json");
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
});

describe("latentune hard --seeds", () => {
  it("reuses what single runs and a killed run have made", () => {
    const reused = run.steps.map(({ label, reused }) => [label, reused] as const);
    expect(reused).toContainEqual(["Training the β-VAE", true]);
    expect(reused).toContainEqual(["Training the autoencoder", true]);
    expect(reused.filter(([label]) => label.startsWith("Seed"))).toEqual([
      ["Seed 2 of 3", true],
      ["Seed 3 of 3", false],
    ]);
  });

  it("has the first seed's results, and its models alone", async () => {
    expect(await text("clustering/metrics_hard.csv")).toBe(first.table);
    expect((await read()).labels).toEqual(first.labels);
    expect(run.models.map(({ name }) => name)).toEqual(["beta-vae", "ae", "contrastive"]);
    expect(run.settings).toMatchObject({ seed: 7, seeds: 3 });
  });

  it("has the means of the single runs, to the last digit, and a later single run trains nothing", async () => {
    const view = await json<ViewManifest>("../.latentune/runs/".concat(run.runId, "/view/view.json"));
    third = await single(9);
    const { steps } = await json<RunManifest>("run.json");
    expect(steps.filter(({ label }) => label.startsWith("Training")).map(({ reused }) => reused)).toEqual([
      true,
      true,
      true,
    ]);
    let compared = 0;
    for (const [index, row] of seedRows.entries()) {
      const singles = [first, second, third].map(({ rows }) => rows[index]!);
      expect(singles.map(({ rep, method }) => [rep, method])).toEqual(Array(3).fill([row["rep"], row["method"]]));
      for (const key of Object.keys(row).filter((name) => name.endsWith("_mean"))) {
        const [a, b, c] = singles.map((values) => values[key.replace(/_mean$/, "")]);
        if (typeof a !== "number" || typeof b !== "number" || typeof c !== "number") {
          expect([key, row[key]]).toEqual([key, null]);
          continue;
        }
        expect([key, row[key]]).toEqual([key, a === b && b === c ? a : (a + b + c) / 3]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(500);
    const latent = view.representations.find(({ name }) => name === "audio_betaVAE_latent")!;
    const row = seedRows.find(({ rep, method }) => rep === latent.name && method === "kmeans")!;
    expect(latent.clusterings[0]).toMatchObject({
      stability: row["stability"],
      spread: { ARI_genre: { mean: row["ARI_genre_mean"], deviation: row["ARI_genre_sd"] } },
    });
  });

  it("has each song's co-assignment in a table and in the view", async () => {
    expect((await hard(...SEEDS)).code).toBe(0);
    const name = "audio_betaVAE_latent / kmeans";
    const [labels, ...others] = [first, second, third].map((each) => each.labels.get(name)!) as [
      Int32Array,
      ...Int32Array[],
    ];
    const expected = coAssignment(labels, others);
    const told: number[] = [];
    for await (const [rep, method, , , value] of readCsvRows(results("clustering/co_assignment_hard.csv"))) {
      if (`${rep} / ${method}` === name) told.push(value === "" ? NaN : Number(value));
    }
    expect(told).toEqual([...expected]);
    const { runId } = await json<RunManifest>("run.json");
    const folder = join(workspace, ".latentune", "runs", runId);
    const view = JSON.parse(await readFile(join(folder, "view/view.json"), "utf8")) as ViewManifest;
    const { clusterings } = view.representations.find(({ name: rep }) => rep === "audio_betaVAE_latent")!;
    const values = await readNumbers(folder, clusterings[0]!.coAssignment!, labels.length);
    expect(values).toEqual(Float32Array.from(expected));
    expect(await falseClaims(folder)).toEqual([]);
  });

  it("is told in the report, and the next run of one seed leaves none of it", async () => {
    expect(await text("REPORT.md")).toContain("Mean ± standard deviation over 3 seeds, 7 to 9");
    await hard("--seed", "7");
    await expect(text("clustering/metrics_hard_seeds.csv")).rejects.toThrow("ENOENT");
    expect(await text("REPORT.md")).toContain("One seed proves nothing");
  });

  it("refuses a last seed that is none", async () => {
    const { code, stderr } = await hard("--seed", "4294967295", "--seeds", "2");
    expect(stderr).toContain("With --seeds 2 the last seed is 4294967296.");
    expect(code).toBe(2);
  });
});

import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { writeNpy } from "../../src/engine/core/npy.ts";
import { cloud } from "../golden/lcg.ts";
import { writeKeptRun } from "../tasks/kept-run.ts";
import { runInProcess } from "./in-process.ts";
import { smallWorkspace } from "./small-workspace.ts";

/** A workspace whose newest Hard run has two representations of thirty songs in three groups. */
async function workspaceWithRun(): Promise<string> {
  const workspace = await smallWorkspace();
  await writeKeptRun(workspace, "20260101-000000-hard-0000");
  const rows = ["one", "two"].map((rep) => ({ rep, method: "kmeans", k: 3 }));
  const id = "20260102-000000-hard-aaaa";
  await writeKeptRun(
    workspace,
    id,
    { "clustering/metrics_hard.json": JSON.stringify(rows) },
    {
      startedAt: "2026-01-02",
      settings: { seed: 7, dbscanMinSamples: 4 },
      rows: { total: 30, used: 30 },
      labels: { one: "The first" },
    },
  );
  for (const [index, { rep }] of rows.entries()) {
    const points = cloud({ rows: 30, cols: 3, seed: index + 1, centres: 3, spread: 12 });
    const file = join(workspace, ".latentune", "runs", id, "embeddings", `${rep}.npy`);
    await writeNpy(file, { shape: [30, 3], data: points.data });
  }
  return workspace;
}

const tableOf = async (workspace: string, name: string) => {
  const text = await readFile(join(workspace, "results_hard", "k_sweep", name), "utf8");
  return parse<Record<string, string>>(text, { columns: true });
};

describe("k-sweep", () => {
  it("writes tables and pictures of the latest run's representations, and reuses what it has", async () => {
    const workspace = await workspaceWithRun();
    const done = await runInProcess("k-sweep", "--workspace", workspace, "--to", "6", "--json");
    expect(done.code).toBe(0);
    expect(done.stdout).toContain("The first");
    expect(done.json()).toMatchObject({
      runId: "20260102-000000-hard-aaaa",
      task: "hard",
      sweeps: [{ representation: "one", label: "The first", songs: 30, best: { silhouette: 3, stability: 3 } }, {}],
    });
    const points = await tableOf(workspace, "k_sweep.csv");
    expect(points.map(({ rep, k }) => `${rep!} ${k!}`)).toEqual(
      ["one", "two"].flatMap((rep) => [2, 3, 4, 5, 6].map((k) => `${rep} ${k}`)),
    );
    expect(points[1]).toMatchObject({ best_by: "silhouette davies_bouldin calinski_harabasz bic stability" });
    const distances = await tableOf(workspace, "k_distance.csv");
    expect(distances).toHaveLength(60);
    expect(distances[0]).toMatchObject({ rep: "one", min_samples: "4", rank: "1" });
    const folder = join(workspace, "results_hard", "k_sweep");
    expect(JSON.parse(await readFile(join(folder, "sweep.json"), "utf8"))).toEqual({
      ...{ runId: "20260102-000000-hard-aaaa", seed: 7, from: 2, to: 6 },
    });
    for (const rep of ["one", "two"]) {
      expect((await readFile(join(folder, `${rep}.png`))).subarray(1, 4).toString()).toBe("PNG");
    }
    const again = await runInProcess("k-sweep", "--workspace", workspace, "--to", "6", "--rep", "two", "--json");
    expect(again.json()).toMatchObject({ sweeps: [{ representation: "two", label: "two" }] });
    expect(again.stdout).toContain("reused: Sweeping k");
    expect((await readdir(folder)).sort()).toEqual(["k_distance.csv", "k_sweep.csv", "sweep.json", "two.png"]);
  });

  it("says what is missing or wrong, and what helps", async () => {
    const workspace = await workspaceWithRun();
    const said = async (...args: readonly string[]) => {
      const { code, stderr } = await runInProcess("k-sweep", "--workspace", workspace, ...args);
      return [code, stderr.replaceAll("\n", " ")] as const;
    };
    expect(await said("--task", "easy")).toEqual([1, expect.stringContaining("Run the Easy task first")]);
    const others = /No Easy run is kept in this workspace, only of Hard\. .*: --task hard\./;
    expect(await said("--task", "easy")).toEqual([1, expect.stringMatching(others)]);
    const unknown = "has no representation three. It has: one, two.";
    expect(await said("--rep", "three")).toEqual([2, expect.stringContaining(unknown)]);
    expect(await said("--from", "5", "--to", "4")).toEqual([
      2,
      expect.stringContaining("from 5 to 4 clusters is empty"),
    ]);
    const help = await runInProcess("k-sweep", "--help");
    expect(help.stdout.replaceAll(/\s+/g, " ")).toContain("No effect here: the run's is taken.");
    const many = "begins with 30 clusters, but the run has 30 songs: at most 29.";
    expect(await said("--from", "30", "--to", "40")).toEqual([2, expect.stringContaining(many)]);
    for (const value of ["1", "2.5", "1001"]) {
      expect(await said("--from", value)).toEqual([2, expect.stringContaining("whole number from 2 to 1000")]);
    }
    await rm(join(workspace, ".latentune", "runs", "20260102-000000-hard-aaaa", "embeddings", "two.npy"));
    expect(await said()).toEqual([1, expect.stringContaining("two.npy")]);
  });
});

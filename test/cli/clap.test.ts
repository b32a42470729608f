import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { undeclared } from "../results/declared.ts";
import { tinyClap } from "../tiny-models/tiny-clap.ts";
import { writeModel } from "../tiny-models/write.ts";
import { cli, sampleWorkspace } from "./run-cli.ts";

let workspace: string;
const models = (): string => join(workspace, "models");
const medium = (modelsDir: string) => {
  const quick = ["--architecture", "reference", "--seconds", "3", "--epochs", "1"];
  return cli(workspace, "medium", ...quick, "--audio-model", "clap", "--models-dir", modelsDir);
};
beforeAll(async () => {
  workspace = await sampleWorkspace();
  await writeModel(join(models(), "Xenova", "clap-htsat-unfused"), tinyClap());
});
afterAll(() => rm(workspace, { recursive: true }));

it("a run by CLAP has its representation and hybrids in place of MusiCNN's, and no tags", async () => {
  const { code, json } = await medium(models());
  expect(code).toBe(0);
  const run = join(workspace, ".latentune", "runs", String(json["runId"]));
  const table = await readFile(join(run, "clustering", "metrics_medium.csv"), "utf8");
  const names = new Set(table.split("\n").map((line) => line.split(",")[0]!));
  expect([...names].filter((name) => /clap|musicnn/.test(name))).toEqual([
    "audio_clap",
    ...[1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001].map((alpha) => `hybrid_alpha${alpha}_clap+lyrics`),
  ]);
  expect(await undeclared(run, "medium")).toEqual([]);
  const view = JSON.parse(await readFile(join(run, "view", "view.json"), "utf8")) as Record<string, unknown>;
  expect(view["tags"]).toBeUndefined();
  expect(await readFile(join(run, "REPORT.md"), "utf8")).not.toContain("Clusters by tags");
  // The second run finds every song's vector in the cache.
  const { steps } = JSON.parse(await readFile(join(workspace, "results_medium", "run.json"), "utf8")) as {
    steps: { name: string; detail?: string; reused: boolean }[];
  };
  expect(steps.find(({ name }) => name === "audio-embedding")!.reused).toBe(false);
  const again = await medium(models());
  expect((again.json["steps"] as typeof steps).find(({ name }) => name === "audio-embedding")!.reused).toBe(true);
});

it("is refused before anything is decoded where the model is not there, with the command that gets it", async () => {
  const { code, stderr } = await medium(join(workspace, "elsewhere"));
  expect(code).not.toBe(0);
  expect(stderr).toContain("The model Xenova/clap-htsat-unfused is not on this machine.");
  expect(stderr).toContain("latentune models get clap");
  expect(stderr).not.toContain("Decoding");
});

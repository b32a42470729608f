import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { readNpy } from "../../src/engine/core/npy.ts";
import { hubServer } from "../hub/hub-server.ts";
import { undeclared } from "../results/declared.ts";
import { CLAP_TEXT, tinyClap, TINY_CLAP_COLUMNS as COLUMNS } from "../tiny-models/tiny-clap.ts";
import { writeModel } from "../tiny-models/write.ts";
import { cli, sampleWorkspace, start } from "./run-cli.ts";

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
  // A text is compared with what CLAP heard, neither standardised nor scaled.
  const { shape, data } = await readNpy(join(run, "embeddings", "Z_audio_clap.npy"));
  const standardised = await readNpy(join(run, "embeddings", "audio_clap.npy"));
  expect(standardised.shape).toEqual(shape);
  const rows = Array.from({ length: shape[0]! }, (_, row) =>
    Array.from(data.subarray(row * COLUMNS, (row + 1) * COLUMNS), Number),
  );
  for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 3);
  const query = CLAP_TEXT.vectors[0]!;
  const unit = Math.hypot(...query);
  const cosines = rows.map(
    (row) => row.reduce((sum, value, at) => sum + (value * query[at]!) / unit, 0) / Math.hypot(...row),
  );
  const search = await cli(workspace, "search", CLAP_TEXT.texts[0]!, "--models-dir", models());
  expect(search.stdout).toContain("How songs sound, by Xenova/clap-htsat-unfused, in run ");
  const found = search.json["songs"] as { song: number; similarity: number }[];
  // The text's vector is of weights in 8 bits here.
  for (const { song, similarity } of found) expect(Math.abs(similarity - cosines[song]!)).toBeLessThan(0.15);
  expect(found.map(({ similarity }) => similarity)).toEqual(
    found.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
  );
  // The second run finds every song's vector in the cache.
  const { steps } = JSON.parse(await readFile(join(workspace, "results_medium", "run.json"), "utf8")) as {
    steps: { name: string; detail?: string; reused: boolean }[];
  };
  expect(steps.find(({ name }) => name === "audio-embedding")!.reused).toBe(false);
  const again = await medium(models());
  expect((again.json["steps"] as typeof steps).find(({ name }) => name === "audio-embedding")!.reused).toBe(true);
});

it("is got with the half that reads, which a run does not ask for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latentune-get-clap-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  const files = tinyClap();
  vi.stubEnv("HF_ENDPOINT", (await hubServer("Xenova/clap-htsat-unfused", files)).url);
  const got = await start(folder, "models", "get", "clap", "--models-dir", folder).result;
  expect(got.code).toBe(0);
  const told = got.stderr.split("\n").filter((line) => line.includes("are to be fetched."));
  expect(told).toEqual([
    expect.stringMatching(/^Xenova\/clap-htsat-unfused, the half that hears, quantised weights: \d+ kB, of which/),
    expect.stringMatching(/^Xenova\/clap-htsat-unfused, the half that reads, quantised weights: \d+ kB, of which/),
  ]);
  expect(await readFile(join(folder, "Xenova", "clap-htsat-unfused", "onnx", "text_model_quantized.onnx"))).toEqual(
    files.get("onnx/text_model_quantized.onnx"),
  );
  const { json } = await start(folder, "models", "--models-dir", folder).result;
  const there = (json["models"] as { name: string; kind: string; weights: string[] }[]).filter(
    ({ name }) => name === "clap",
  );
  expect(there).toMatchObject([
    { kind: "audio", weights: ["quantised"] },
    { kind: "audio-text", weights: ["quantised"] },
  ]);
});

it("is refused before anything is decoded where the model is not there, with the command that gets it", async () => {
  const { code, stderr } = await medium(join(workspace, "elsewhere"));
  expect(code).not.toBe(0);
  expect(stderr).toContain("The model Xenova/clap-htsat-unfused is not on this machine.");
  expect(stderr).toContain("latentune models get clap");
  expect(stderr).not.toContain("Decoding");
});

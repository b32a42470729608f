import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { readNpy } from "../../src/engine/core/npy.ts";
import { prepareView, readView } from "../../src/engine/results/view/prepare-view.ts";
import { undeclared } from "../results/declared.ts";
import { cli, sampleWorkspace } from "./run-cli.ts";

const FAST = ["--seconds", "3", "--epochs", "2"] as const;
const CONTRASTIVE = ["--architecture", "contrastive", ...FAST] as const;

let workspace: string;
beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => rm(workspace, { recursive: true }));

/** What a run keeps. */
async function keptRun(runId: string) {
  const folder = join(workspace, ".latentune", "runs", runId);
  const manifest = JSON.parse(await readFile(join(folder, "run.json"), "utf8")) as RunManifest;
  const table = await readFile(join(folder, "clustering", `metrics_${manifest.task}.csv`), "utf8");
  const names = table.trimEnd().split("\n").slice(1);
  return {
    folder,
    manifest,
    names: [...new Set(names.map((line) => line.split(",")[0]!))],
    report: await readFile(join(folder, "REPORT.md"), "utf8"),
  };
}

const TASKS = [
  {
    task: "medium",
    own: [],
    alphas: ["1", "0.3", "0.1", "0.03", "0.01", "0.003", "0.001"],
    before: ["audio_baseline_meanmel", "lyrics_svd"],
    multimodal: [],
    vaeFolders: ["conv_vae_audio"],
  },
  {
    task: "hard",
    own: ["--include-genre-feature"],
    alphas: ["1", "0.3", "0.1", "0.03", "0.01"],
    before: ["spectral_meanmel", "spectral_pca16", "lyrics_embed"],
    multimodal: ["1", "0.3", "0.1", "0.03", "0.01"].map(
      (alpha) => `multimodal_alpha${alpha}_contrastive+lyrics+genreOH_gamma1`,
    ),
    vaeFolders: ["beta_vae_audio", "ae_audio"],
  },
] as const;

describe.each(TASKS)("latentune $task --architecture contrastive", ({ task, own, alphas, before, ...expected }) => {
  let run: Awaited<ReturnType<typeof keptRun>>;
  beforeAll(async () => {
    // The results folder has an autoencoder's run first, whose files are not this run's.
    await cli(workspace, task, "--architecture", "reference", "--seconds", "3", "--epochs", "1");
    const { code, json, stderr } = await cli(workspace, task, ...CONTRASTIVE, ...own);
    expect(code, stderr).toBe(0);
    run = await keptRun(String(json["runId"]));
  });

  it("has the contrastive network's rows, and none of an autoencoder", () => {
    expect(run.names).toEqual([
      ...before,
      "audio_musicnn",
      ...alphas.map((alpha) => `hybrid_alpha${alpha}_musicnn+lyrics`),
      "audio_contrastive",
      ...alphas.map((alpha) => `hybrid_alpha${alpha}_contrastive+lyrics`),
      ...expected.multimodal,
    ]);
  });

  it("trains and keeps that network alone, in the run and in the results folder", async () => {
    const { manifest, folder } = run;
    expect(manifest.models.map(({ name, architecture }) => [name, architecture])).toEqual([
      ["contrastive", "contrastive"],
    ]);
    expect(manifest.steps.map(({ name }) => name).filter((name) => name.startsWith("train"))).toEqual([
      "train-contrastive",
    ]);
    expect(manifest.settings).toMatchObject({ architecture: "contrastive", epochs: 2, latentDim: 64 });
    expect(manifest.files.filter((file) => file.endsWith(".onnx"))).toEqual(["contrastive_audio/encoder.onnx"]);
    expect((await readNpy(join(folder, "contrastive_audio", "z_audio.npy"))).shape).toEqual([30, 64]);
    expect(await undeclared(folder, task)).toEqual([]);
    const results = await readdir(join(workspace, `results_${task}`), { recursive: true });
    expect(results).toContain("contrastive_audio");
    for (const name of expected.vaeFolders) expect(results.filter((path) => path.startsWith(`${name}/`))).toEqual([]);
    expect(results.filter((path) => /recon|orig_logmel|decoder/.test(path))).toEqual([]);
  });

  it("names its representations, and shows them in a view that can be made again from the files", async () => {
    const { manifest, folder, names } = run;
    expect(manifest.labels).toMatchObject({
      audio_contrastive: "Contrastive",
      "hybrid_alpha0.3_contrastive+lyrics": "Contrastive × 0.3 + lyrics",
    });
    const view = (await readView(folder))!;
    expect(view.representations.map(({ name, label }) => [name, label])).toEqual(
      names.map((name) => [name, manifest.labels![name]]),
    );
    expect(view.models).toEqual([
      { name: "contrastive", label: "Contrastive", errors: null, history: "contrastive_audio/history.csv" },
    ]);
    expect(view.representations.find(({ name }) => name === "audio_contrastive")!.projections.length).toBeGreaterThan(
      1,
    );
    await rm(join(folder, "view"), { recursive: true });
    expect(await prepareView({ runFolder: folder, manifest, workspace, dataDir: "data" })).toEqual(view);
  });

  it("has a report without empty sections, empty columns and settings that it does not look at", async () => {
    const { report, folder } = run;
    const sections = report.split(/^###? /m).slice(1);
    for (const section of sections) expect(section.split("\n").slice(1).join("").trim(), section).not.toBe("");
    expect(sections.map((section) => section.split("\n")[0])).toEqual(
      expect.arrayContaining(["Models", "Training", "Contrastive", "All methods", "Settings"]),
    );
    expect(report).not.toMatch(/MSE|Reconstruction|VAE|Autoencoder|--beta|--latent-dim|--kl-warmup|--validation/);
    expect(report).toContain("| --architecture | contrastive |");
    expect(report).toContain("![Training](plots/training_curves.png)");
    for (const [, path] of report.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      const picture = await readFile(join(folder, decodeURIComponent(path!)));
      expect(picture.subarray(1, 4).toString()).toBe("PNG");
    }
  });

  it("has no settings of an autoencoder", async () => {
    const { code, stderr } = await cli(workspace, task, ...CONTRASTIVE, "--beta", "1", "--validation", "0.1");
    expect(code).toBe(2);
    expect(stderr).toContain("there is no autoencoder that could use --beta, --validation.");
    expect(stderr).toContain("Leave out --beta, --validation, or choose --architecture compact or reference.");
  });
});

describe("latentune train --architecture contrastive", () => {
  it("trains that network, with what it was trained with beside it", async () => {
    const folder = join(workspace, "results_steps", "train-contrastive", "contrastive_audio");
    const { code, json } = await cli(workspace, "train", ...CONTRASTIVE);
    expect(code).toBe(0);
    expect(json).toMatchObject({ task: "hard", models: [{ name: "contrastive", architecture: "contrastive" }] });
    expect(JSON.parse(await readFile(join(folder, "settings.json"), "utf8"))).toEqual({
      seed: 42,
      architecture: "contrastive",
      epochs: 2,
      latentDim: 64,
      patience: 0,
      seconds: 3,
      executionProvider: "cpu",
    });
  });

  it.each([
    [["train", "--model", "ae"], "has no model ae", "Leave out --model"],
    [["train", "--model", "beta-vae"], "has no model beta-vae", "Leave out --model"],
    [["train", "--latent-dim", "8"], "no autoencoder that could use --latent-dim", "Leave out --latent-dim"],
    [["beta-sweep"], "there is no β-VAE and no autoencoder", "Choose --architecture compact or reference"],
  ])("is refused where it has no such network: %j", async (args, message, remedy) => {
    const { code, stderr } = await cli(workspace, ...args, ...CONTRASTIVE);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toContain("Decoding");
  });
});

import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { matrix } from "../../src/engine/core/matrix.ts";
import { modelSettings } from "../../src/engine/steps/training/model-settings.ts";
import { completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { runSteps } from "../../src/engine/tasks/run-steps.ts";
import { embedLyricsCommand } from "../../src/engine/tasks/single-steps.ts";
import { runInProcess } from "./in-process.ts";
import { SMALL_SONGS, smallWorkspace } from "./small-workspace.ts";

describe("settings.json beside a model", () => {
  const settings = completeSettings({ k: 7, alphas: [1], seconds: 3 });
  const trained = { epochs: 120, klWarmup: 30, patience: 10, latents: matrix(4, 16) };

  it("holds what was used, and no setting that a training does not look at", () => {
    expect(modelSettings(settings, trained, { kind: "spectrogram", beta: 0.5 })).toEqual({
      seed: 42,
      architecture: "compact",
      epochs: 120,
      latentDim: 16,
      beta: 0.5,
      klWarmup: 30,
      patience: 10,
      seconds: 3,
      executionProvider: "cpu",
    });
  });

  it("holds the share of the songs held out where there are any", () => {
    const held = modelSettings({ ...settings, validation: 0.1 }, trained, { kind: "mlp", beta: 0.1 });
    expect(held.validation).toBe(0.1);
  });

  it("says β = 0 for the autoencoder, and no seconds for statistics of whole tracks", () => {
    expect(modelSettings(settings, trained, { kind: "spectrogram", beta: null }).beta).toBe(0);
    const mlp = modelSettings(settings, trained, { kind: "mlp", beta: 0.1 });
    expect(mlp.architecture).toBe("mlp");
    expect(mlp).not.toHaveProperty("seconds");
  });
});

describe("embed-lyrics", () => {
  it("writes into a folder of its own, whose songs.csv has the songs of its arrays, and leaves a run's results alone", async () => {
    const workspace = await smallWorkspace(["b.wav", "c.wav"]);
    const ofRun = join(workspace, "results_medium", "embeddings", "Z_lyr.npy");
    await mkdir(dirname(ofRun), { recursive: true });
    await writeFile(ofRun, "three songs");
    const { code, stdout, json } = await runInProcess("embed-lyrics", "--workspace", workspace, "--json");
    expect(code).toBe(0);
    const [array, songs] = ["embeddings/Z_lyr.npy", "songs.csv"].map((file) => `results_steps/embed-lyrics/${file}`);
    expect(stdout).toContain(`  ${array}\n`);
    expect(json()["files"]).toEqual(expect.arrayContaining([join(workspace, array!), join(workspace, songs!)]));
    const lines = (await readFile(join(workspace, songs!), "utf8")).trimEnd().split("\n").slice(1);
    expect(lines.map((line) => line.split(",")[0])).toEqual(SMALL_SONGS);
    expect(json()["songs"]).toBe(SMALL_SONGS.length);
    expect(await readFile(ofRun, "utf8")).toBe("three songs");
  });

  it("reads no byte of the audio", async () => {
    const workspace = await smallWorkspace();
    const { value, steps } = await runSteps(embedLyricsCommand, { workspace });
    expect(value.tfidf.matrix.rows).toBe(5);
    expect(value.transformer).toBeNull();
    expect(steps.map(({ name }) => name)).toEqual(["read-data", "embed-lyrics", "write"]);
    await expect(access(join(workspace, ".latentune", "cache", "file-hashes"))).rejects.toThrow("ENOENT");
  });
});

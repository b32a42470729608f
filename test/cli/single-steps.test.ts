import { access } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { matrix } from "../../src/engine/core/matrix.ts";
import { modelSettings } from "../../src/engine/steps/training/model-settings.ts";
import { completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { runSteps } from "../../src/engine/tasks/run-steps.ts";
import { embedLyricsCommand } from "../../src/engine/tasks/single-steps.ts";
import { smallWorkspace } from "./small-workspace.ts";

describe("settings.json beside a model", () => {
  const settings = completeSettings({ k: 7, alphas: [1], seconds: 3 });
  const trained = { epochs: 120, klWarmup: 30, latents: matrix(4, 16) };

  it("holds what was used, and no setting that a training does not look at", () => {
    expect(modelSettings(settings, trained, { kind: "spectrogram", beta: 0.5 })).toEqual({
      seed: 42,
      architecture: "compact",
      epochs: 120,
      latentDim: 16,
      beta: 0.5,
      klWarmup: 30,
      earlyStopping: false,
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
  it("reads no byte of the audio", async () => {
    const workspace = await smallWorkspace();
    const { value, steps } = await runSteps(embedLyricsCommand, { workspace });
    expect(value.tfidf.matrix.rows).toBe(5);
    expect(value.transformer).toBeNull();
    expect(steps.map(({ name }) => name)).toEqual(["read-data", "embed-lyrics", "write"]);
    await expect(access(join(workspace, ".latentune", "cache", "file-hashes"))).rejects.toThrow("ENOENT");
  });
});

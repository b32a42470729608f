import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdOut } from "../../src/engine/models/training/hold-out.ts";
import { trainingCurvesFigure } from "../../src/engine/report/plots/training-curves.ts";
import { HARD_MODEL_FOLDERS } from "../../src/engine/results/files/hard.ts";
import { writeModel, writeMlp } from "../../src/engine/results/files/models.ts";
import { viewModels } from "../../src/engine/results/view/models.ts";
import { melSource } from "../../src/engine/steps/training/mel-source.ts";
import { audioTraining } from "../../src/engine/steps/training/train-model.ts";
import { mlpTraining } from "../../src/engine/steps/training/train-mlp.ts";
import { parseHistory } from "../../src/webview/data/history.ts";
import { groups, mels, runStep } from "./run-step.ts";

const HEADER = "epoch,reconstruction,kl,total,beta,learning_rate";
const step = audioTraining({ name: "train-ae", label: "Training" }, { name: "ae", label: "AE", beta: null });
const mlp = mlpTraining({ name: "train-mlp", label: "Training" });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-validation-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a training with songs held out", () => {
  it("says in record, table, view and pictures how it does on them, again from the cache too", async () => {
    const expected = [...holdOut(melSource(mels), 0.25, 42).heldOut];
    expect(expected.length).toBe(3);
    for (const reused of [false, true]) {
      const { output, record, models } = await runStep(step, mels, folder, { validation: 0.25 });
      expect(record.reused).toBe(reused);
      expect(output.heldOut).toEqual(expected);
      const { validation } = output.history.at(-1)!;
      const errors = expected.map((song) => output.reconstructionErrors[song]!);
      expect(validation).toBeCloseTo(errors.reduce((a, b) => a + b) / 3, 5);
      expect(record.detail).toMatch(/, error \d\.\d+ on 3 songs held out$/);
      expect(models).toMatchObject([{ name: "ae", heldOut: expected, final: { validation } }]);

      const out = join(folder, "run", HARD_MODEL_FOLDERS.autoencoder);
      await writeModel(out, output, {});
      const table = await readFile(join(out, "history.csv"), "utf8");
      expect(table.split("\n")[0]).toBe(`${HEADER},validation`);
      expect(parseHistory(table, "").map((point) => point.validation)).toEqual(
        output.history.map((epoch) => epoch.validation),
      );
      expect(await viewModels(join(folder, "run"), "hard", models)).toMatchObject([{ name: "ae", heldOut: expected }]);

      const epochs = output.history.map((epoch) => ({ ...epoch, secondsLeft: 0 }));
      const figure = trainingCurvesFigure({ models: [{ name: "AE", epochs }], title: "" });
      const [, reconstruction] = figure.panels;
      expect(reconstruction!.data.datasets.map(({ label }) => label)).toEqual(["AE", "AE, held out"]);
      expect(reconstruction!.data.datasets[1]!.data).toEqual(
        epochs.map((epoch) => ({ x: epoch.epoch, y: epoch.validation })),
      );
      expect(figure.legend!.entries.map(({ label }) => label)).toEqual(["AE", "AE, held out"]);
    }
  });

  it("is there for statistics of whole songs as well", async () => {
    const { output, models } = await runStep(mlp, { ...mels, features: groups(40) }, folder, { validation: 0.5 });
    expect(output.heldOut!.length).toBe(6);
    expect(models[0]!.final.validation).toBeGreaterThan(0);
    await writeMlp(join(folder, "mlp"), output, {});
    expect((await readFile(join(folder, "mlp", "history.csv"), "utf8")).split("\n")[0]).toBe(`${HEADER},validation`);
  });

  it("leaves no trace where no song is", async () => {
    const { output, record, models } = await runStep(step, mels, folder);
    expect(output).not.toHaveProperty("heldOut");
    expect(models[0]).not.toHaveProperty("heldOut");
    expect(record.detail).not.toContain("held out");
    await writeModel(join(folder, "all"), output, {});
    expect((await readFile(join(folder, "all", "history.csv"), "utf8")).split("\n")[0]).toBe(HEADER);
    // The cache of versions that held nothing out is still read.
    expect((await runStep(step, mels, folder, { validation: 0 })).record.reused).toBe(true);
  });
});

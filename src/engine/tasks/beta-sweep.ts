import { join } from "node:path";
import { settingProblem } from "../../shared/contract/settings.ts";
import { kmeans } from "../analysis/clustering/kmeans.ts";
import { UsageError } from "../core/errors.ts";
import { createRng } from "../core/rng.ts";
import { agreement } from "../analysis/metrics/agreement.ts";
import { silhouette } from "../analysis/metrics/silhouette.ts";
import { formatG } from "../analysis/representations/format-g.ts";
import { standardise } from "../analysis/representations/standardise.ts";
import { autoencoderArchitecture } from "../models/architectures/registry.ts";
import { makeLogMels, type LogMels } from "../steps/log-mels.ts";
import { modelSettings } from "../steps/training/model-settings.ts";
import type { TaskContext } from "../steps/context.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { drawPictures, type PlannedPicture } from "../steps/pictures/draw-pictures.ts";
import { checkDifferentNames, clusterCount } from "../steps/resolve-settings.ts";
import type { StepCommand } from "./run-steps.ts";
import { readSongs } from "../steps/song-set.ts";
import { audioTraining, type TrainedAudioModel } from "../steps/training/train-model.ts";
import { BETA_SWEEP_FOLDER, HARD_FILES, type SweepPoint } from "../results/files/hard.ts";
import { MODEL_FILES, writeModel } from "../results/files/models.ts";

/** The reference's weights. */
export const SWEEP_BETAS: readonly number[] = [0, 0.1, 1, 4, 10];

/** The table, and the picture of what β does. */
const writeSweep = defineUncachedStep({
  name: "write",
  label: "Writing tables and pictures",
  run: async (
    { points, mels }: { readonly points: readonly SweepPoint[]; readonly mels: LogMels },
    context: Pick<TaskContext, "paths" | "out">,
    report,
  ) => {
    await HARD_FILES.betaSweep.write(context.out, points);
    const hasGenres = mels.genres.some((genre) => genre !== "");
    const picture: PlannedPicture = {
      path: HARD_FILES.betaSweepPicture.path,
      plot: {
        kind: "beta-sweep",
        input: {
          points: points.map(({ beta, reconstruction, kl, nmiGenre, nmiLanguage }) => ({
            beta,
            reconstruction,
            kl,
            quality: hasGenres ? nmiGenre : nmiLanguage,
          })),
          qualityName: `NMI with ${hasGenres ? "genre" : "language"}`,
          title: "What β does",
          caption: "K-Means on the standardised latents",
        },
      },
    };
    await drawPictures.run([picture], context, report);
  },
});

/**
 * `beta-sweep`: trains one network per β, each in `results_hard/beta_sweep/beta{b}/`, and draws what β does.
 * @throws {UsageError} for weights out of range and for two of one name.
 */
export function betaSweepCommand(given: readonly number[]): StepCommand<readonly SweepPoint[]> {
  const trainings = checkedBetas(given).map((beta) => {
    const name = formatG(beta);
    const weight = beta === 0 ? null : beta;
    const step = audioTraining(
      { name: `train-${name}`, label: `Training with β = ${name}` },
      { name: `beta-vae-${name}`, label: `β = ${name}`, beta: weight },
    );
    return { beta, name, weight, step };
  });
  return {
    task: "hard",
    label: "β sweep",
    plan: [
      { step: readSongs, weight: 0.3 },
      { step: makeLogMels, weight: 3 },
      ...trainings.map(({ step }) => ({ step, weight: 19 })),
      { step: writeSweep, weight: 1 },
    ],
    async run(context) {
      const { steps, out, settings } = context;
      autoencoderArchitecture(settings.architecture);
      const found = await steps.run(readSongs, null);
      const mels = await steps.run(makeLogMels, found);
      // Before the first training: a wrong --k must not cost one.
      const k = clusterCount(settings, mels.genres, mels.songs.length);
      const points: SweepPoint[] = [];
      for (const { beta, name, weight, step } of trainings) {
        const trained = await steps.run(step, mels);
        const folder = join(out, BETA_SWEEP_FOLDER.at({ beta: name }));
        await writeModel(folder, trained);
        const used = modelSettings(settings, trained, { kind: "spectrogram", beta: weight });
        await MODEL_FILES.settings.write(folder, used);
        points.push(sweepPoint(mels, { beta, k, seed: settings.seed }, trained));
      }
      await steps.run(writeSweep, { points, mels });
      return points;
    },
  };
}

function checkedBetas(given: readonly number[]): readonly number[] {
  if (given.length === 0) throw new UsageError("--betas must hold at least one number.");
  const problem = given.map((beta) => settingProblem("beta", beta)).find((found) => found !== undefined);
  if (problem !== undefined) throw new UsageError(`--betas: ${problem}`);
  checkDifferentNames("betas", given);
  // -0 is 0.
  return given.map((beta) => beta + 0);
}

/** What a β came to. */
export function sweepPoint(
  { genres, languages }: Pick<LogMels, "genres" | "languages">,
  { beta, k, seed }: { readonly beta: number; readonly k: number; readonly seed: number },
  { latents, history }: Pick<TrainedAudioModel, "latents" | "history">,
): SweepPoint {
  const { reconstruction, kl } = history.at(-1)!;
  const { matrix } = standardise(latents);
  const { labels } = kmeans(matrix, { k, rng: createRng(seed, "kmeans", "beta-sweep") });
  const nmi = (classes: readonly string[]): number | null =>
    classes.every((label) => label === "") ? null : agreement(classes, labels).NMI.value;
  return {
    beta,
    // The sweep's networks have a decoder.
    reconstruction: reconstruction!,
    kl: beta === 0 ? null : kl!,
    silhouette: silhouette(matrix, labels).overall.value,
    nmiGenre: nmi(genres),
    nmiLanguage: nmi(languages),
  };
}

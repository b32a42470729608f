import { countOf, formatLoss, formatNumber } from "../../../shared/format.ts";
import { join } from "node:path";
import { BETA_SWEEP } from "../../../shared/contract/result-files.ts";
import type { LossRecord } from "../../models/training/options.ts";
import { Option, type Command } from "commander";
import { SWEEP_BETAS } from "../../../shared/settings/groups.ts";
import { SETTING_NAMES, SETTINGS } from "../../../shared/contract/settings.ts";
import type { SweptRun } from "../../tasks/beta-sweep.ts";
import type { TrainableModel } from "../../tasks/single-steps.ts";
import {
  addCommand,
  allowDownloadOption,
  parseNumber,
  queueOption,
  type CommonOptions,
  type SettingName,
} from "../options.ts";
import type { CommandContext } from "../run-command.ts";
import { shownPath } from "../shown-path.ts";
import { textTable } from "../text-table.ts";
import { addClusterCommand } from "./cluster.ts";
import { addKSweepCommand } from "./k-sweep.ts";
import { setStepAction } from "./step-command.ts";

const AUDIO: readonly SettingName[] = ["dataDir", "audioRoots", "ffmpegPath"];
const LANGUAGE_MODEL: readonly SettingName[] = [
  "lyricsEmbedding",
  "embeddingModel",
  "modelWeights",
  "modelsDir",
  "executionProvider",
];
const TRAINING: readonly SettingName[] = [
  "architecture",
  "epochs",
  "latentDim",
  "beta",
  "klWarmup",
  "patience",
  "validation",
  "seconds",
  "offset",
  "executionProvider",
  ...AUDIO,
];

/** What the Hard task looks at: of β there is a list, and of seeds one. */
const SWEEP = SETTING_NAMES.filter((name) => name !== "seed").filter(
  (name) => name !== "seeds" && name !== "beta" && SETTINGS[name].tasks.includes("hard"),
);

/** The commands that run one step each, as the reference's scripts. */
export function addStepCommands(program: Command): void {
  setStepAction(
    addCommand(program, "extract", "decode songs and write their features, into results_steps/", {
      settings: ["seconds", "offset", ...AUDIO],
    })
      .addOption(new Option("--features <name>", "which features").choices(["log-mel", "mfcc"]).default("log-mel"))
      .addOption(queueOption()),
    async ({ options }: CommandContext<CommonOptions & { features: "log-mel" | "mfcc" }>) =>
      (await singleSteps()).extractCommand(options.features),
    ({ value }) => ({ text: `${countOf(value.songs, "song")}.`, json: value }),
  );

  setStepAction(
    addCommand(program, "embed-lyrics", "write the lyric embedding, into results_steps/", {
      seeded: true,
      settings: [...LANGUAGE_MODEL, "dataDir", "audioRoots"],
    })
      .addOption(allowDownloadOption())
      .addOption(queueOption()),
    async () => (await singleSteps()).embedLyricsCommand,
    ({ value: { tfidf, transformer, description } }) => ({
      text: `${countOf(tfidf.matrix.rows, "song")}: ${description}; ${tfidf.emptyRows.length} without lyrics.`,
      json: {
        songs: tfidf.matrix.rows,
        columns: tfidf.matrix.cols,
        ...(transformer === null ? {} : { transformerColumns: transformer.matrix.cols }),
        description,
        withoutLyrics: tfidf.emptyRows.length,
      },
    }),
  );

  setStepAction(
    addCommand(program, "train", "train one network, into results_steps/", { seeded: true, settings: TRAINING })
      .addOption(
        new Option(
          "--model <name>",
          "which network (default: beta-vae; with --architecture contrastive that network, and no other)",
        ).choices(["beta-vae", "ae", "mlp-vae"]),
      )
      .addOption(queueOption()),
    async ({ options, settings }: CommandContext<CommonOptions & { model?: TrainableModel }>) =>
      (await singleSteps()).trainCommand(options.model, settings.architecture),
    ({ value, models }) => ({ text: `${value.label}: ${lossText(value.history.at(-1)!)}.`, json: { models } }),
  );

  setStepAction(
    addCommand(program, "beta-sweep", "keep a run of the Hard task per β, and compare them", {
      seeded: true,
      settings: SWEEP,
    })
      .addOption(
        new Option("--betas <list>", "weights of the KL divergence, separated by commas")
          .argParser((text) => text.split(",").map(parseNumber))
          .default(SWEEP_BETAS, SWEEP_BETAS.join(",")),
      )
      .addOption(allowDownloadOption())
      .addOption(queueOption()),
    async ({ options }: CommandContext<CommonOptions & { betas: readonly number[] }>) =>
      (await import("../../tasks/beta-sweep.ts")).betaSweepCommand(options.betas),
    ({ value, resultsDir }) => ({
      text: `${sweepTable(value)}\n${shownPath(join(resultsDir, BETA_SWEEP.folder))}`,
      json: { points: value },
    }),
  );

  addKSweepCommand(program);
  addClusterCommand(program);
}

const singleSteps = (): Promise<typeof import("../../tasks/single-steps.ts")> => import("../../tasks/single-steps.ts");

function sweepTable(points: readonly SweptRun[]): string {
  return textTable(
    ["β", "MSE", "KL", "silhouette", "NMI genre", "NMI language", "run"],
    points.map(({ beta, reconstruction, kl, silhouette, nmiGenre, nmiLanguage, runId }) => [
      ...[beta, reconstruction, kl, silhouette, nmiGenre, nmiLanguage].map(formatNumber),
      runId,
    ]),
    [true, true, true, true, true, true, false],
  );
}

function lossText({ epoch, total, reconstruction, kl, validation }: LossRecord): string {
  const heldOut = validation === undefined ? "" : `, error of songs held out ${formatLoss(validation)}`;
  const terms = reconstruction === undefined ? "" : ` (MSE ${formatLoss(reconstruction)}, KL ${formatLoss(kl)})`;
  return `${countOf(epoch, "epoch")}, loss ${formatLoss(total)}${terms}${heldOut}`;
}

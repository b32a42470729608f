import { resolve } from "node:path";
import { Option, type Command } from "commander";
import type { RunSettings } from "../../contract/settings.ts";
import { UsageError } from "../../core/errors.ts";
import { betaSweepCommand, SWEEP_BETAS } from "../../pipeline/beta-sweep.ts";
import { clusterFileCommand } from "../../pipeline/cluster-file.ts";
import { runSteps, type StepCommand, type StepCommandResult } from "../../pipeline/run-steps.ts";
import { embedLyricsCommand, extractCommand, trainCommand, type TrainableModel } from "../../pipeline/single-steps.ts";
import { formatNumber, formatSeconds } from "../../report/markdown.ts";
import { metricColumn } from "../../report/table.ts";
import { addCommonOptions, addSettingOptions, parseNumber, settingsFromOptions, type CommonOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";
import { textTable } from "../text-table.ts";
import { findingLine } from "./tasks.ts";

const AUDIO: readonly (keyof RunSettings)[] = ["dataDir", "ffmpegPath"];
const TRAINING: readonly (keyof RunSettings)[] = [
  "seed",
  "architecture",
  "epochs",
  "latentDim",
  "beta",
  "klWarmup",
  "earlyStopping",
  "seconds",
  "executionProvider",
  ...AUDIO,
];

/** The commands that run one step each, as the reference's scripts. */
export function addStepCommands(program: Command): void {
  stepCommand(program, "extract", "decode songs and write their features", ["seconds", ...AUDIO])
    .addOption(new Option("--features <name>", "which features").choices(["log-mel", "mfcc"]).default("log-mel"))
    .action((options: CommonOptions & { features: "log-mel" | "mfcc" }) =>
      execute(options, extractCommand(options.features), ({ value, resultsDir }) => ({
        text: `${value.songs} songs, ${resultsDir}`,
        json: value,
      })),
    );

  stepCommand(program, "embed-lyrics", "write the lyric embedding", ["seed", "dataDir"]).action((options: CommonOptions) =>
    execute(options, embedLyricsCommand, ({ value: { matrix, description, emptyRows }, resultsDir }) => ({
      text: `${matrix.rows} songs × ${matrix.cols}: ${description}; ${emptyRows.length} without lyrics. ${resultsDir}`,
      json: { songs: matrix.rows, columns: matrix.cols, description, withoutLyrics: emptyRows.length },
    })),
  );

  stepCommand(program, "train", "train one network", TRAINING)
    .addOption(new Option("--model <name>", "which network").choices(["beta-vae", "ae", "mlp-vae"]).default("beta-vae"))
    .action((options: CommonOptions & { model: TrainableModel }) =>
      execute(options, trainCommand(options.model), ({ value, resultsDir, models }) => ({
        text: `${value.label}: ${lossText(value.history.at(-1)!)}. ${resultsDir}`,
        json: { models },
      })),
    );

  stepCommand(program, "beta-sweep", "train one network per β", [...TRAINING.filter((name) => name !== "beta"), "k"])
    .addOption(
      new Option("--betas <list>", "weights of the KL divergence, separated by commas")
        .argParser((text) => text.split(",").map(parseNumber))
        .default(SWEEP_BETAS, SWEEP_BETAS.join(",")),
    )
    .action((options: CommonOptions & { betas: readonly number[] }) =>
      execute(options, betaSweepCommand(checkedBetas(options.betas)), ({ value, resultsDir }) => ({
        text: [
          textTable(
            ["β", "MSE", "KL", "silhouette", "NMI genre", "NMI language"],
            value.map((point) =>
              [point.beta, point.reconstruction, point.kl, point.silhouette, point.nmiGenre, point.nmiLanguage].map((cell) =>
                formatNumber(cell),
              ),
            ),
            [true, true, true, true, true, true],
          ),
          `${resultsDir}/beta_sweep`,
        ].join("\n"),
        json: { points: value },
      })),
    );

  stepCommand(program, "cluster", "cluster any embedding whose rows are those of lyrics.csv", [
    "seed",
    "k",
    "dbscanEps",
    "dbscanMinSamples",
    "dataDir",
  ])
    .requiredOption("--embedding <file>", ".npy array, songs × columns")
    .option("--no-standardise", "take the columns as they are instead of standardising them")
    .action((options: CommonOptions & { embedding: string; standardise: boolean }) =>
      execute(
        options,
        clusterFileCommand(options.embedding, { standardised: !options.standardise }),
        ({ value: { clustered, metricsFile, clustersFile } }) => {
          const columns = ["silhouette", "davies_bouldin", "ARI_language", "NMI_language", "purity_language", "ARI_genre", "NMI_genre", "purity_genre"];
          const rows = clustered.methods.map(({ method, row }) => [
            method,
            ...["n_clusters_found", "n_noise", ...columns].map((key) => formatNumber(row.values[key] as number | null)),
          ]);
          return {
            text: [
              textTable(["method", "clusters", "noise", ...columns.map((key) => metricColumn(key)?.label ?? key)], rows, [
                false,
                ...columns.map(() => true),
                true,
                true,
              ]),
              metricsFile,
              clustersFile,
            ].join("\n"),
            json: { metrics: clustered.methods.map(({ row }) => row.values), metricsFile, clustersFile },
          };
        },
      ),
    );
}

function stepCommand(program: Command, name: string, description: string, settings: readonly (keyof RunSettings)[]): Command {
  return addSettingOptions(addCommonOptions(program.command(name).description(description)), settings);
}

async function execute<Value>(
  options: CommonOptions,
  command: StepCommand<Value>,
  describe: (result: StepCommandResult<Value>) => { readonly text: string; readonly json: object },
): Promise<void> {
  await runCommand(options.json, async ({ signal, onProgress, print }) => {
    const settings = settingsFromOptions({ ...options });
    const result = await runSteps(command, { workspace: resolve(options.workspace), settings, signal, onProgress });
    const { text, json } = describe(result);
    const { resultsDir, seconds, steps, warnings } = result;
    for (const warning of warnings.filter(({ severity }) => severity !== "info")) print(findingLine(warning));
    print(text);
    print(`${formatSeconds(seconds)}${steps.some(({ reused }) => reused) ? `, reused: ${steps.filter(({ reused }) => reused).map(({ label }) => label).join(", ")}` : ""}`);
    // A single step is no run: nothing is kept that an id could name.
    return { runId: null, task: command.task, resultsDir, seconds, steps, warnings, ...json };
  });
}

function checkedBetas(betas: readonly number[]): readonly number[] {
  if (betas.some((beta) => beta < 0) || new Set(betas).size !== betas.length) {
    throw new UsageError(`--betas must be different numbers from 0, not ${betas.join(",")}.`);
  }
  return betas;
}

function lossText({ epoch, total, reconstruction, kl }: { readonly epoch: number; readonly total: number; readonly reconstruction: number; readonly kl: number }): string {
  return `${epoch} epochs, loss ${total.toFixed(4)} (MSE ${reconstruction.toFixed(4)}, KL ${kl.toFixed(4)})`;
}

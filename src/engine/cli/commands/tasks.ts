import { DEFAULT_AUDIO_MODEL, isHubAudioModel } from "../../../shared/contract/audio-models.ts";
import { countOf, formatLoss, formatSeconds, partOf } from "../../../shared/format.ts";
import { bestPerRepresentation } from "../../../shared/best-row.ts";
import type { Command } from "commander";
import { heldOutSongs, type ModelRecord, type RunManifest } from "../../../shared/contract/run.ts";
import { SETTING_NAMES, SETTINGS, TASKS, type RunSettings, type Task } from "../../../shared/contract/settings.ts";
import { noiseOf, noiseShare } from "../../report/model/context.ts";
import { readableScores, seedNote } from "../../report/scores.ts";
import { completeSettings } from "../../steps/resolve-settings.ts";
import type { TaskResult } from "../../tasks/run-task.ts";
import { labelIn } from "../../../shared/labels.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { addCommand, allowDownloadOption, queueOf, queueOption } from "../options.ts";
import { setAction, type CommandJson } from "../run-command.ts";
import { scoreTable } from "../score-table.ts";
import { shownPath } from "../shown-path.ts";

const DESCRIPTIONS: Readonly<Record<Task, string>> = {
  easy: "MFCC statistics → VAE → K-Means, against PCA + K-Means; UMAP pictures",
  medium: "Conv-VAE on log-mel spectrograms, MusiCNN, lyrics, hybrids; every clustering method",
  hard: "β-VAE, autoencoder, contrastive network, MusiCNN, audio + lyrics (+ genre); all metrics, t-SNE maps",
};

/** What only models of the hub look at. */
const OF_HUB: readonly (keyof RunSettings)[] = ["modelWeights", "modelsDir"];

/** The settings that are flags of every task. */
const FLAGS = SETTING_NAMES.filter((name) => name !== "seed");

export function addTaskCommands(program: Command): void {
  for (const task of TASKS) {
    const command = addCommand(program, task, DESCRIPTIONS[task], {
      seeded: true,
      settings: FLAGS,
      note: (name) => (SETTINGS[name].tasks.includes(task) ? "" : ` No effect in ${task}.`),
    })
      .addOption(allowDownloadOption())
      .addOption(queueOption());
    setAction(command, async ({ options, workspace, settings: given, signal, onProgress, print, note }) => {
      completeSettings(given);
      const { used, unused } = effectiveSettings(task, given);
      if (unused.length > 0) note(`No effect in ${task}: ${unused.map((flag) => `--${flag}`).join(", ")}.`);
      // Whether ONNX Runtime loads is tried in a process of its own while the task's modules load; what needs it waits for the outcome.
      import("../../nn/runtime.ts").then(({ tryRuntime }) => tryRuntime()).catch(() => undefined);
      const { allowDownload = false } = options;
      const request = { workspace, settings: used, allowDownload, queue: queueOf(options), signal, onProgress };
      const [{ runTask }, { TASK_DEFINITIONS }] = await Promise.all([
        import("../../tasks/run-task.ts"),
        import("../../tasks/tasks.ts"),
      ]);
      const result = await runTask(TASK_DEFINITIONS[task], request);
      print(taskSummary(result));
      return taskJson(result);
    });
  }
}

/**
 * Every task takes every flag, so that one script can run all three; what a task does not look at is left out of its
 * settings, or two equal runs would seem to differ.
 * @returns the settings that it looks at, and the flags of the others, without dashes
 */
function effectiveSettings(
  task: Task,
  given: Partial<RunSettings>,
): { readonly used: Partial<RunSettings>; readonly unused: readonly string[] } {
  const names = Object.keys(given) as (keyof RunSettings)[];
  const embedsLyrics = given.lyricsEmbedding === "transformer";
  const isUsed = (name: keyof RunSettings): boolean =>
    SETTINGS[name].tasks.includes(task) &&
    !(name === "gamma" && given.includeGenreFeature !== true) &&
    !(name === "embeddingModel" && !embedsLyrics) &&
    !(OF_HUB.includes(name) && !embedsLyrics && !isHubAudioModel(given.audioModel ?? DEFAULT_AUDIO_MODEL));
  return {
    used: Object.fromEntries(names.filter(isUsed).map((name) => [name, given[name]])),
    unused: names.filter((name) => !isUsed(name)).map((name) => SETTINGS[name].flag),
  };
}

/** What a person sees at the end: warnings, the best method of each representation, times, where the report lies. */
export function taskSummary(
  { manifest, metrics, seeds, columns: keys, bestBy, report }: TaskResult,
  width?: number,
): string {
  const { warnings, steps, seconds, rows, labels, models, kChosen, settings } = manifest;
  // Scores that no row has, as those against labels that no song has, are left out as in the report.
  const known = keys.filter((key) => [...metrics, ...seeds].some(({ values }) => typeof values[key] === "number"));
  const scores = readableScores(metrics, seeds, known);
  const best = bestPerRepresentation(scores.rows, bestBy);
  const table = scoreTable(
    {
      names: ["representation", "method"],
      columns: scores.columns,
      rows: best.map((row) => ({
        names: [labelIn(labels, row.rep), labelIn(labels, row.method)],
        noise: noiseOf(row) > 0 ? noiseShare({ manifest }, row) : null,
        cells: scores.cells(row),
      })),
      first: bestBy,
      whole: shownPath(report),
    },
    width,
  );
  const reused = steps.filter((step) => step.reused);
  const told = warnings.filter(({ severity }) => severity !== "info");
  return [
    ...diagnosticLines(told),
    ...(told.length === 0 ? [] : [""]),
    ...table,
    ...scores.marks(best),
    "",
    ...models.flatMap(heldOutLine),
    ...(kChosen === undefined ? [] : [`${kChosen}.`]),
    `${partOf(rows.used, rows.total, "song")}, ${formatSeconds(seconds)}.` +
      (reused.length === 0 ? "" : ` Reused: ${reused.map(({ label }) => label).join(", ")}.`),
    ...(settings.seeds > 1 ? [seedNote(settings)] : []),
    `Report: ${shownPath(report)}`,
  ].join("\n");
}

/** What a network makes of songs that it has not seen, beside those that it was trained on. */
function heldOutLine(model: ModelRecord): string[] {
  const { label, final } = model;
  const { reconstruction, validation, total } = final;
  if (validation === undefined) return [];
  const what = reconstruction === undefined ? "loss" : "error";
  return [
    `${label}: ${what} ${formatLoss(validation)} on ${countOf(heldOutSongs(model), "song")} held out, ${formatLoss(reconstruction ?? total)} in training.`,
  ];
}

export function taskJson({
  manifest,
  resultsDir,
  report,
}: TaskResult): CommandJson & Pick<TaskResult, "report"> & Pick<RunManifest, "rows" | "best" | "models"> {
  const { runId, task, seconds, steps, warnings, best, models, rows } = manifest;
  return { runId, task, resultsDir, seconds, steps, warnings, report, rows, best, models };
}

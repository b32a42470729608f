import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isViewFile } from "../../shared/contract/result-files.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { ModelRecord, RunManifest } from "../../shared/contract/run.ts";
import { sweepRunName } from "../../shared/names.ts";
import { settingProblem } from "../../shared/contract/settings.ts";
import { kmeans } from "../analysis/clustering/kmeans/kmeans.ts";
import { agreement } from "../analysis/metrics/agreement.ts";
import { silhouette } from "../analysis/metrics/silhouette.ts";
import { formatG } from "../analysis/representations/format-g.ts";
import { UsageError } from "../core/errors.ts";
import { copyFileAtomic, renameOver, writeFileAtomic } from "../core/files.ts";
import type { Matrix } from "../core/matrix.ts";
import { createRng } from "../core/rng.ts";
import { ARCHITECTURES, autoencoderArchitecture } from "../models/architectures/registry.ts";
import { BETA_SWEEP_FOLDER, HARD_FILES, HARD_MODEL_FOLDERS, type SweepPoint } from "../results/files/hard.ts";
import { betaSweepReport } from "../report/beta-sweep.ts";
import { MODEL_FILES } from "../results/files/models.ts";
import type { ViewSourceSong } from "../results/view/source.ts";
import type { StepContext } from "../steps/context.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { drawPictures, type PlannedPicture } from "../steps/pictures/draw-pictures.ts";
import { checkDifferentNames } from "../steps/resolve-settings.ts";
import type { StepReporter } from "../steps/step.ts";
import { stoppingAfter } from "../models/settings.ts";
import { modelSettings } from "../steps/training/model-settings.ts";
import { writeAnnotation } from "../store/annotation.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { filesBelow } from "../store/publish.ts";
import { listRuns } from "../store/runs.ts";
import { hardTask } from "./hard.ts";
import { keepRun, type FinishedRun } from "./keep-run.ts";
import type { StepCommand } from "./run-steps.ts";
import { collect } from "./task-request.ts";

/** The network of a Hard run that β is about. */
const BETA_VAE = "beta-vae";

/** The table, and the picture of what β does. */
const writeSweep = defineUncachedStep({
  name: "write",
  label: "Writing tables and pictures",
  run: async (points: readonly SweptRun[], context: Pick<StepContext, "paths" | "out" | "warn">, report) => {
    await HARD_FILES.betaSweep.write(context.out, points);
    await writeFileAtomic(join(context.out, HARD_FILES.betaSweepReport.path), betaSweepReport(points));
    const hasGenres = points.some(({ nmiGenre }) => nmiGenre !== null);
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

/** A point of the sweep, and the kept run that has its network. */
export interface SweptRun extends SweepPoint {
  readonly runId: string;
}

/**
 * `beta-sweep`: keeps a run of the Hard task for each β, and draws what β does. The results of the Hard task stay as they
 * are, beside `results_hard/beta_sweep/` with a table, a picture, and each network in `beta{b}/`. A β whose equal run is
 * kept already gets no second one.
 * @throws {UsageError} for weights out of range and for two of one name.
 */
export function betaSweepCommand(given: readonly number[]): StepCommand<readonly SweptRun[]> {
  const betas = checkedBetas(given);
  const runs = betas.map((beta, index) => sweepRun(beta, { first: index === 0 }));
  return {
    task: "hard",
    label: "β sweep",
    networks: true,
    ahead: (settings) => hardTask.plan(settings),
    plan: [...runs.map((step) => ({ step, weight: 25 })), { step: writeSweep, weight: 1 }],
    async run({ steps, settings }) {
      autoencoderArchitecture(settings.architecture);
      const points: SweptRun[] = [];
      const told = new Set<string>();
      for (const step of runs) points.push(await steps.run(step, told));
      await steps.run(writeSweep, points);
      return points;
    },
  };
}

/**
 * The step that makes the run of one β. Its input: the codes of what other runs warned of already, mostly of the data.
 * @param first whose run trains what no β changes
 */
function sweepRun(beta: number, { first }: { readonly first: boolean }) {
  const name = formatG(beta);
  return defineUncachedStep({
    name: `beta-${name}`,
    label: `Run with β = ${name}`,
    run: async (told: Set<string>, context: StepContext, report): Promise<SweptRun> => {
      const { paths, out: results } = context;
      const collected = collect({
        ...context,
        settings: { ...context.settings, beta, seeds: 1 },
        onEpoch: (event) => {
          if (event.model === BETA_VAE)
            context.onEpoch({ ...event, model: `${BETA_VAE}-${name}`, label: `β = ${name}` });
          else if (first) context.onEpoch(event);
        },
      });
      const onProgress = ({ fraction, label, detail }: ProgressEvent): void => {
        report.fraction(fraction, detail === undefined ? label : `${label}, ${detail}`);
      };
      return keepRun(hardTask, paths, collected, onProgress, async (run) => {
        await copyModel(run, join(results, BETA_SWEEP_FOLDER.at({ beta: name })));
        const runId = await keepOnce(run, paths, sweepRunName(name), report);
        const { warnings } = run.manifest;
        context.warn(warnings.filter(({ code }) => !told.has(code)));
        for (const { code } of warnings) told.add(code);
        return { ...pointOf(run), runId };
      });
    },
  });
}

/** The β-VAE's folder of a run as one that stands on its own. */
async function copyModel({ out, manifest: { settings } }: FinishedRun, folder: string): Promise<void> {
  const source = join(out, HARD_MODEL_FOLDERS.betaVae);
  for (const file of await filesBelow(source)) await copyFileAtomic(join(source, file), join(folder, file));
  const { beta, latentDim, architecture } = settings;
  const own = ARCHITECTURES[autoencoderArchitecture(architecture)].settings;
  const patience = stoppingAfter(settings.patience, own)?.patience ?? 0;
  const network = { ...settings, patience, latents: { cols: latentDim } };
  await MODEL_FILES.settings.write(folder, modelSettings(settings, network, { kind: "spectrogram", beta }));
}

/** Keeps a run with a name, unless an equal one is kept. @returns the id of the one that is kept */
async function keepOnce(
  { manifest, out, kept }: FinishedRun,
  paths: WorkspacePaths,
  name: string,
  report: StepReporter,
): Promise<string> {
  const content = contentOf(manifest);
  const equal = (await listRuns(paths.runs)).find((run) => contentOf(run) === content);
  if (equal !== undefined) {
    await rm(out, { recursive: true, force: true });
    report.reused(`run ${equal.runId}`);
    return equal.runId;
  }
  await writeAnnotation(out, { name });
  await renameOver(out, kept);
  report.note(`run ${manifest.runId}`);
  return manifest.runId;
}

/** What a run was made of, and what it came to: of two runs that are equal in it, one is enough. */
function contentOf({ task, settings, dataFingerprint, rows, versions, best, files }: RunManifest): string {
  // A record that is read has them in another order than one that is made.
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  // An earlier version has other files for the panel, which say the same.
  const results = files.filter((file) => !isViewFile(file));
  return JSON.stringify({ task, settings: sorted, dataFingerprint, rows, versions, best, files: results });
}

function checkedBetas(given: readonly number[]): readonly number[] {
  if (given.length === 0) throw new UsageError("--betas must hold at least one number.");
  const problem = given.map((beta) => settingProblem("beta", beta)).find((found) => found !== undefined);
  if (problem !== undefined) throw new UsageError(`--betas: ${problem}`);
  checkDifferentNames("betas", given);
  // -0 is 0.
  return given.map((beta) => beta + 0);
}

/**
 * What a β came to. Its K-Means starts elsewhere than that of the run's own table: where clusters are weak, they differ.
 * @param songs of the run, `latents` standardised, `final` the network's last epoch
 */
export function sweepPoint(
  songs: readonly Pick<ViewSourceSong, "genre" | "language">[],
  { beta, k, seed }: { readonly beta: number; readonly k: number; readonly seed: number },
  { latents, final }: { readonly latents: Matrix; readonly final: ModelRecord["final"] },
): SweepPoint {
  const { labels } = kmeans(latents, { k, rng: createRng(seed, "kmeans", "beta-sweep") });
  const nmi = (classes: readonly string[]): number | null =>
    classes.every((label) => label === "") ? null : agreement(classes, labels).NMI.value;
  return {
    beta,
    // The network has a decoder.
    reconstruction: final.reconstruction!,
    kl: beta === 0 ? null : final.kl!,
    silhouette: silhouette(latents, labels).overall.value,
    nmiGenre: nmi(songs.map(({ genre }) => genre)),
    nmiLanguage: nmi(songs.map(({ language }) => language)),
  };
}

function pointOf({ manifest: { settings, models }, outcome }: FinishedRun): SweepPoint {
  const { songs, representations } = outcome.view!;
  const { matrix: latents } = representations.find(({ name }) => name === "audio_betaVAE_latent")!;
  const { final } = models.find(({ name }) => name === BETA_VAE)!;
  return sweepPoint(songs, settings, { latents, final });
}

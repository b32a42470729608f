import { join } from "node:path";
import { K_RANGE, type KSweep } from "../../shared/contract/k-sweep.ts";
import { K_SWEEP } from "../../shared/contract/result-files.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { TASK_LABELS, TASKS, type Task } from "../../shared/contract/settings.ts";
import { LatentuneError, UsageError } from "../core/errors.ts";
import { K_SWEEP_FILES, writeKSweep } from "../results/files/k-sweep.ts";
import { TASK_SCHEMAS } from "../results/files/index.ts";
import type { StepContext } from "../steps/context.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { sweepAll, type SweptRepresentation } from "../steps/k/k-sweep.ts";
import { drawPictures } from "../steps/pictures/draw-pictures.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import { writeFiles } from "../steps/write-step.ts";
import { readManifest } from "../store/manifest.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { listRuns } from "../store/runs.ts";
import type { StepCommand } from "./run-steps.ts";

export interface KSweepOptions {
  readonly task: Task;
  /** Names of representations; none: all of the run. */
  readonly representations?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

export interface KSweepResult {
  readonly runId: string;
  readonly sweeps: readonly KSweep[];
}

/** The kept run whose results are a task's latest (else the newest), with the representations that are asked for as it clustered them. */
const readRun = defineUncachedStep({
  name: "read-run",
  label: "Reading the run",
  run: async (
    { task, names }: { readonly task: Task; readonly names: readonly string[] },
    { paths }: Pick<StepContext, "paths">,
    report,
  ) => {
    const kept = await listRuns(paths.runs);
    const runs = kept.filter((run) => run.task === task);
    // The results that it is written beside are of this run, which a β sweep's runs may be newer than.
    const published = await readManifest(paths.results(task));
    const manifest = runs.find(({ runId }) => runId === published?.runId) ?? runs[0];
    if (manifest === undefined) {
      throw noRun(task, kept);
    }
    report.note(`run ${manifest.runId}`);
    const runFolder = join(paths.runs, manifest.runId);
    const rows = await TASK_SCHEMAS[task].metrics.read(runFolder);
    const known = [...new Set(rows.map(({ rep }) => rep))];
    const missing = names.find((name) => !known.includes(name));
    if (missing !== undefined) {
      throw new UsageError(
        `--rep: run ${manifest.runId} has no representation ${missing}. It has: ${known.join(", ")}.`,
      );
    }
    const representations: SweptRepresentation[] = [];
    for (const name of names.length === 0 ? known : names) {
      representations.push(await sweptRepresentation(runFolder, manifest, name));
    }
    return { manifest, representations };
  },
});

function noRun(task: Task, kept: readonly RunManifest[]): LatentuneError {
  const label = TASK_LABELS[task];
  const others = TASKS.filter((other) => kept.some((run) => run.task === other));
  const found = others.length === 0 ? "" : `, only of ${others.map((other) => TASK_LABELS[other]).join(" and ")}`;
  const other = others.length === 0 ? "" : `, or sweep another task's run: --task ${others.join(" or ")}`;
  return new LatentuneError(`No ${label} run is kept in this workspace${found}.`, {
    remedy: `Run the ${label} task first, whose representations a k sweep clusters${other}.`,
  });
}

/** A representation of a kept run. @throws {LatentuneError} if its file is missing or broken. */
async function sweptRepresentation(
  runFolder: string,
  { task, labels, rows }: RunManifest,
  name: string,
): Promise<SweptRepresentation> {
  const matrix = await TASK_SCHEMAS[task].readRepresentation(runFolder, name, rows.used);
  return { name, label: labels?.[name] ?? name, matrix };
}

/** The options of a run's sweep: its own seed and min_samples, so that its numbers are found again. */
function sweepOptionsOf(
  { settings: { seed, dbscanMinSamples: minSamples }, rows: { used } }: RunManifest,
  { from = K_RANGE.from, to = K_RANGE.to }: Pick<KSweepOptions, "from" | "to">,
) {
  for (const value of [from, to]) {
    if (!Number.isInteger(value) || value < K_RANGE.from || value > K_RANGE.most) {
      throw new UsageError(`A number of clusters must be a whole number from 2 to ${K_RANGE.most}, not ${value}.`);
    }
  }
  if (from > to) throw new UsageError(`The sweep from ${from} to ${to} clusters is empty.`);
  if (from >= used) {
    throw new UsageError(`The sweep begins with ${from} clusters, but the run has ${used} songs: at most ${used - 1}.`);
  }
  return { from, to, seed, minSamples };
}

/**
 * `k-sweep`: clusters the representations of a task's latest kept run with every number of clusters of a range, and writes
 * `results_<task>/k_sweep/`. Nothing is trained.
 * @throws {UsageError} for a range out of bounds or an unknown representation.
 */
export function kSweepCommand({
  task,
  representations: names = [],
  ...range
}: KSweepOptions): StepCommand<KSweepResult> {
  return {
    task,
    label: "k sweep",
    networks: false,
    plan: [
      { step: readRun, weight: 0.1 },
      { step: sweepAll, weight: 10 },
      { step: writeFiles, weight: 0.1 },
      { step: drawPictures, weight: 2 },
    ],
    async run(context) {
      const { steps, out } = context;
      const { manifest, representations } = await steps.run(readRun, { task, names: [...new Set(names)] });
      const options = sweepOptionsOf(manifest, range);
      const sweeps = await steps.run(sweepAll, { representations, ...options });
      const { from, to, seed } = options;
      const { runId } = manifest;
      await steps.run(writeFiles, () => writeKSweep(join(out, K_SWEEP.folder), { runId, seed, from, to }, sweeps));
      await steps.run(
        drawPictures,
        sweeps.map((input) => ({
          path: `${K_SWEEP.folder}/${K_SWEEP_FILES.picture.at({ rep: input.representation })}`,
          plot: { kind: "k-sweep" as const, input },
        })),
      );
      return { runId, sweeps };
    },
  };
}

/** So many points show a curve as well as all of them. */
const SHOWN_DISTANCES = 500;

/**
 * The sweep of one representation of a kept run, from the cache where it is there. The results folder stays as it is.
 * @throws {LatentuneError} if the run has no such representation. @throws {UsageError} for a range out of bounds.
 */
export async function sweepRepresentation(
  paths: WorkspacePaths,
  runFolder: string,
  manifest: RunManifest,
  { representation: name, ...range }: Pick<KSweepOptions, "from" | "to"> & { readonly representation: string },
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (event: ProgressEvent) => void },
): Promise<KSweep> {
  const options = sweepOptionsOf(manifest, range);
  const rows = await TASK_SCHEMAS[manifest.task].metrics.read(runFolder);
  if (rows.every(({ rep }) => rep !== name)) throw new LatentuneError(`This run has no representation ${name}.`);
  const representation = await sweptRepresentation(runFolder, manifest, name);
  const step = { ...sweepAll, label: `k sweep of ${representation.label}` };
  const steps = createStepRunner([{ step, weight: 1 }], { paths, signal }, onProgress);
  const [sweep] = (await steps.run(step, { representations: [representation], ...options })) as [KSweep];
  return { ...sweep, kDistance: { ...sweep.kDistance, distances: thinned(sweep.kDistance.distances) } };
}

/** At most so many values at equal steps, the first and the last among them. */
function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= SHOWN_DISTANCES) return values;
  const step = (values.length - 1) / (SHOWN_DISTANCES - 1);
  return Array.from({ length: SHOWN_DISTANCES }, (_, index) => values[Math.round(index * step)]!);
}

import { join } from "node:path";
import { bestPerRepresentation } from "../../../shared/best-row.ts";
import { isViewFile, RESULT_FILES } from "../../../shared/contract/result-files.ts";
import type { NamedApproximation } from "../../../shared/contract/scale/approximation.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import type { KeptTuning, TunedClustering, TunedRow } from "../../../shared/contract/panel/tuning.ts";
import type { MeasuredClustering } from "../../analysis/metrics/measure.ts";
import { meanRows } from "../../analysis/seeds/mean-rows.ts";
import { whileUnfinished, writeJson } from "../../core/files.ts";
import { writableFormats } from "../../report/write-reports.ts";
import { renewedNotes } from "../../dataset/labels/own-labels.ts";
import { readView } from "../../results/view/prepare-view.ts";
import { bestRowRecord, type StepContext } from "../../steps/context.ts";
import { createStepRunner } from "../../steps/step-runner.ts";
import type { PlannedStep } from "../../steps/step.ts";
import { growing } from "../../steps/step-weight.ts";
import { writeReports } from "../../steps/report/report-step.ts";
import { writeAnnotation } from "../../store/annotation.ts";
import { filesBelow, publish } from "../../store/publish.ts";
import { newRunId } from "../../store/runs.ts";
import { versions } from "../../store/versions.ts";
import { keepWritten } from "../keep-run.ts";
import { WEIGHTS } from "../prepare.ts";
import { inWorkspace, type TaskRequest } from "../task-request.ts";
import { addRow, clusterAgain, copyRun, viewAgain } from "./keep-steps.ts";
import type { Tuned } from "./recluster.ts";
import type { TunedRun } from "./tuned-run.ts";

const PLAN: readonly PlannedStep[] = [
  { step: clusterAgain, weight: growing({ once: 0.04, each: 0.005 }) },
  { step: copyRun, weight: 0.2 },
  { step: addRow, weight: 0.2 },
  { step: viewAgain, weight: growing({ once: 0.1, each: 0.013 }) },
  { step: writeReports, weight: WEIGHTS.report },
];

/**
 * Keeps a tuned clustering: in a new run with everything that the run has which it is from, published as any other. Nothing
 * is trained. The view of the run is there.
 * @throws {LatentuneError} for a workspace in which another run is going on. @throws {CancelledError}
 */
export function keepTuned(
  run: TunedRun,
  asked: TunedClustering,
  { signal, onProgress = () => undefined }: Pick<TaskRequest, "signal" | "onProgress">,
): Promise<KeptTuning> {
  const { place } = run;
  const source = place.manifest;
  const {
    task,
    settings: { audioRoots },
  } = source;
  const request = {
    workspace: place.workspace,
    settings: { dataDir: place.dataDir, audioRoots },
    ...(signal && { signal }),
  };
  const names = { task, label: "Keeping a tuned clustering", networks: false };
  return inWorkspace(request, names, async (paths, { context }) => {
    const started = new Date();
    const runId = newRunId(task, started);
    const kept = join(paths.runs, runId);
    const out = `${kept}.tmp`;
    const steps = createStepRunner<Omit<StepContext, "out">>(PLAN, context, onProgress);
    return whileUnfinished(out, async () => {
      const { tuned, measured } = await steps.run(clusterAgain, { run, asked });
      const copied = { from: place.runFolder, out };
      await steps.run(copyRun, copied);
      const { rows, seeds } = await steps.run(addRow, { ...copied, run, tuned, measured });
      const row = tunedRowOf(source, tuned);
      const unfinished: RunManifest = {
        ...source,
        runId,
        startedAt: started.toISOString(),
        versions: versions(),
        tuned: [...(source.tuned ?? []).filter((known) => known.rep !== row.rep || known.method !== row.method), row],
        ...approximationsOf(source, tuned, measured),
        labels: { ...source.labels, [row.rep]: row.labels.rep, [row.method]: row.labels.method },
        best: bestPerRepresentation(meanRows(rows, seeds), source.bestBy).map((best) => bestRowRecord(best, seeds)),
      };
      await steps.run(viewAgain, { place: { ...place, manifest: unfinished }, out, row });
      const staying = await movedFiles(source, place.runFolder);
      const view = await readView(out);
      const reports = view === undefined ? { formats: [], warnings: [] } : await writableFormats();
      const written = [...reports.formats.map(({ file }) => file), RESULT_FILES.manifest];
      const files = [...(await filesBelow(out)), ...staying, ...written].sort();
      const known = await run.known(source.settings.ownLabels);
      const seconds = (Date.now() - started.getTime()) / 1000;
      const planned: RunManifest = { ...unfinished, seconds, steps: steps.records, notes: notesOf(source, row, known.classes.own), files }; // prettier-ignore
      const manifest = view === undefined ? planned : await steps.run(writeReports, { run: { folder: out, manifest: planned, view }, formats: reports.formats }); // prettier-ignore
      await writeJson(join(out, RESULT_FILES.manifest), manifest);
      const { name = "" } = await writeAnnotation(out, { name: nameOf(row) });
      const publication = await keepWritten(paths, { manifest, out, kept }, undefined, new Set(staying));
      await publish(paths, publication);
      return { runId, name };
    });
  });
}

function tunedRowOf({ runId }: RunManifest, { origin, representation, clustering }: Tuned): TunedRow {
  const { name: rep, label, kind, holdsLabel } = representation;
  return {
    rep,
    method: clustering.method,
    from: runId,
    of: { rep: origin.representation, method: origin.method },
    tuning: origin.tuning,
    labels: { rep: label, method: clustering.label },
    kind,
    holdsLabel,
  };
}

/** `Ward, k = 7, of β-VAE latent`. */
function nameOf({ labels }: TunedRow): string {
  return `${labels.method}, of ${labels.rep}`;
}

function approximationsOf(
  source: RunManifest,
  { representation, clustering }: Tuned,
  measured: MeasuredClustering,
): Pick<RunManifest, "approximations"> {
  const own = [...(clustering.approximations ?? []), ...(measured.approximations ?? [])];
  const all: NamedApproximation[] = [
    ...(source.approximations ?? []),
    ...own.map((approximation) => ({ of: representation.label, ...approximation })),
  ];
  return all.length > 0 ? { approximations: all } : {};
}

/** Files that are too large to keep twice lie in the results alone. Files of a view never do: one that was made again has others. */
async function movedFiles({ files }: RunManifest, runFolder: string): Promise<string[]> {
  const present = new Set(await filesBelow(runFolder));
  return files.filter((file) => !present.has(file) && !isViewFile(file));
}

/** What must be known of the rows beside what was known of the run. */
function notesOf({ notes = [] }: RunManifest, { from, labels }: TunedRow, own?: readonly string[]): string[] {
  return [
    ...renewedNotes(notes, own),
    `The row ${labels.rep}, ${labels.method} was made with other parameters than the settings say; all other rows are those of run ${from}, and nothing was trained.`,
  ];
}

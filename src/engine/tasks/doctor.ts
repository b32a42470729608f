import { availableParallelism, totalmem } from "node:os";
import type { DoctorResult, MachineReport } from "../../shared/contract/rpc.ts";
import type { StepRecord } from "../../shared/contract/run.ts";
import { LYRICS_ALONE } from "../../shared/contract/dataset.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { countOf } from "../../shared/format.ts";
import { datasetOptions, type Dataset } from "../dataset/dataset.ts";
import { diagnoseDataset } from "../dataset/diagnose.ts";
import { countLabels } from "../dataset/genres/merge-genres.ts";
import { REINSTALL } from "../core/native/load-error.ts";
import type { NativeModuleError } from "../core/native/native-module.ts";
import { plotsProblem } from "../report/plots/index.ts";
import { picturesDiagnostic } from "../steps/pictures/draw-pictures.ts";
import { inProcessDecoders } from "../audio/decode/wasm.ts";
import { findFfmpeg } from "../audio/decode/ffmpeg.ts";
import { logMelFeature } from "../audio/features/log-mel.ts";
import type { Extracted } from "../audio/features/extract.ts";
import { providersHere } from "../nn/providers.ts";
import { workspacePaths } from "../store/paths.ts";
import { completeSettings } from "../steps/resolve-settings.ts";
import { orDiagnostic } from "./checks/or-diagnostic.ts";
import { FFMPEG_MISSING, NETWORKS_UNAVAILABLE, whyNoTask } from "./checks/why-no-task.ts";
import type { TaskRequest } from "./task-request.ts";
import { songFeatures } from "../steps/song-features.ts";
import { atRow, lyricRows, requestId } from "../steps/song-set.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import type { TaskContext } from "../steps/context.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { versions } from "../store/versions.ts";

export interface DoctorReport extends DoctorResult {
  readonly steps: readonly StepRecord[];
}

type DoctorContext = Pick<TaskContext, "paths" | "settings">;

const readAllRows = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: (_input: null, { paths, settings }: DoctorContext, { signal }) =>
    diagnoseDataset(datasetOptions(paths, settings), signal),
});

const decodeAll = defineUncachedStep({
  name: "decode",
  label: "Decoding every song",
  run: (dataset: Dataset, context: DoctorContext, report) =>
    orDiagnostic("decoding-failed", () => {
      const { seconds, offset } = context.settings;
      return songFeatures(logMelFeature, context, report, { dataset }, { seconds, offset, unkept: true });
    }),
});

/**
 * Checks everything that a run would stumble over: every row of the table, every song by decoding it, and the machine.
 * What it decodes is kept for the next run where that can be written; no disk that can be is needed. Whatever is wrong with data or machine is a diagnostic: a check that cannot be
 * made does not keep the others from being made.
 *
 * @throws {UsageError} for settings out of range; {CancelledError}
 */
export async function runDoctor({
  workspace,
  settings: given = {},
  signal,
  onProgress = () => undefined,
}: TaskRequest): Promise<DoctorReport> {
  const settings = completeSettings(given);
  const paths = workspacePaths(workspace, settings.dataDir, settings.audioRoots);
  const { machine, diagnostics: ofMachine } = await machineReport(settings);
  // An ffmpeg that is not there would keep all songs from being checked; those that need it are reported at their rows.
  const isRefused = ofMachine.some(({ code }) => code === FFMPEG_MISSING);
  const usedSettings = { ...settings, ffmpegPath: isRefused ? null : settings.ffmpegPath };
  const plan = [
    { step: readAllRows, weight: 0.3 },
    { step: decodeAll, weight: 3 },
  ];
  const steps = createStepRunner(plan, { paths, settings: usedSettings, signal }, onProgress);

  const { dataset, diagnostics } = await steps.run(readAllRows, null);
  const heard = await steps.run(decodeAll, dataset);

  const decoded = heard.value ?? new Map<string, Extracted>();
  const features = isRefused ? withoutFfmpeg(decoded) : decoded;
  const usable = dataset.songs.filter((song) => features.get(requestId(song))?.ok === true);
  const labelled = lyricRows(dataset) ?? usable;
  return {
    machine,
    rows: { total: dataset.counts.rows, usable: usable.length },
    cannotRun: whyNoTask({ usable: usable.length, lyricsAlone: lyricRows(dataset) !== null, machine: ofMachine }),
    languages: Object.fromEntries(countLabels(labelled.map(({ language }) => language))),
    genres: Object.fromEntries(countLabels(labelled.map(({ genre }) => genre))),
    diagnostics: [
      ...ofMachine,
      ...steps.diagnostics,
      ...heard.diagnostics,
      ...diagnostics,
      ...audioDiagnostics(dataset, features),
      ...lyricsAlone(dataset),
    ].sort((a, b) => compareText(a.file ?? "", b.file ?? "") || (a.line ?? 0) - (b.line ?? 0)),
    steps: steps.records,
  };
}

/** Songs that another ffmpeg than the one that was asked for decoded cannot be used. */
function withoutFfmpeg(features: ReadonlyMap<string, Extracted>): ReadonlyMap<string, Extracted> {
  const diagnostic: Diagnostic = {
    code: "audio-unsupported",
    severity: "error",
    message: "ffmpeg is needed to decode it, and there is no program at the ffmpeg path that is set.",
    remedy: "Correct the path, or convert the file to mp3, ogg, flac or wav.",
  };
  const withheld = (song: Extracted): Extracted =>
    song.ok && song.decoder === "ffmpeg" ? { ok: false, contentHash: song.contentHash, diagnostic } : song;
  return new Map([...features].map(([id, song]) => [id, withheld(song)]));
}

function lyricsAlone(dataset: Dataset): Diagnostic[] {
  const rows = lyricRows(dataset);
  if (rows === null) return [];
  const message = `No row has its audio: Medium and Hard can run on the lyrics of ${countOf(rows.length, "row")} alone.`;
  return [{ code: LYRICS_ALONE, severity: "info", message, file: dataset.table.file }];
}

function audioDiagnostics(dataset: Dataset, features: ReadonlyMap<string, Extracted>): Diagnostic[] {
  return dataset.songs.flatMap((song) => {
    const result = features.get(requestId(song));
    if (result === undefined) return [];
    return (result.ok ? result.diagnostics : [result.diagnostic]).map((diagnostic) => atRow(diagnostic, song, dataset));
  });
}

/** What the machine offers. The parts with machine code are loaded here: what cannot be is a diagnostic. */
async function machineReport({
  ffmpegPath,
}: RunSettings): Promise<{ machine: MachineReport; diagnostics: readonly Diagnostic[] }> {
  const { value: ffmpeg, diagnostics } = await orDiagnostic(FFMPEG_MISSING, () => findFfmpeg(ffmpegPath ?? undefined));
  const providers = await providersHere();
  const undrawn = await plotsProblem();
  const decoders = await inProcessDecoders();
  return {
    machine: {
      versions: versions(),
      cores: availableParallelism(),
      memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
      decoders: decoders.formats,
      ffmpeg: ffmpeg ?? null,
      executionProviders: providers.names,
      idleProviders: providers.idle,
    },
    diagnostics: [
      ...diagnostics,
      ...(providers.problem === undefined ? [] : [networksDiagnostic(providers.problem)]),
      ...(undrawn === undefined ? [] : [picturesDiagnostic(undrawn)]),
      ...decoders.problems.map(decoderDiagnostic),
    ],
  };
}

function networksDiagnostic({ message, place: { remedy } }: NativeModuleError): Diagnostic {
  return {
    code: NETWORKS_UNAVAILABLE,
    severity: "error",
    message: `No task can train or use a network here: ${message}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function decoderDiagnostic(message: string): Diagnostic {
  return {
    code: "decoder-unavailable",
    severity: "warning",
    message,
    remedy: `${REINSTALL} Until then ffmpeg is used.`,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

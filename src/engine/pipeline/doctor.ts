import { availableParallelism, totalmem } from "node:os";
import type { RunSettings } from "../contract/settings.ts";
import type { Finding } from "../contract/warning.ts";
import { LatentuneError } from "../core/errors.ts";
import { diagnoseDataset } from "../dataset/diagnose.ts";
import { extractLogMels, findFfmpeg } from "../features/index.ts";
import { contentHashes } from "../dataset/content-hashes.ts";
import { builtInProviders } from "../nn/session.ts";
import { workspacePaths } from "./paths.ts";
import { completeSettings } from "./resolve-settings.ts";
import { songFeatures } from "./song-features.ts";
import { atRow, requestId } from "./song-set.ts";
import { createStepRunner } from "./steps.ts";
import type { TaskRequest } from "./run-task.ts";
import { versions } from "./versions.ts";
import { join } from "node:path";

/** What the machine can do. */
export interface MachineReport {
  readonly versions: Readonly<Record<string, string>>;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Formats with a decoder inside the process. */
  readonly decoders: readonly string[];
  /** The ffmpeg that would be used for other formats; null if there is none. */
  readonly ffmpeg: string | null;
  /** Built into the runtime; whether their hardware is there shows when one is used. */
  readonly executionProviders: readonly string[];
}

export interface DoctorReport {
  readonly machine: MachineReport;
  readonly rows: { readonly total: number; readonly usable: number };
  readonly languages: Readonly<Record<string, number>>;
  readonly genres: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

const DECODERS = ["mp3", "flac", "ogg vorbis", "ogg opus", "wav"] as const;

/**
 * Checks everything that a run would stumble over: every row of the table, every song by decoding it, and the machine.
 * What it decodes is kept for the next run.
 */
export async function runDoctor({ workspace, settings: given = {}, signal, onProgress = () => undefined }: TaskRequest): Promise<DoctorReport> {
  const settings = completeSettings(given);
  const paths = workspacePaths(workspace, settings.dataDir);
  const plan = [
    { name: "read-data", label: "Reading the data", weight: 0.3 },
    { name: "decode", label: "Decoding every song", weight: 3 },
  ];
  const steps = createStepRunner(plan, onProgress, signal);
  const machine = await machineReport(settings);

  const { dataset, findings } = await steps.run("read-data", () =>
    diagnoseDataset({ workspace, dataDir: settings.dataDir }, signal),
  );
  const heard = await steps.run("decode", async (report) => {
    const hashes = await contentHashes(dataset.songs, join(paths.cache, "content-hashes.json"), signal);
    return songFeatures(extractLogMels, { paths, settings }, report, { dataset, hashes }, { seconds: settings.seconds });
  });

  const audio = dataset.songs.flatMap((song) => {
    const result = heard.get(requestId(song));
    if (result === undefined) return [];
    return (result.ok ? result.findings : [result.finding]).map((finding) => atRow(finding, song, dataset));
  });
  const usable = dataset.songs.filter((song) => heard.get(requestId(song))?.ok === true).length;
  return {
    machine,
    rows: { total: dataset.counts.rows, usable },
    languages: Object.fromEntries(dataset.counts.languages),
    genres: Object.fromEntries(dataset.counts.genres),
    findings: [...findings, ...audio].sort(
      (a, b) => compareText(a.file ?? "", b.file ?? "") || (a.line ?? 0) - (b.line ?? 0),
    ),
  };
}

async function machineReport({ ffmpegPath }: RunSettings): Promise<MachineReport> {
  return {
    versions: versions(),
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    decoders: DECODERS,
    ffmpeg: await ffmpegOrNull(ffmpegPath),
    executionProviders: builtInProviders(),
  };
}

async function ffmpegOrNull(explicit: string | null): Promise<string | null> {
  try {
    return (await findFfmpeg(explicit ?? undefined)) ?? null;
  } catch (error) {
    if (error instanceof LatentuneError) return null;
    throw error;
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

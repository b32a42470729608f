import { dirname } from "node:path";
import { countOf, formatNumber } from "../../../shared/format.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import type {
  TranscribedSong,
  TranscriptFile,
  TranscriptionEvents,
  TranscriptionRequest,
  TranscriptionResult,
} from "../../../shared/contract/transcript.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { UsageError } from "../../core/errors.ts";
import { hashesOnDemand, type HashesOnDemand } from "../../dataset/audio-files/content-hashes.ts";
import { mapParallel } from "../../core/parallel.ts";
import { datasetOptions, type Dataset } from "../../dataset/dataset.ts";
import { loadDataset } from "../../dataset/load-dataset.ts";
import { lacksLyrics } from "../../dataset/genres/overwrite-lyrics.ts";
import { requireWritable } from "../../dataset/table/table-edits.ts";
import { findFfmpeg } from "../../audio/decode/ffmpeg.ts";
import { modelOfStep } from "../model-of-step.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { requireNetworks } from "../../nn/session.ts";
import { languageCode } from "../../speech/languages.ts";
import { optionalQueue, type QueueAddress } from "../../queue/address.ts";
import { enterWorkspace } from "../../store/enter-workspace.ts";
import { joinWorkspace } from "../../store/join-workspace.ts";
import { workspacePaths, type WorkspacePaths } from "../../store/paths.ts";
import { requireWritableFolder } from "../../store/writable.ts";
import { hashesFolder } from "../audio-diagnostics.ts";
import { defineUncachedStep } from "../define-step.ts";
import { completeSettings } from "../resolve-settings.ts";
import { audioNote } from "../song-set.ts";
import { createStepRunner } from "../step-runner.ts";
import { hearHere, hearQueued } from "./hear-songs.ts";
import { keepSongs } from "./keep-songs.ts";
import { unknownLanguages, unsureLanguages } from "./language-diagnostics.ts";
import { isOf, type SongContext, type SongWords } from "./song-context.ts";
import { readTranscript, transcriptsDir } from "./transcript-files.ts";

export interface TranscribeSongsRequest extends TranscriptionEvents {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  /** Data folder, ffmpeg, execution provider, models and seed count; the others have no effect. */
  readonly settings?: Partial<RunSettings>;
  readonly transcription: TranscriptionRequest;
  /** The address of a queue whose workers hear the songs; left out: this machine does. */
  readonly queue?: string | undefined;
  readonly signal?: AbortSignal;
  /** Called with each song's transcript: in a preview it is written nowhere. */
  readonly onTranscript?: (transcript: TranscriptFile) => void;
}

/**
 * Fills in missing lyrics from the songs themselves. Each song is written as soon as it is heard, its transcript first and
 * then its row, so that a kill loses no more than the song under way and the next run goes on behind it.
 *
 * @throws {CancelledError}; {UsageError} for settings out of range or a language that Whisper does not know;
 * {ModelError} if the model is missing or broken; {LatentuneError} for a table that cannot be written to.
 */
export async function transcribeSongs(request: TranscribeSongsRequest): Promise<TranscriptionResult> {
  const { workspace, transcription, signal, onProgress = () => undefined } = request;
  const settings = completeSettings(request.settings ?? {});
  const address = optionalQueue(request.queue);
  if (address === undefined) await requireNetworks(settings.executionProvider);
  if (settings.ffmpegPath !== null) await findFfmpeg(settings.ffmpegPath);
  const asked = askedLanguage(transcription.language);
  const paths = workspacePaths(workspace, settings.dataDir, settings.audioRoots);
  const release =
    address === undefined
      ? await enterWorkspace(paths, "Transcription")
      : await joinWorkspace(paths, "Transcription", { signal, onProgress });
  const steps = createStepRunner(PLAN, { ...request, paths, settings, address, signal }, onProgress);
  try {
    // 1. The rows, and which of them are to be heard.
    const { dataset, hashes } = await steps.run(readRows, null);
    const located = await steps.run(findModel, null);
    const folder = transcriptsDir(paths.dataDir);
    const candidates = await openSongs(dataset, transcription, (song) => wasWordless(folder, song, hashes, located));
    const chosen = candidates.slice(0, transcription.limit ?? candidates.length);

    // 2. Song by song, here or on many machines.
    const diagnostics: Diagnostic[] = asked === null ? unknownLanguages(dataset.table, chosen) : [];
    const { onTranscript } = request;
    const context = { dataset, hashes, folder, settings, located, transcription, asked, diagnostics, onTranscript };
    const songs = await steps.run(transcribeAll, { chosen, context });
    const said = [...diagnostics, ...unsureLanguages(dataset.table, chosen, songs), ...steps.diagnostics];
    const left = songsOf(dataset.songs, transcription.only).length - candidates.length;
    return summary(await missingLyrics(dataset, signal), located, songs, said, left);
  } finally {
    await release();
  }
}

interface Context {
  readonly paths: WorkspacePaths;
  readonly settings: RunSettings;
  readonly transcription: TranscriptionRequest;
  readonly address: QueueAddress | undefined;
  readonly onSong?: TranscriptionEvents["onSong"];
}

const readRows = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: async (_input: null, { paths, settings, transcription }: Context, report) => {
    const { signal } = report;
    const dataset = await loadDataset(datasetOptions(paths, settings), signal);
    if (!transcription.preview) {
      requireWritable(dataset.table, "Lyrics");
      await requireWritableFolder(dirname(dataset.paths.lyricsTable), "The lyrics");
    }
    const options = { signal, onDamaged: report.damaged };
    const hashes = await hashesOnDemand(dataset.songs, hashesFolder(paths.cache), options);
    report.note(audioNote(dataset));
    return { dataset, hashes };
  },
});

const findModel = defineUncachedStep({
  name: "find-model",
  label: "Finding the model",
  run: async (_input: null, { settings, transcription }: Context, report) => {
    const { modelWeights: weights, modelsDir, executionProvider } = settings;
    const { model, allowDownload } = transcription;
    const request = { kind: "speech", model, weights, modelsDir, executionProvider } as const;
    const located = await modelOfStep(request, allowDownload, report);
    report.note(`${located.id}, ${located.weights} weights`);
    return located;
  },
});

const transcribeAll = defineUncachedStep({
  name: "transcribe",
  label: "Transcribing",
  run: async (
    { chosen, context }: { readonly chosen: readonly Song[]; readonly context: SongContext },
    { paths, settings, onSong, address }: Context,
    report,
  ) => {
    const done = new Map<Song, TranscribedSong>();
    const keep = async (words: readonly SongWords[]): Promise<void> => {
      const kept = await keepSongs(context, words);
      for (const [index, result] of kept.entries()) {
        done.set(words[index]!.song, result);
        onSong?.(result, done.size, chosen.length);
      }
    };
    const toHear = { songs: chosen, context, keep };
    try {
      if (address === undefined) await hearHere(toHear, report);
      else await hearQueued(toHear, { paths, settings }, address, report);
    } finally {
      await context.hashes.keep();
    }
    const songs = chosen.map((song) => done.get(song)!);
    report.note(speedOf(songs));
    return songs;
  },
});

const PLAN = [
  { step: readRows, weight: 0.3 },
  { step: findModel, weight: 0.1 },
  { step: transcribeAll, weight: 100 },
];

/** The songs of the given file names; all where none are given. */
function songsOf(songs: readonly Song[], only: readonly string[] | null): readonly Song[] {
  const names = only && new Set(only);
  return names === null ? songs : songs.filter(({ filename }) => names.has(filename));
}

/** Songs that are to be heard, in the order of the table: those without lyrics that are not known to have no words. */
async function openSongs(
  { songs }: Dataset,
  { force, only }: TranscriptionRequest,
  isWordless: (song: Song) => Promise<boolean>,
): Promise<readonly Song[]> {
  if (only !== null) {
    const names = new Set(songs.map(({ filename }) => filename));
    const unknown = only.find((name) => !names.has(name));
    if (unknown !== undefined) throw new UsageError(`No usable row of lyrics.csv has the file name “${unknown}”.`);
  }
  const wanted = songsOf(songs, only).filter((song) => force || lacksLyrics(song));
  if (force) return wanted;
  const wordless = await mapParallel(wanted, isWordless);
  return wanted.filter((_, index) => wordless[index] !== true);
}

/** Whether the same model has listened to the same sound before and heard no words. */
async function wasWordless(
  folder: string,
  song: Song,
  hashes: HashesOnDemand<Song>,
  located: LocatedModel,
): Promise<boolean> {
  const transcript = await readTranscript(folder, song.filename);
  return (
    transcript !== undefined &&
    transcript.reason !== null &&
    isOf(transcript, located) &&
    transcript.audioSha256 === (await hashes.of(song))
  );
}

function askedLanguage(language: string | null): string | null {
  if (language === null) return null;
  const code = languageCode(language);
  if (code !== undefined) return code;
  throw new UsageError(
    `Whisper does not know the language “${language}”. Give an English name or a code, such as bangla or bn.`,
  );
}

/** Rows without lyrics, now. */
async function missingLyrics({ paths }: Dataset, signal: AbortSignal | undefined): Promise<number> {
  const { table } = await loadDataset(paths, signal);
  return table.records.filter(lacksLyrics).length;
}

function summary(
  stillMissing: number,
  { id: model, weights }: LocatedModel,
  songs: readonly TranscribedSong[],
  diagnostics: readonly Diagnostic[],
  skipped: number,
): TranscriptionResult {
  const count = (outcome: TranscribedSong["outcome"]): number =>
    songs.filter((song) => song.outcome === outcome).length;
  return {
    model,
    weights,
    songs,
    transcribed: count("transcribed"),
    noWords: count("no-words"),
    failed: count("failed"),
    skipped,
    stillMissing,
    diagnostics,
  };
}

/** `30 songs, 780 s of sound, 4.2 × real time`. */
function speedOf(songs: readonly TranscribedSong[]): string {
  const heard = songs.filter(({ speed }) => speed !== null);
  const sound = heard.reduce((sum, { duration }) => sum + duration, 0);
  const taken = heard.reduce((sum, { duration, speed }) => sum + duration / speed!, 0);
  const speed = taken > 0 ? `, ${Math.round(sound)} s of sound, ${formatNumber(sound / taken)} × real time` : "";
  return `${countOf(songs.length, "song")}${speed}`;
}

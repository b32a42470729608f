import { join } from "node:path";
import type { Song } from "../../../shared/contract/dataset.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import {
  NO_WORDS,
  TRANSCRIPT_SCHEMA_VERSION,
  type TranscribedSong,
  type TranscriptFile,
  type TranscriptionEvents,
  type TranscriptionRequest,
  type TranscriptionResult,
} from "../../../shared/contract/transcript.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { throwIfCancelled, UsageError } from "../../core/errors.ts";
import { contentHashes } from "../../dataset/audio-files/content-hashes.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { loadDataset } from "../../dataset/load-dataset.ts";
import { lacksLyrics } from "../../dataset/genres/overwrite-lyrics.ts";
import { requireWritable } from "../../dataset/table/table-edits.ts";
import { AudioError, decodeAudio, findFfmpeg, LOG_MEL } from "../../audio/index.ts";
import { megabytes } from "../../hub/download.ts";
import { ensureModel } from "../../hub/ensure-model.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { requireProvider } from "../../nn/session.ts";
import { languageCode, loadWhisper, transcribe, type SpeechModel } from "../../speech/index.ts";
import { enterWorkspace } from "../../store/enter-workspace.ts";
import { workspacePaths } from "../../store/paths.ts";
import { completeSettings } from "../resolve-settings.ts";
import { atRow } from "../song-set.ts";
import { createStepRunner, type StepReporter } from "../step-runner.ts";
import { lyricsOf, readTranscript, transcriptsDir, writeTranscript } from "./transcript-files.ts";
import { writeRowLyrics } from "./write-row.ts";

/** Tracks are written down to their end, up to two hours. */
const MOST_SECONDS = 7200;

export interface TranscribeSongsRequest extends TranscriptionEvents {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  /** Data folder, ffmpeg, execution provider, models and seed count; the others have no effect. */
  readonly settings?: Partial<RunSettings>;
  readonly transcription: TranscriptionRequest;
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
  requireProvider(settings.executionProvider);
  if (settings.ffmpegPath !== null) await findFfmpeg(settings.ffmpegPath);
  const asked = askedLanguage(transcription.language);
  const paths = workspacePaths(workspace, settings.dataDir);
  const release = await enterWorkspace(paths, "Transcription");
  const steps = createStepRunner(PLAN, onProgress, signal);
  try {
    // 1. The rows, and which of them are to be heard.
    const { dataset, hashes } = await steps.run("read-data", async (report) => {
      const read = await loadDataset({ workspace, dataDir: settings.dataDir }, signal);
      if (!transcription.preview) requireWritable(read.table, "Lyrics");
      const kept = await contentHashes(read.songs, join(paths.cache, "content-hashes.json"), signal);
      report.note(`${read.songs.length} of ${read.counts.rows} rows have their audio file`);
      return { dataset: read, hashes: new Map(read.songs.map((song, index) => [song.row, kept[index] ?? null])) };
    });
    const located = await steps.run("find-model", (report) => findModel(settings, transcription, report));
    const folder = transcriptsDir(paths.dataDir);
    const candidates = await openSongs(dataset, transcription, (song) =>
      wasWordless(folder, song, hashes.get(song.row), located),
    );
    const chosen = candidates.slice(0, transcription.limit ?? candidates.length);

    // 2. Song by song. The model is loaded when the first one needs it.
    const songs: TranscribedSong[] = [];
    const diagnostics: Diagnostic[] = [];
    let model: SpeechModel | undefined;
    const { onTranscript } = request;
    const context = { dataset, folder, settings, located, transcription, asked, signal, diagnostics, onTranscript };
    await steps.run("transcribe", async (report) => {
      try {
        for (const [index, song] of chosen.entries()) {
          throwIfCancelled(signal);
          const tell = (done: number, detail: string): void => {
            report.fraction(
              (index + done) / chosen.length,
              `${index + 1} of ${chosen.length}, ${song.filename}${detail}`,
            );
          };
          tell(0, "");
          const load = async (): Promise<SpeechModel> =>
            (model ??= await loadWhisper(located, settings.executionProvider));
          const result = await transcribeSong(context, song, hashes.get(song.row) ?? null, load, tell);
          songs.push(result);
          request.onSong?.(result, index + 1, chosen.length);
        }
        report.note(speedOf(songs));
      } finally {
        await model?.dispose();
      }
    });
    const left =
      dataset.songs.filter(({ filename }) => transcription.only?.includes(filename) ?? true).length - candidates.length;
    return summary(await missingLyrics(dataset, signal), located, songs, diagnostics, left);
  } finally {
    await release();
  }
}

const PLAN = [
  { name: "read-data", label: "Reading the data", weight: 0.3 },
  { name: "find-model", label: "Diagnostic the model", weight: 0.1 },
  { name: "transcribe", label: "Transcribing", weight: 100 },
] as const;

interface SongContext {
  readonly dataset: Dataset;
  readonly folder: string;
  readonly settings: RunSettings;
  readonly located: LocatedModel;
  readonly transcription: TranscriptionRequest;
  /** Whisper's code of the language that was asked for. */
  readonly asked: string | null;
  readonly signal: AbortSignal | undefined;
  readonly diagnostics: Diagnostic[];
  readonly onTranscript: ((transcript: TranscriptFile) => void) | undefined;
}

/** Hears one song, or takes its transcript from before, and writes it. What is wrong with its sound is a diagnostic at its row. */
async function transcribeSong(
  context: SongContext,
  song: Song,
  hash: string | null,
  load: () => Promise<SpeechModel>,
  tell: (done: number, detail: string) => void,
): Promise<TranscribedSong> {
  const { dataset, folder, located, transcription, diagnostics, onTranscript } = context;
  const { row, filename } = song;
  const before = transcription.force || hash === null ? undefined : await readTranscript(folder, filename);
  const kept = before?.audioSha256 === hash && isOf(before, located) ? before : undefined;
  let heard: Heard;
  try {
    heard = kept === undefined ? await hear(context, song, hash, load, tell) : { transcript: kept, speed: null };
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    const code = `audio-${error.reason}` as const;
    const remedy = error.place.remedy === undefined ? {} : { remedy: error.place.remedy };
    diagnostics.push(
      atRow({ code, severity: AUDIO_DIAGNOSTICS[code], message: error.message, ...remedy }, song, dataset),
    );
    return {
      row,
      filename,
      outcome: "failed",
      lyrics: "",
      reason: null,
      language: null,
      duration: 0,
      speed: null,
      reused: false,
    };
  }
  const { transcript, speed } = heard;
  onTranscript?.(transcript);
  const lyrics = lyricsOf(transcript);
  if (!transcription.preview) await keep(context, song, transcript, lyrics, kept === undefined);
  return {
    row,
    filename,
    outcome: transcript.reason === null ? "transcribed" : "no-words",
    lyrics,
    reason: transcript.reason,
    language: transcript.language?.code ?? null,
    duration: transcript.duration,
    speed,
    reused: kept !== undefined,
  };
}

/** First the transcript, then the row: a kill between the two is made good from the transcript. */
async function keep(
  { dataset, folder, transcription: { force }, diagnostics }: SongContext,
  song: Song,
  transcript: TranscriptFile,
  lyrics: string,
  isNew: boolean,
): Promise<void> {
  if (isNew) await writeTranscript(folder, transcript);
  if (lyrics === "") {
    // Lyrics go only for a track that is known to have no words, not because this model did not understand them.
    if (!force || song.lyrics.trim() === "") return;
    if (transcript.reason === "repetition" || transcript.reason === "uncertain") {
      const message = `No words were written down (${NO_WORDS[transcript.reason]}); its lyrics stay.`;
      diagnostics.push(
        atRow({ code: "lyrics-kept", severity: "warning", message, remedy: "Try a larger model." }, song, dataset),
      );
      return;
    }
  }
  const written = await writeRowLyrics(dataset, song, lyrics, { force });
  if (written === "written") return;
  const message =
    written === "gone"
      ? "The row is gone from the table; its transcript is kept."
      : "Somebody has written lyrics meanwhile; they stay.";
  diagnostics.push(atRow({ code: "transcript-not-written", severity: "warning", message }, song, dataset));
}

interface Heard {
  readonly transcript: TranscriptFile;
  /** Times faster than the song; null where it was not listened to. */
  readonly speed: number | null;
}

async function hear(
  { settings, located, asked, signal }: SongContext,
  song: Song,
  hash: string | null,
  load: () => Promise<SpeechModel>,
  tell: (done: number, detail: string) => void,
): Promise<Heard> {
  const { id: model, weights } = located;
  const facts = {
    schemaVersion: TRANSCRIPT_SCHEMA_VERSION,
    filename: song.filename,
    audioSha256: hash ?? "",
    model,
    weights,
  } as const;
  let samples: Float32Array;
  try {
    const { ffmpegPath } = settings;
    const options = {
      sampleRate: LOG_MEL.sampleRate,
      seconds: MOST_SECONDS,
      ...(ffmpegPath === null ? {} : { ffmpegPath }),
    };
    ({ samples } = await decodeAudio(song.audioPath, { ...options, ...(signal === undefined ? {} : { signal }) }));
  } catch (error) {
    if (!(error instanceof AudioError) || error.reason !== "silent") throw error;
    return {
      transcript: { ...facts, language: null, duration: 0, lines: [], reason: "silent", windows: [] },
      speed: null,
    };
  }
  const duration = Math.round((samples.length / LOG_MEL.sampleRate) * 100) / 100;
  const whisper = await load();
  const started = performance.now();
  const { lines, windows, reason, language, detected } = await transcribe(whisper, samples, {
    language: asked ?? languageCode(song.language) ?? null,
    seed: settings.seed,
    signal,
    onProgress: (seconds) => {
      const speed = seconds / ((performance.now() - started) / 1000);
      tell(
        seconds / duration,
        `: ${Math.round(seconds)} of ${Math.round(duration)} s${seconds === 0 ? "" : `, ${speed.toFixed(1)} × real time`}`,
      );
    },
  });
  const speed = duration / ((performance.now() - started) / 1000);
  return { transcript: { ...facts, language: { code: language, detected }, duration, lines, reason, windows }, speed };
}

async function findModel(
  settings: RunSettings,
  { model, allowDownload }: TranscriptionRequest,
  report: StepReporter,
): Promise<LocatedModel> {
  const { modelWeights: weights, modelsDir, executionProvider } = settings;
  const located = await ensureModel(
    { kind: "speech", model, weights, modelsDir, executionProvider },
    {
      allowDownload,
      signal: report.signal,
      onProgress: ({ doneBytes, totalBytes, file }) => {
        report.fraction(
          doneBytes / totalBytes,
          `downloading ${file}: ${megabytes(doneBytes)} of ${megabytes(totalBytes)}`,
        );
      },
    },
  );
  report.note(`${located.id}, ${located.weights} weights`);
  return located;
}

/** Songs that are to be heard, in the order of the table: those without lyrics that are not known to have no words. */
async function openSongs(
  { songs }: Dataset,
  { force, only }: TranscriptionRequest,
  isWordless: (song: Song) => Promise<boolean>,
): Promise<Song[]> {
  if (only !== null) {
    const unknown = only.find((name) => songs.every(({ filename }) => filename !== name));
    if (unknown !== undefined) throw new UsageError(`No usable row of lyrics.csv has the file name “${unknown}”.`);
  }
  const wanted = songs.filter(
    (song) => (only === null || only.includes(song.filename)) && (force || lacksLyrics(song)),
  );
  if (force) return wanted;
  const wordless = await Promise.all(wanted.map(isWordless));
  return wanted.filter((_, index) => wordless[index] !== true);
}

/** Whether the same model has listened to the same sound before and heard no words. */
async function wasWordless(
  folder: string,
  { filename }: Song,
  hash: string | null | undefined,
  located: LocatedModel,
): Promise<boolean> {
  const transcript = await readTranscript(folder, filename);
  return (
    transcript !== undefined &&
    transcript.reason !== null &&
    transcript.audioSha256 === hash &&
    isOf(transcript, located)
  );
}

function isOf({ model, weights }: TranscriptFile, located: LocatedModel): boolean {
  return model === located.id && weights === located.weights;
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
async function missingLyrics({ workspace, dataDir }: Dataset, signal: AbortSignal | undefined): Promise<number> {
  const { table } = await loadDataset({ workspace, dataDir }, signal);
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
  const speed = taken > 0 ? `, ${Math.round(sound)} s of sound, ${(sound / taken).toFixed(1)} × real time` : "";
  return `${songs.length} songs${speed}`;
}

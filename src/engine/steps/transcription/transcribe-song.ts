import { formatNumber } from "../../../shared/format.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import {
  NO_WORDS,
  TRANSCRIPT_SCHEMA_VERSION,
  type TranscribedSong,
  type TranscriptFile,
  type TranscriptionRequest,
} from "../../../shared/contract/transcript.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { AudioError } from "../../audio/decode/audio-error.ts";
import { decodeAudio } from "../../audio/decode/decode-audio.ts";
import { LOG_MEL } from "../../audio/features/log-mel.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { languageCode } from "../../speech/languages.ts";
import { transcribe } from "../../speech/transcribe.ts";
import type { SpeechModel } from "../../speech/model.ts";
import { atRow } from "../song-set.ts";
import { lyricsOf, readTranscript, writeTranscript } from "./transcript-files.ts";
import { writeRowLyrics } from "./write-row.ts";

/** Songs are written down to their end, up to two hours. */
const MOST_SECONDS = 7200;

/** What every song of a transcription is heard with. */
export interface SongContext {
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
export async function transcribeSong(
  context: SongContext,
  song: Song,
  hash: string | null,
  load: () => Promise<SpeechModel>,
  onProgress: (done: number, detail: string) => void,
): Promise<TranscribedSong> {
  const { dataset, folder, located, transcription, diagnostics, onTranscript } = context;
  const { row, filename } = song;
  const before = transcription.force || hash === null ? undefined : await readTranscript(folder, filename);
  const kept = before?.audioSha256 === hash && isOf(before, located) ? before : undefined;
  let heard: Heard;
  try {
    heard = kept === undefined ? await hear(context, song, hash, load, onProgress) : { transcript: kept, speed: null };
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
    // Lyrics go only for a song that is known to have no words, not because this model did not understand them.
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
  onProgress: (done: number, detail: string) => void,
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
      onProgress(
        seconds / duration,
        `: ${Math.round(seconds)} of ${Math.round(duration)} s${seconds === 0 ? "" : `, ${formatNumber(speed)} × real time`}`,
      );
    },
  });
  const speed = duration / ((performance.now() - started) / 1000);
  return { transcript: { ...facts, language: { code: language, detected }, duration, lines, reason, windows }, speed };
}

/** Whether a transcript is this model's. */
export function isOf({ model, weights }: TranscriptFile, located: LocatedModel): boolean {
  return model === located.id && weights === located.weights;
}

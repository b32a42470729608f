import type { ProgressEvent } from "./progress.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** Raised whenever a field of a transcript's file changes its meaning. */
export const TRANSCRIPT_SCHEMA_VERSION = 1;

/** A line as it is sung. */
export interface TranscriptLine {
  /** Seconds from the start of the song. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** From this probability on a detected language is believed, and written into a cell that has none. */
export const CONFIDENT_LANGUAGE = 0.6;

/** The language that a song was written down in. */
export interface HeardLanguage {
  /** Whisper's, such as `bn`. */
  readonly code: string;
  /** From the sound, not from the row. */
  readonly detected: boolean;
  /**
   * That it is this one, by all windows that count, times the share of the sung time whose words were believed in it; null
   * where it was not detected, or the model knows no other.
   */
  readonly probability: number | null;
}

/**
 * Why a song has no words: it is silent; nobody sings; or a model said something that fails Whisper's own checks, being
 * repeated over and over (`repetition`) or too improbable (`uncertain`), and is not believed.
 */
export type NoWordsReason = "silent" | "no-speech" | "repetition" | "uncertain";

export const NO_WORDS: Readonly<Record<NoWordsReason, string>> = {
  silent: "the song is silent",
  "no-speech": "nobody seems to sing",
  repetition: "the model only repeated itself",
  uncertain: "the model was not sure of any word",
};

/** `data/lyrics/asr/<stem>.json`: what was heard in a song, line by line, for showing the line that is being sung. */
export interface TranscriptFile {
  readonly schemaVersion: typeof TRANSCRIPT_SCHEMA_VERSION;
  /** As `lyrics.csv` has it: two songs may have one stem. */
  readonly filename: string;
  /** SHA-256 of the song that was heard. */
  readonly audioSha256: string;
  readonly model: string;
  readonly weights: "quantised" | "full";
  /** Of the way of hearing: another one is not taken for what would be heard today. */
  readonly hearing: number;
  /** Null where nothing was listened to. */
  readonly language: HeardLanguage | null;
  /** Seconds of the song. */
  readonly duration: number;
  readonly lines: readonly TranscriptLine[];
  /** Why there is no line; null if there is one. Such a song is not listened to again by the same model, unless forced. */
  readonly reason: NoWordsReason | null;
  /** What became of each window of the song, with the numbers that decided it. */
  readonly windows: readonly TranscriptWindow[];
}

/** What became of one window, for whoever wonders why something was or was not written down. */
export interface TranscriptWindow {
  /** Seconds from the start of the song. */
  readonly start: number;
  readonly end: number;
  /** `credits`: nothing but what stands at the end of subtitled videos. */
  readonly verdict: "accepted" | "credits" | Exclude<NoWordsReason, "silent">;
  readonly temperature: number;
  readonly averageLogProbability: number;
  readonly noSpeechProbability: number;
  readonly compressionRatio: number;
}

/** Which rows of `lyrics.csv` are transcribed, and how. */
export interface TranscriptionRequest {
  /** A short name (`small`), a hub id or a folder. */
  readonly model: string;
  /** A language's name or code for all rows; null: each row's own, detected where Whisper does not know it. */
  readonly language: string | null;
  /** Rows that have lyrics, and songs in which no words were heard before, as well. */
  readonly force: boolean;
  /** At most so many songs; null: all. */
  readonly limit: number | null;
  /** Only the rows of these file names; null: all. */
  readonly only: readonly string[] | null;
  /** Writes a detected language that is sure into a row that has none. */
  readonly writeLanguage: boolean;
  /** Leaves `lyrics.csv` as it is and only says what would be written, for a look before lyrics are replaced. */
  readonly preview: boolean;
  /** Downloads the model if it is not there: the user has agreed. */
  readonly allowDownload: boolean;
}

/** What became of one row. */
export interface TranscribedSong {
  readonly row: number;
  readonly filename: string;
  /**
   * `transcribed`: its lyrics are written (or would be, in a preview). `no-words`: it stays empty, for `reason`. `failed`:
   * its sound cannot be used, see the diagnostics.
   */
  readonly outcome: "transcribed" | "no-words" | "failed";
  readonly lyrics: string;
  readonly reason: NoWordsReason | null;
  /** Whisper's code; null where nothing was listened to. */
  readonly language: string | null;
  /** That it is this one; null where it was not detected. */
  readonly languageProbability: number | null;
  /** Seconds of the song, and how many times faster than the song it was listened to; null where it was not. */
  readonly duration: number;
  readonly speed: number | null;
  /** The transcript was there from before. */
  readonly reused: boolean;
}

/** Whether words were written down in a language that was detected and is not sure. */
export function isUnsure({
  reason,
  languageProbability,
}: Pick<TranscribedSong, "reason" | "languageProbability">): boolean {
  return reason === null && languageProbability !== null && languageProbability < CONFIDENT_LANGUAGE;
}

export interface TranscriptionResult {
  readonly model: string;
  readonly weights: "quantised" | "full";
  readonly songs: readonly TranscribedSong[];
  readonly transcribed: number;
  readonly noWords: number;
  readonly failed: number;
  /** Rows that were left alone: they have lyrics, or were heard to have no words before. */
  readonly skipped: number;
  /** Rows without lyrics at the end. */
  readonly stillMissing: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What an export of lyrics with their times came to; paths are relative to the workspace. */
export interface LrcExport {
  readonly written: readonly string[];
  /** There was a file of somebody else's, which was left alone. */
  readonly kept: readonly string[];
  /** Songs without times: not transcribed, or with other lyrics since. */
  readonly untimed: number;
}

/** What a transcription reports while it runs. */
export interface TranscriptionEvents {
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Called after each song. */
  readonly onSong?: (song: TranscribedSong, done: number, total: number) => void;
}

/** What was heard in a song that may have lyrics already. */
export interface LyricsProposal {
  readonly song: TranscribedSong;
  /** Null if its sound cannot be used: see the diagnostics. */
  readonly transcript: TranscriptFile | null;
  /** The whole text of `lyrics.csv` with these lyrics; null if there are none. */
  readonly lyricsText: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

import { CONFIDENT_LANGUAGE, type TranscriptFile } from "../../../shared/contract/transcript.ts";
import { lyricsOf } from "./transcript-files.ts";

/** What is to be written into a song's row. */
export interface SongText {
  readonly lyrics: string;
  /** Whisper's code of the language for a cell that holds none; null: it stays empty. */
  readonly language: string | null;
}

/** The lyrics of a transcript, with its language where that was detected, is sure, and words were heard in it. */
export function songTextOf(transcript: TranscriptFile, writeLanguage: boolean): SongText {
  const { language } = transcript;
  const lyrics = lyricsOf(transcript);
  const isSure = language !== null && (language.probability ?? 0) >= CONFIDENT_LANGUAGE;
  return { lyrics, language: writeLanguage && isSure && lyrics !== "" ? language.code : null };
}

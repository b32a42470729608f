import { countOf, formatNumber, formatSecondsLeft } from "../../shared/format.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import {
  isUnsure,
  NO_WORDS,
  type TranscribedSong,
  type TranscriptionResult,
} from "../../shared/contract/transcript.ts";

/** `Transcribing 3 of 30, song.mp3: 12 of 30 s, 4.2 × real time · about 2 min left`. */
export function transcriptionProgress({ label, detail, secondsLeft }: ProgressEvent): string {
  const what = detail === undefined ? label : `${label} ${detail}`;
  return secondsLeft === null ? what : `${what} · ${formatSecondsLeft(secondsLeft)}`;
}

/** `song.mp3: 12 lines in Spanish (not sure: 0.46), 4.2 × real time`. */
export function songText(song: TranscribedSong): string {
  const { filename, outcome, lyrics, reason, language, languageProbability, speed, reused } = song;
  if (outcome === "failed") return `${filename}: its sound cannot be used`;
  const words = reason === null ? countOf(lyrics.split("\n").length, "line") : `no words, ${NO_WORDS[reason]}`;
  const sure = languageProbability !== null && isUnsure(song) ? ` (not sure: ${languageProbability.toFixed(2)})` : "";
  const tongue = language === null || reason !== null ? "" : ` in ${languageName(language)}${sure}`;
  const rate = speed === null ? "" : `, ${formatNumber(speed)} × real time`;
  return `${filename}: ${words}${tongue}${rate}${reused ? ", heard before" : ""}`;
}

/** What a transcription came to: transcribed, without words, skipped, failed, still missing. */
export function summaryText({
  songs,
  transcribed,
  noWords,
  skipped,
  failed,
  stillMissing,
}: TranscriptionResult): string {
  if (songs.length === 0) {
    return stillMissing === 0
      ? "Every row of lyrics.csv has lyrics already."
      : `No song is left to be heard. ${countOf(stillMissing, "row")} without lyrics: no usable audio, or no words were heard in it before.`;
  }
  const counts = [
    `Transcribed ${countOf(transcribed, "song")}`,
    ...(noWords === 0 ? [] : [`${noWords} without words`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ];
  const left =
    stillMissing === 0 ? "Every row has lyrics now." : `${countOf(stillMissing, "row")} still without lyrics.`;
  return `${counts.join(", ")}. ${left}`;
}

/** What was written before the user stopped it. */
export function stoppedText(written: number): string {
  const kept =
    written === 0 ? "No song was written yet." : `${countOf(written, "song")} ${written === 1 ? "is" : "are"} written.`;
  return `Transcription stopped. ${kept} The next one goes on from there.`;
}

/** English name of Whisper's code. */
function languageName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
}

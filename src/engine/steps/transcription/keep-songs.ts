import type { Song } from "../../../shared/contract/dataset.ts";
import { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import { NO_WORDS, type TranscribedSong, type TranscriptFile } from "../../../shared/contract/transcript.ts";
import { atRow } from "../song-set.ts";
import type { SongContext, SongWords } from "./song-context.ts";
import { songTextOf, type SongText } from "./song-text.ts";
import { lyricsOf, writeTranscript } from "./transcript-files.ts";
import { writeLyrics, type WrittenRow } from "./write-lyrics.ts";

/**
 * Writes what is known of songs: first the transcripts, then the rows, all in one go. A kill between the two is made good
 * from the transcripts. What is wrong with a song's sound is a diagnostic at its row.
 * @returns what became of each, in their order
 */
export async function keepSongs(context: SongContext, songs: readonly SongWords[]): Promise<TranscribedSong[]> {
  const { folder, dataset, transcription, diagnostics, onTranscript } = context;
  const texts = new Map<string, SongText>();
  for (const words of songs) {
    const { song } = words;
    if ("diagnostic" in words) {
      const { code } = words.diagnostic;
      diagnostics.push(atRow({ severity: AUDIO_DIAGNOSTICS[code], ...words.diagnostic }, song, dataset));
      continue;
    }
    const { transcript, reused } = words;
    onTranscript?.(transcript);
    if (transcription.preview) continue;
    if (!reused) await writeTranscript(folder, transcript);
    if (isToBeWritten(context, song, transcript))
      texts.set(song.filename, songTextOf(transcript, transcription.writeLanguage));
  }
  const written = await writeLyrics(dataset, texts, transcription);
  for (const { song } of songs) sayUnwritten(context, song, written.get(song.filename));
  return songs.map(transcribedSong);
}

/** Lyrics go only for a song that is known to have no words, not because this model did not understand them. */
function isToBeWritten(
  { dataset, transcription: { force }, diagnostics }: SongContext,
  song: Song,
  transcript: TranscriptFile,
): boolean {
  if (lyricsOf(transcript) !== "") return true;
  const { reason } = transcript;
  if (!force || song.lyrics.trim() === "") return false;
  if (reason !== "repetition" && reason !== "uncertain") return true;
  const message = `No words were written down (${NO_WORDS[reason]}); its lyrics stay.`;
  diagnostics.push(
    atRow({ code: "lyrics-kept", severity: "warning", message, remedy: "Try a larger model." }, song, dataset),
  );
  return false;
}

function sayUnwritten({ dataset, diagnostics }: SongContext, song: Song, row: WrittenRow | undefined): void {
  if (row === undefined || row === "written") return;
  const message =
    row === "gone"
      ? "The row is gone from the table; its transcript is kept."
      : "Somebody has written lyrics meanwhile; they stay.";
  diagnostics.push(atRow({ code: "transcript-not-written", severity: "warning", message }, song, dataset));
}

function transcribedSong(words: SongWords): TranscribedSong {
  const { row, filename } = words.song;
  if ("diagnostic" in words) {
    const nothing = {
      lyrics: "",
      reason: null,
      language: null,
      languageProbability: null,
      duration: 0,
      speed: null,
      reused: false,
    } as const;
    return { row, filename, outcome: "failed", ...nothing };
  }
  const { transcript, speed, reused } = words;
  const { reason, language, duration } = transcript;
  return {
    row,
    filename,
    outcome: reason === null ? "transcribed" : "no-words",
    lyrics: lyricsOf(transcript),
    reason,
    language: language?.code ?? null,
    languageProbability: language?.probability ?? null,
    duration,
    speed,
    reused,
  };
}

import type { Song } from "../../../shared/contract/dataset.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import {
  TRANSCRIPT_SCHEMA_VERSION,
  type TranscriptFile,
  type TranscriptionRequest,
} from "../../../shared/contract/transcript.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { AudioDiagnostic } from "../../audio/features/kept-feature.ts";
import type { HashesOnDemand } from "../../dataset/audio-files/content-hashes.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { HEARING_VERSION, type Hearing, type SongToHear } from "../../speech/hear-song.ts";
import { languageCode } from "../../speech/languages.ts";
import { readTranscript } from "./transcript-files.ts";

/** What every song of a transcription is heard with. */
export interface SongContext {
  readonly dataset: Dataset;
  readonly hashes: HashesOnDemand<Song>;
  readonly folder: string;
  readonly settings: RunSettings;
  readonly located: LocatedModel;
  readonly transcription: TranscriptionRequest;
  /** Whisper's code of the language that was asked for. */
  readonly asked: string | null;
  readonly diagnostics: Diagnostic[];
  readonly onTranscript: ((transcript: TranscriptFile) => void) | undefined;
}

/** What is known of a song: its transcript, or why it cannot be heard. */
export type SongWords =
  | {
      readonly song: Song;
      readonly transcript: TranscriptFile;
      /** Times faster than the song; null where it was not listened to. */
      readonly speed: number | null;
      /** The transcript was there from before. */
      readonly reused: boolean;
    }
  | { readonly song: Song; readonly diagnostic: AudioDiagnostic };

/** A song's transcript from before, if it is of the same model and the same sound. */
export async function wordsFromBefore(
  { folder, located, transcription, hashes }: SongContext,
  song: Song,
): Promise<SongWords | undefined> {
  if (transcription.force) return undefined;
  const transcript = await readTranscript(folder, song.filename);
  if (transcript === undefined || !isOf(transcript, located)) return undefined;
  if (transcript.audioSha256 !== (await hashes.of(song))) return undefined;
  return { song, transcript, speed: null, reused: true };
}

export function songToHear({ settings: { ffmpegPath, seed }, asked }: SongContext, song: Song): SongToHear {
  return {
    audioPath: song.audioPath,
    ...(ffmpegPath === null ? {} : { ffmpegPath }),
    language: asked ?? languageCode(song.language) ?? null,
    seed,
  };
}

/** @param hash of the song's file; null where it could not be read */
export function wordsOf(
  { located: { id: model, weights } }: SongContext,
  song: Song,
  hash: string | null,
  hearing: Hearing,
): SongWords {
  if (!hearing.ok) return { song, diagnostic: hearing.diagnostic };
  const { speed, ...heard } = hearing.heard;
  const transcript = {
    schemaVersion: TRANSCRIPT_SCHEMA_VERSION,
    filename: song.filename,
    audioSha256: hash ?? "",
    model,
    weights,
    hearing: HEARING_VERSION,
    ...heard,
  } as const;
  return { song, transcript, speed, reused: false };
}

/** Whether a transcript is what this model would hear today. */
export function isOf({ model, weights, hearing }: TranscriptFile, located: LocatedModel): boolean {
  return model === located.id && weights === located.weights && hearing === HEARING_VERSION;
}

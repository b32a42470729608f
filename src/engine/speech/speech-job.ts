import type { ExecutionProvider } from "../../shared/contract/train.ts";
import type { PoolOptions } from "../core/executor-pool.ts";
import { hashedFile } from "../dataset/audio-files/file-look.ts";
import type { LocatedModel } from "../hub/locate.ts";
import { hearSong, type Hearing, type SongToHear } from "./hear-song.ts";
import type { SpeechModel } from "./model.ts";
import { loadWhisper } from "./whisper.ts";

/** A song to be heard in another thread or on another machine. */
export interface SpeechJob extends SongToHear {
  readonly model: LocatedModel;
  /** Changes with the bytes of the model's files. */
  readonly modelKey: string;
  readonly executionProvider: ExecutionProvider;
}

/** What was heard, with the SHA-256 of the song's file; null where it could not be read, or was changed meanwhile. */
export type SpeechResult = Hearing & { readonly audioSha256: string | null };

/** Two hours of sound by a model that needs three times as long. */
const TIMEOUT_SECONDS = 6 * 3_600;

/** One thread: a model computes on all cores by itself. */
export function speechPool(): PoolOptions {
  const here = import.meta.url;
  const url = new URL(here.endsWith(".ts") ? "../../../dist/speech-worker.js" : "./speech-worker.js", here);
  return { url, workers: 1, timeoutSeconds: TIMEOUT_SECONDS };
}

/** The thread's model: the last one that it was asked for. */
let loaded: { readonly key: string; readonly model: Promise<SpeechModel> } | undefined;

export async function runSpeechJob(
  { model, modelKey, executionProvider, ...song }: SpeechJob,
  signal: AbortSignal,
): Promise<SpeechResult> {
  const file = await hashedFile(song.audioPath, signal);
  const load = async (): Promise<SpeechModel> => {
    const key = JSON.stringify([modelKey, model, executionProvider]);
    if (loaded?.key !== key) {
      await (await loaded?.model)?.dispose();
      loaded = { key, model: loadWhisper(model, executionProvider) };
    }
    return loaded.model;
  };
  const heard = await hearSong(song, load, { signal });
  return { ...heard, audioSha256: (await file.isUnchanged()) ? file.sha256 : null };
}

import { HEARING_VERSION } from "../../speech/hear-song.ts";
import { speechPool, type SpeechJob, type SpeechResult } from "../../speech/speech-job.ts";
import type { QueueKind } from "../../queue/kind.ts";
import { fromShared, toShared, type SharedPath } from "../../queue/machine.ts";
import { stampOf } from "./file-stamp.ts";
import { fromSharedModel, toSharedModel, type SharedModel } from "./shared-model.ts";

/** A song to be heard, as every machine understands it. */
interface PackedSpeech extends Omit<SpeechJob, "model" | "audioPath" | "ffmpegPath"> {
  readonly model: SharedModel;
  readonly audio: SharedPath;
  /** Changes with the file. */
  readonly content: string;
}

/** The words of songs, by Whisper. */
export const SPEECH_KIND: QueueKind<SpeechJob, SpeechResult> = {
  name: "speech",
  versions: { speech: HEARING_VERSION },
  // A song takes about as long as it is: what a worker loses when it dies must not be hours.
  rangeSize: 16,
  pool: speechPool(),
  async pack({ model, audioPath, ffmpegPath: _own, ...job }, machine): Promise<PackedSpeech> {
    return {
      ...job,
      model: toSharedModel(model, machine),
      audio: toShared(machine, audioPath, "The song"),
      content: await stampOf(audioPath),
    };
  },
  async unpack(packed, machine): Promise<SpeechJob> {
    // Its key says that it is as it was packed.
    const { model, audio, executionProvider, language, modelKey, seed } = packed as PackedSpeech;
    return {
      model: await fromSharedModel(model, modelKey, machine),
      modelKey,
      executionProvider,
      language,
      seed,
      audioPath: await fromShared(machine, audio),
      ffmpegPath: machine.ffmpegPath,
    };
  },
};

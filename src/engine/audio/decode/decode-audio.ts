import { throwIfCancelled } from "../../core/errors.ts";
import { AudioError, inWords } from "./audio-error.ts";
import { collectWhole, type Collected, type DecodedAudio } from "./collect.ts";
import { decodersFor, type DecoderOptions, type NamedDecoder } from "./decoders.ts";
import { openAudio } from "./open-audio.ts";

export interface DecodeOptions extends DecoderOptions {
  /** Hz of the result. */
  readonly sampleRate: number;
}

/** Sound shorter than this is no song: one second. */
export const MIN_SECONDS = 1;

/** A decoder that yields less than this part of the declared length has lost its way in the file. */
const COMPLETE = 0.98;

/** Sound whose values never differ by more than −80 dB of full scale counts as silent. */
export const SILENCE_RANGE = 1e-4;

/**
 * Decodes the first seconds of an audio file to mono at a given rate. The format is recognised by content, not by name; the
 * file is read only as far as needed.
 * @throws {AudioError} with a `reason`, if the file is missing, unreadable, empty, of an unknown kind, corrupt, silent
 *   or too short.
 * @throws {CancelledError} if `signal` is aborted.
 */
export async function decodeAudio(path: string, options: DecodeOptions): Promise<DecodedAudio> {
  const { file, sniffed } = await openAudio(path);
  try {
    const decoders = decodersFor(path, file, sniffed, options);
    return judged(await bestOf(decoders, sniffed.declaredSeconds ?? 0, options));
  } finally {
    await file.close();
  }
}

/** The result of the first decoder that gets to the end without breaking off, or else the longest one. */
async function bestOf(
  decoders: AsyncIterable<NamedDecoder>,
  declaredSeconds: number,
  options: DecodeOptions,
): Promise<Collected> {
  const failures: string[] = [];
  let best: Collected | undefined;
  let lastError: unknown;
  for await (const decoder of decoders) {
    try {
      const collected = await collectWhole(decoder, options);
      const { audio, brokenOff } = collected;
      // A little more is a matter of rounding at the end.
      if (best === undefined || secondsOf(audio) > secondsOf(best.audio) + NOTICEABLE) {
        best = { ...collected, declaredSeconds: Math.max(declaredSeconds, collected.declaredSeconds ?? 0) };
      }
      if (audio.cut || (!brokenOff && isComplete(best, options))) break;
    } catch (error) {
      throwIfCancelled(options.signal);
      lastError = error;
      // A kind of sound that is another decoder's is no failure.
      if (!(error instanceof AudioError && error.reason === "unsupported"))
        failures.push(`${decoder.name} could not decode it: ${inWords(error)}`);
    }
  }
  if (best !== undefined) return { ...best, audio: { ...best.audio, notes: [...failures, ...best.audio.notes] } };
  if (lastError instanceof AudioError && failures.length <= 1) throw lastError;
  throw new AudioError("corrupt", failures.join(" "), "Replace the file, or convert it from its source again.");
}

/** Seconds. */
const NOTICEABLE = 0.1;

/** Whether it has what the file says that it holds, or said itself why it ends. */
function isComplete({ audio, ended, declaredSeconds = 0 }: Collected, { seconds }: DecodeOptions): boolean {
  return ended || secondsOf(audio) >= Math.max(MIN_SECONDS, COMPLETE * Math.min(seconds, declaredSeconds));
}

/**
 * Adds what is worth knowing about the length.
 * @throws {AudioError} if the sound cannot carry a feature.
 */
function judged({ audio, declaredSeconds = 0 }: Collected): DecodedAudio {
  const { samples, cut, notes } = audio;
  const seconds = secondsOf(audio);
  // A limit below one second is the caller's wish.
  if (!cut && seconds < MIN_SECONDS) {
    throw new AudioError(
      "too-short",
      [`It holds only ${seconds.toFixed(2)} seconds of sound that can be decoded.`, ...notes].join(" "),
      `Use a recording of at least ${MIN_SECONDS} second.`,
    );
  }
  if (isSilent(samples)) {
    throw new AudioError(
      "silent",
      [`Its first ${seconds.toFixed(0)} seconds are silent.`, ...notes].join(" "),
      cut ? "Raise --seconds, if the music begins later, or use another recording." : "Use a recording with sound.",
    );
  }
  if (cut || seconds >= COMPLETE * declaredSeconds) return audio;
  const note = `It says that it lasts ${declaredSeconds.toFixed(1)} seconds, but ends after ${seconds.toFixed(1)}.`;
  return { ...audio, notes: [...notes, note] };
}

function isSilent(samples: Float32Array): boolean {
  let [lowest, highest] = [Infinity, -Infinity];
  return samples.every((value) => {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    return highest - lowest <= SILENCE_RANGE;
  });
}

function secondsOf({ samples, sampleRate }: DecodedAudio): number {
  return samples.length / sampleRate;
}

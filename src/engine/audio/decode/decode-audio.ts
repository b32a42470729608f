import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../core/errors.ts";
import { AudioError, inWords } from "./audio-error.ts";
import { collectWhole, type Collected, type DecodedAudio } from "./collect.ts";
import { decodersFor, type DecoderOptions, type NamedDecoder } from "./decoders.ts";
import type { Sniffed } from "./formats/container.ts";
import { oggSeconds } from "./formats/ogg-length.ts";
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
 * Decodes the first seconds of an audio file, or those from `offset` on, to mono at a given rate: the same samples that the
 * undivided decoding has there. The format is recognised by content, not by name; the
 * file is read only as far as needed.
 * @throws {AudioError} with a `reason`, if the file is missing, unreadable, empty, of an unknown kind, corrupt, silent
 *   or too short.
 * @throws {CancelledError} if `signal` is aborted.
 */
export async function decodeAudio(path: string, options: DecodeOptions): Promise<DecodedAudio> {
  const { file, sniffed } = await openAudio(path);
  try {
    const decoders = decodersFor(path, file, sniffed, options);
    const collected = await bestOf(decoders, sniffed.declaredSeconds ?? 0, options);
    const audio = judged(collected, options);
    const sourceSeconds = await wholeLength(file, sniffed, collected);
    return sourceSeconds === undefined ? audio : { ...audio, sourceSeconds };
  } finally {
    await file.close();
  }
}

/** How long a file's sound is: as far as it was decoded, or as the file says where it goes on. */
async function wholeLength(file: FileHandle, { format }: Sniffed, collected: Collected): Promise<number | undefined> {
  const end = endOf(collected);
  if (!collected.audio.cut) return end;
  const { declaredSeconds = 0 } = collected;
  const isOgg = format === "vorbis" || format === "opus" || format === "ogg-flac";
  const said = isOgg ? await oggSeconds(file) : declaredSeconds;
  return said !== undefined && said >= end ? said : undefined;
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
      if (best === undefined || endOf(collected) > endOf(best) + NOTICEABLE) {
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
function isComplete(collected: Collected, { seconds, offset = 0 }: DecodeOptions): boolean {
  const { ended, declaredSeconds = 0 } = collected;
  return ended || endOf(collected) >= Math.max(MIN_SECONDS, COMPLETE * Math.min(offset + seconds, declaredSeconds));
}

/**
 * Adds what is worth knowing about the length.
 * @throws {AudioError} if the sound cannot carry a feature.
 */
function judged(collected: Collected, { offset = 0 }: DecodeOptions): DecodedAudio {
  const { audio, skipped, declaredSeconds = 0 } = collected;
  const { samples, cut, notes } = audio;
  const seconds = secondsOf(audio);
  const end = endOf(collected);
  if (!cut && seconds < MIN_SECONDS && end >= MIN_SECONDS) {
    throw new AudioError(
      "too-short",
      [`It lasts ${end.toFixed(1)} seconds: behind the offset of ${offset} seconds is no song left.`, ...notes].join(
        " ",
      ),
      "Lower --offset for Medium and Hard; Easy hears whole songs.",
    );
  }
  // A limit below one second is the caller's wish.
  if (!cut && seconds < MIN_SECONDS) {
    throw new AudioError(
      "too-short",
      [`It holds only ${end.toFixed(2)} seconds of sound that can be decoded.`, ...notes].join(" "),
      `Use a recording of at least ${MIN_SECONDS} second.`,
    );
  }
  if (isSilent(samples)) {
    throw new AudioError(
      "silent",
      [
        skipped > 0
          ? `Its sound from second ${skipped.toFixed(1)} to ${end.toFixed(1)} is silent.`
          : `Its first ${seconds.toFixed(0)} seconds are silent.`,
        ...notes,
      ].join(" "),
      cut
        ? `If the music begins later, skip the silence with --offset ${end.toFixed(0)} or raise --seconds; else use another recording.`
        : skipped > 0
          ? "Lower --offset, if the music is before, or use a recording with sound."
          : "Use a recording with sound.",
    );
  }
  if (cut || end >= COMPLETE * declaredSeconds) return audio;
  const note = `It says that it lasts ${declaredSeconds.toFixed(1)} seconds, but ends after ${end.toFixed(1)}.`;
  return { ...audio, notes: [...notes, note], incomplete: true };
}

function isSilent(samples: Float32Array): boolean {
  let [lowest, highest] = [Infinity, -Infinity];
  return samples.every((value) => {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    return highest - lowest <= SILENCE_RANGE;
  });
}

/** Where in the file the sound ends, in seconds. */
function endOf({ audio, skipped }: Collected): number {
  return skipped + secondsOf(audio);
}

function secondsOf({ samples, sampleRate }: DecodedAudio): number {
  return samples.length / sampleRate;
}

import { messageOf } from "../../../shared/thrown.ts";
import type { FileHandle } from "node:fs/promises";
import { LatentuneError, throwIfCancelled } from "../../core/errors.ts";
import { REINSTALL } from "../../core/native/load-error.ts";
import { createResampler, type Resampler } from "../resample/resampler.ts";
import { AudioError } from "./audio-error.ts";
import { readChunks } from "./chunks.ts";
import { decodeFfmpeg, findFfmpeg } from "./ffmpeg.ts";
import { openAudio } from "./open-audio.ts";
import { downmix, SAMPLE_RATES, type PcmStream } from "./pcm.ts";
import { createSampleSink } from "./sample-sink.ts";
import { decoderProblem, decodeWasm, WASM_DECODERS } from "./wasm.ts";
import { decodeWav } from "./wav.ts";
import type { Sniffed } from "./container.ts";

export interface DecodeOptions {
  /** Hz of the result. */
  readonly sampleRate: number;
  /** At most so many seconds from the start; what follows is not read. */
  readonly seconds: number;
  /** `auto`: in process where possible, ffmpeg for the rest. `ffmpeg`: ffmpeg for everything. Default `auto`. */
  readonly decoder?: "auto" | "ffmpeg";
  /** The ffmpeg to use in place of the one that is found. */
  readonly ffmpegPath?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Decoded sound: mono (mean of the channels), full scale ±1. */
export interface DecodedAudio {
  readonly samples: Float32Array;
  /** Hz, as asked for. */
  readonly sampleRate: number;
  readonly sourceSampleRate: number;
  /** Whether the file goes on after the last sample. */
  readonly cut: boolean;
  /** Which decoder it was, such as `mpg123 (WASM)`. */
  readonly decoder: string;
  /** What went wrong without spoiling the result: damaged frames, a decoder that gave way to ffmpeg. */
  readonly notes: readonly string[];
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
    const declared = COMPLETE * Math.min(options.seconds, sniffed.declaredSeconds ?? 0);
    return judged(await bestOf(decoders, Math.max(MIN_SECONDS, declared), options), sniffed);
  } finally {
    await file.close();
  }
}

/** A way to decode a file. */
export interface NamedDecoder {
  readonly name: string;
  readonly start: () => PcmStream;
  readonly gain: number;
}

/**
 * The ways to decode a file, the preferred one first. ffmpeg is looked for only when it is asked for, or the way before it
 * did not do: the search costs a millisecond a song.
 * @throws {AudioError} `unsupported`, if there is none.
 * @throws {LatentuneError} if the settings' ffmpeg does not exist, whether it is needed or not.
 */
export async function* decodersFor(
  path: string,
  file: FileHandle,
  sniffed: Sniffed,
  { decoder = "auto", seconds, ffmpegPath, signal }: Omit<DecodeOptions, "sampleRate">,
): AsyncGenerator<NamedDecoder> {
  const given = ffmpegPath === undefined ? undefined : await findFfmpeg(ffmpegPath);
  const inProcess = decoder === "ffmpeg" ? undefined : inProcessDecoder(file, sniffed, signal);
  const broken = inProcess === undefined ? undefined : await problemOf(sniffed);
  const usable = inProcess !== undefined && broken === undefined;
  if (usable) yield inProcess;
  const ffmpeg = given ?? (await findFfmpeg());
  if (ffmpeg !== undefined) {
    // One second more than needed tells whether the file goes on. ffmpeg applies the Opus gain itself.
    yield { name: "ffmpeg", gain: 1, start: () => decodeFfmpeg(ffmpeg, path, { seconds: seconds + 1, signal }) };
  } else if (broken !== undefined) {
    throw new AudioError(
      "unsupported",
      `${broken} No ffmpeg was found that could do it.`,
      `${REINSTALL} ffmpeg on the PATH does as well.`,
    );
  } else if (!usable) {
    throw new AudioError(
      "unsupported",
      decoder === "ffmpeg"
        ? "ffmpeg was asked for and not found."
        : "Its content is none that is decoded without ffmpeg (mp3, flac, ogg, opus, wav), and no ffmpeg was found.",
      "Install ffmpeg, or convert the file.",
    );
  }
}

function inProcessDecoder(
  file: FileHandle,
  { format, offset, gain }: Sniffed,
  signal: AbortSignal | undefined,
): NamedDecoder | undefined {
  if (format === "other") return undefined;
  if (format === "wav") return { name: "WAV reader", gain, start: () => decodeWav(readChunks(file, offset, signal)) };
  return { name: WASM_DECODERS[format].name, gain, start: () => decodeWasm(format, readChunks(file, offset, signal)) };
}

/** Why the decoder of a format is there no more: a package that is missing or damaged. */
async function problemOf({ format }: Sniffed): Promise<string | undefined> {
  return format === "other" || format === "wav" ? undefined : decoderProblem(format);
}

/** The result of the first decoder that gets to the end without breaking off, or else the longest one. */
async function bestOf(
  decoders: AsyncIterable<NamedDecoder>,
  expectedSeconds: number,
  options: DecodeOptions,
): Promise<DecodedAudio> {
  const failures: string[] = [];
  let best: DecodedAudio | undefined;
  let lastError: unknown;
  for await (const decoder of decoders) {
    try {
      const { audio, brokenOff } = await collect(decoder, options);
      if (best === undefined || audio.samples.length > best.samples.length) best = audio;
      if (audio.cut || (!brokenOff && secondsOf(audio) >= expectedSeconds)) break;
    } catch (error) {
      throwIfCancelled(options.signal);
      lastError = error;
      failures.push(`${decoder.name} could not decode it: ${messageOf(error)}`);
    }
  }
  if (best !== undefined) return { ...best, notes: [...failures, ...best.notes] };
  if (lastError instanceof AudioError && failures.length === 1) throw lastError;
  throw new AudioError("corrupt", failures.join(" "), "Replace the file, or convert it from its source again.");
}

interface Collected {
  readonly audio: DecodedAudio;
  /** The decoder failed after it had given some sound. */
  readonly brokenOff: boolean;
}

async function collect({ name, gain, start }: NamedDecoder, options: DecodeOptions): Promise<Collected> {
  const { sampleRate, seconds } = options;
  const sink = createSampleSink(Math.round(seconds * sampleRate));
  let resampler: Resampler | undefined;
  let sourceSampleRate = 0;
  let damaged = 0;
  const notes: string[] = [];
  try {
    for await (const chunk of start()) {
      damaged += chunk.damaged;
      if (chunk.channels.length === 0 || chunk.channels[0]!.length === 0) continue;
      if (resampler === undefined) {
        ({ sampleRate: sourceSampleRate } = chunk);
        resampler = createResampler(checkedRate(sourceSampleRate), sampleRate);
      } else if (chunk.sampleRate !== sourceSampleRate) {
        throw new LatentuneError(`Its sample rate changes from ${sourceSampleRate} to ${chunk.sampleRate} Hz.`);
      }
      sink.add(resampler.push(downmix(chunk.channels)));
      if (sink.overflowed()) break;
    }
  } catch (error) {
    throwIfCancelled(options.signal);
    if (resampler === undefined) throw error;
    notes.push(`${name} broke off: ${messageOf(error)}`);
  }
  const brokenOff = notes.length > 0;
  if (resampler !== undefined && !sink.overflowed()) sink.add(resampler.flush());
  const samples = sink.take();
  if (samples.length === 0) throw new LatentuneError("It holds no sound that can be decoded.");
  if (gain !== 1) for (let index = 0; index < samples.length; index++) samples[index]! *= gain;
  if (damaged > 0) notes.push(`${damaged} damaged ${damaged === 1 ? "place was" : "places were"} skipped.`);
  const cut = sink.overflowed();
  return { audio: { samples, sampleRate, sourceSampleRate, cut, decoder: name, notes }, brokenOff };
}

function checkedRate(sampleRate: number): number {
  if (sampleRate >= SAMPLE_RATES.lowest && sampleRate <= SAMPLE_RATES.highest) return sampleRate;
  throw new LatentuneError(`Its sample rate is ${sampleRate} Hz.`);
}

/**
 * Adds what is worth knowing about the length.
 * @throws {AudioError} if the sound cannot carry a feature.
 */
function judged(audio: DecodedAudio, { declaredSeconds = 0 }: Sniffed): DecodedAudio {
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
      `Its first ${seconds.toFixed(0)} seconds are silent.`,
      "Use a recording with sound.",
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

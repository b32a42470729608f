import { LatentuneError, throwIfCancelled } from "../../core/errors.ts";
import { createResampler, type Resampler } from "../resample/resampler.ts";
import { inWords } from "./audio-error.ts";
import type { NamedDecoder } from "./decoders.ts";
import { createDownmix, rateChange, SAMPLE_RATES } from "./pcm.ts";
import { createSampleSink } from "./sample-sink.ts";
import { multiply, scaleOf, UNSCALED } from "./scale.ts";

/** Decoded sound: mono (mean of the channels), full scale ±1. */
export interface DecodedAudio {
  readonly samples: Float32Array;
  /** Hz, as asked for. */
  readonly sampleRate: number;
  readonly sourceSampleRate: number;
  /** Of the file. */
  readonly sourceChannels: number;
  /** How long the file is; undefined where it goes on and does not say. */
  readonly sourceSeconds?: number;
  /** Whether the file goes on after the last sample. */
  readonly cut: boolean;
  /** Which decoder it was, such as `mpg123 (WASM)`. */
  readonly decoder: string;
  /** What went wrong without spoiling the result: damaged frames, a decoder that gave way to ffmpeg. */
  readonly notes: readonly string[];
  /** Sound that the file should hold is missing or damaged; the samples are what could be decoded. */
  readonly incomplete: boolean;
}

export interface CollectOptions {
  readonly sampleRate: number;
  readonly seconds: number;
  /** Seconds at the start that are decoded and left out; default 0. */
  readonly offset?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came out of a decoder. */
export interface Collected {
  readonly audio: DecodedAudio;
  /** Seconds that were left out before the samples. */
  readonly skipped: number;
  /** The decoder failed after it had given some sound. */
  readonly brokenOff: boolean;
  /** The decoder said why it ends where it does. */
  readonly ended: boolean;
  /** The channel that is left when the channels cancel each other. */
  readonly cancelled?: number | undefined;
  readonly declaredSeconds?: number;
}

/** What a decoder gives; of channels that cancel each other, one. */
export async function collectWhole(decoder: NamedDecoder, options: CollectOptions): Promise<Collected> {
  const collected = await collect(decoder, options);
  if (collected.cancelled === undefined) return collected;
  const { audio, ...rest } = await collect(decoder, options, collected.cancelled);
  const note = "Its channels cancel each other (one is the other turned upside down): only one of them is used.";
  return { ...rest, audio: { ...audio, notes: [note, ...audio.notes] } };
}

async function collect(decoder: NamedDecoder, options: CollectOptions, only?: number): Promise<Collected> {
  const { name, gain, start, anyScale = false } = decoder;
  const { sampleRate, seconds, offset = 0 } = options;
  const sink = createSampleSink(Math.round(seconds * sampleRate), Math.round(offset * sampleRate));
  const downmix = createDownmix(only);
  let resampler: Resampler | undefined;
  let sourceSampleRate = 0;
  let sourceChannels = 0;
  let damaged = 0;
  let declaredSeconds: number | undefined;
  const notes: string[] = [];
  let brokenOff = false;
  let cutOff = false;
  try {
    for await (const chunk of start()) {
      damaged += chunk.damaged;
      declaredSeconds ??= chunk.declaredSeconds;
      if (chunk.channels.length > 0 && chunk.channels[0]!.length > 0) {
        if (resampler === undefined) {
          ({ sampleRate: sourceSampleRate } = chunk);
          sourceChannels = chunk.channels.length;
          resampler = createResampler(checkedRate(sourceSampleRate), sampleRate);
        } else if (chunk.sampleRate !== sourceSampleRate) {
          notes.push(rateChange(sourceSampleRate, chunk.sampleRate));
          break;
        }
        sink.add(resampler.push(downmix.mix(chunk.channels)));
        if (sink.overflowed()) break;
      }
      if (chunk.note !== undefined) notes.push(chunk.note);
      if (chunk.cutOff === true) cutOff = true;
    }
  } catch (error) {
    throwIfCancelled(options.signal);
    if (resampler === undefined) throw error;
    brokenOff = true;
    notes.push(`${name} broke off: ${inWords(error)}`);
  }
  if (resampler !== undefined && !sink.overflowed()) sink.add(resampler.flush());
  const samples = sink.take();
  if (samples.length + sink.skipped() === 0) throw new LatentuneError("It holds no sound that can be decoded.");
  const scale = anyScale ? scaleOf(samples) : UNSCALED;
  if (scale.note !== undefined) notes.push(scale.note);
  const factor = gain / scale.divisor;
  if (factor !== 1) multiply(samples, factor);
  const ended = !brokenOff && notes.length > 0;
  if (damaged > 0) notes.push(`${damaged} damaged ${damaged === 1 ? "place was" : "places were"} skipped.`);
  const cut = sink.overflowed();
  const incomplete = brokenOff || cutOff || damaged > 0;
  const audio = { samples, sampleRate, sourceSampleRate, sourceChannels, cut, decoder: name, notes, incomplete };
  return {
    audio,
    skipped: sink.skipped() / sampleRate,
    brokenOff,
    ended,
    cancelled: only === undefined ? downmix.cancelled() : undefined,
    ...(declaredSeconds === undefined ? {} : { declaredSeconds }),
  };
}

function checkedRate(sampleRate: number): number {
  if (sampleRate >= SAMPLE_RATES.lowest && sampleRate <= SAMPLE_RATES.highest) return sampleRate;
  throw new LatentuneError(`Its sample rate is ${sampleRate} Hz.`);
}

// The synthetic signals of test/golden/make_features.py, make_resample.py and fixtures/make_fixtures.py.
import { spawnSync } from "node:child_process";
import { createResampler } from "../../src/engine/audio/resample/resampler.ts";

export type Signal = (rate: number, seconds: number) => Float32Array;

function sampled(rate: number, seconds: number, at: (t: number) => number): Float32Array {
  return Float32Array.from({ length: Math.floor(rate * seconds) }, (_, index) => at(index / rate));
}

function pluck(t: number): number {
  let tone = 0;
  for (let k = 1; k <= 8; k++) tone += Math.sin(2 * Math.PI * 220 * k * t) / k;
  return 0.3 * tone * Math.exp(-7 * (t % 0.5));
}

function sweepAt(t: number, seconds: number): number {
  return 0.5 * Math.sin(2 * Math.PI * (50 * t + ((7000 - 50) * t * t) / (2 * seconds)));
}

export const harmonics: Signal = (rate, seconds) => sampled(rate, seconds, pluck);

export const sweep: Signal = (rate, seconds) => sampled(rate, seconds, (t) => sweepAt(t, seconds));

export const gap: Signal = (rate, seconds) => harmonics(rate, seconds).fill(0, Math.floor(0.5 * rate));

const silence: Signal = (rate, seconds) => new Float32Array(Math.floor(rate * seconds));

/** One sample of 1 in the middle. */
const impulse: Signal = (rate, seconds) => {
  const samples = silence(rate, seconds);
  samples[Math.floor(samples.length / 2)] = 1;
  return samples;
};

/** In float32, as the script multiplies. */
const scaled =
  (factor: number): Signal =>
  (rate, seconds) =>
    harmonics(rate, seconds).map((value) => value * Math.fround(factor));

export const SIGNALS: Record<string, Signal> = {
  harmonics,
  sweep,
  gap,
  silence,
  impulse,
  faint: scaled(1e-20),
  enormous: scaled(1e15),
};

/** White noise in ±amplitude, by a linear congruential generator: what music has between its tones. */
export function noise(length: number, amplitude: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
}

export function tone(hz: number, rate: number, seconds: number, amplitude = 0.5): Float32Array {
  return sampled(rate, seconds, (t) => amplitude * Math.sin(2 * Math.PI * hz * t));
}

/** Sixty sinusoids of unrelated frequencies and phases below `highestHz`. */
export function bandLimited(rate: number, seconds: number, highestHz: number): Float32Array {
  return sampled(rate, seconds, (t) => {
    let sum = 0;
    for (let k = 0; k < 60; k++) {
      const hz = highestHz * ((k * 0.618034) % 1);
      sum += Math.sin(2 * Math.PI * hz * t + k * k) / 60;
    }
    return sum;
  });
}

/** The sound of the fixtures, as two channels. */
export function fixtureSound(rate: number, seconds = 1.5): readonly [Float32Array, Float32Array] {
  return [harmonics(rate, seconds), sampled(rate, seconds, (t) => sweepAt(t, seconds))];
}

/** 10·log10 of signal power over the power of the difference, over the shorter length. */
export function signalToNoise(expected: Float32Array, actual: Float32Array): number {
  let [signal, noise] = [0, 0];
  for (let index = 0; index < Math.min(expected.length, actual.length); index++) {
    signal += expected[index]! ** 2;
    noise += (expected[index]! - actual[index]!) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < a.length; index++) largest = Math.max(largest, Math.abs(a[index]! - b[index]!));
  return largest;
}

/** The mean of two channels. */
export function meanOf([left, right]: readonly [Float32Array, Float32Array]): Float32Array {
  return left.map((value, index) => 0.5 * (value + right[index]!));
}

export interface WavOptions {
  readonly rate: number;
  readonly bits?: 8 | 16 | 24 | 32 | 64;
  readonly float?: boolean;
  readonly extensible?: boolean;
  /** Extra chunks before the data, by name and length. */
  readonly extra?: readonly (readonly [string, number])[];
  /** What the header says of the data's length, if not the truth. */
  readonly declared?: number;
}

/** A WAV file of the given channels. */
export function wavFile(channels: readonly Float32Array[], options: WavOptions): Buffer {
  const { rate, bits = 16, float = false, extensible = false, extra = [] } = options;
  const frames = channels[0]!.length;
  const frameBytes = (channels.length * bits) / 8;
  const data = Buffer.alloc(frames * frameBytes);
  channels.forEach((channel, index) => {
    channel.forEach((value, frame) => {
      writeSample(data, frame * frameBytes + (index * bits) / 8, value, bits, float);
    });
  });
  const format = Buffer.alloc(extensible ? 40 : 16);
  const code = float ? 3 : 1;
  format.writeUInt16LE(extensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * frameBytes, 8);
  format.writeUInt16LE(frameBytes, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(code, 24);
  }
  const body = Buffer.concat([
    chunk("fmt ", format),
    ...extra.map(([name, length]) => chunk(name, Buffer.alloc(length, 1))),
    chunk("data", data, options.declared),
  ]);
  const riff = Buffer.from("RIFF\0\0\0\0WAVE", "latin1");
  riff.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([riff, body]);
}

function writeSample(data: Buffer, at: number, value: number, bits: number, float: boolean): void {
  if (float) {
    if (bits === 32) data.writeFloatLE(value, at);
    else data.writeDoubleLE(value, at);
    return;
  }
  const scale = 2 ** (bits - 1);
  const integer = Math.max(-scale, Math.min(scale - 1, Math.round(value * scale)));
  if (bits === 8) data.writeUInt8(integer + 128, at);
  else data.writeIntLE(integer, at, bits / 8);
}

function chunk(name: string, content: Buffer, declared = content.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(name, "latin1");
  header.writeUInt32LE(declared, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}

/** Whether an ffmpeg with the needed encoders is on the PATH. */
export function hasFfmpeg(): boolean {
  const { status, stdout } = spawnSync("ffmpeg", ["-hide_banner", "-encoders"], { encoding: "utf8" });
  return status === 0 && ["libmp3lame", "libvorbis", "libopus", "aac", "flac"].every((name) => stdout.includes(name));
}

/** All of a signal resampled at once. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  const resampler = createResampler(from, to);
  const [head, tail] = [resampler.push(samples), resampler.flush()];
  const out = new Float32Array(head.length + tail.length);
  out.set(head);
  out.set(tail, head.length);
  return out;
}

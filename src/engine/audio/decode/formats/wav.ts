import { AudioError, INSTALL_FFMPEG } from "../audio-error.ts";
import { textAt, viewOf } from "./bytes.ts";
import { ByteWindow } from "./byte-window.ts";
import type { ByteStream } from "../chunks.ts";
import { SAMPLE_RATES, type PcmChunk } from "../pcm.ts";

/** How the samples of a WAV file are stored. */
interface WavFormat {
  readonly encoding: "integer" | "float";
  readonly bits: number;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of one sample of all channels. */
  readonly frameBytes: number;
  /** What is wrong with the header. */
  readonly note?: string;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const MAX_FORMAT_BYTES = 1024;
const MAX_CHANNELS = 64;
const PIECE_BYTES = 131_072;

/**
 * Reads RIFF/WAVE as a stream: PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, plain or WAVE_FORMAT_EXTENSIBLE,
 * other chunks skipped, data that end early taken as far as they go, sizes unknown at writing time (0 or near 2³¹ or
 * 2³², as from a pipe, and RF64) taken to the end of the stream.
 * Format: Microsoft, "Multiple Channel Audio Data and WAVE Files"; EBU Tech 3306.
 * @throws {Error} saying what is wrong with the header.
 */
export async function* decodeWav(bytes: ByteStream): AsyncGenerator<PcmChunk> {
  const reader = new ByteWindow(bytes);
  try {
    const riff = await reader.take(12);
    if (riff === undefined || textAt(riff, 8, 4) !== "WAVE") throw new Error("it is not a WAVE file");
    let format: WavFormat | undefined;
    for (;;) {
      const header = await reader.take(8);
      if (header === undefined) throw new Error("it has no data chunk");
      const name = textAt(header, 0, 4);
      const size = viewOf(header).getUint32(4, true);
      if (name === "data") {
        if (format === undefined) throw new Error("its data come before their format");
        yield* decodeData(reader, format, size);
        return;
      }
      if (name === "fmt ") {
        const body = size > MAX_FORMAT_BYTES ? undefined : await reader.take(size);
        if (body === undefined) throw new Error("its format chunk is cut off");
        format = parseFormat(body);
      } else {
        await reader.skip(size);
      }
      // Chunks start at even offsets.
      if (size % 2 === 1) await reader.skip(1);
    }
  } finally {
    await reader.close();
  }
}

function parseFormat(body: Uint8Array): WavFormat {
  if (body.length < 16) throw new Error("its format chunk is too short");
  const view = viewOf(body);
  const declared = view.getUint16(0, true);
  // The sub-format is a GUID that starts with the code of the plain format.
  const code = declared === EXTENSIBLE && body.length >= 26 ? view.getUint16(24, true) : declared;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const declaredBits = view.getUint16(14, true);
  const declaredFrame = view.getUint16(12, true);
  if (channels === 0 || channels > MAX_CHANNELS) throw new Error(`it has ${channels} channels`);
  // A sample may have fewer bits than its place, never more.
  const isTooShort = 8 * declaredFrame < channels * declaredBits && declaredBits % 8 === 0;
  const frameBytes = isTooShort ? (channels * declaredBits) / 8 : declaredFrame;
  const bits = (frameBytes / channels) * 8;
  const readable = code === PCM ? [8, 16, 24, 32] : code === IEEE_FLOAT ? [32, 64] : [];
  if (readable.length > 0 && !readable.includes(bits)) throw new Error(`it has samples of ${bits} bits`);
  if (readable.length === 0) {
    const message = `Its encoding (WAVE format ${code}, ${declaredBits} bits) is not decoded without ffmpeg.`;
    throw new AudioError("unsupported", message, INSTALL_FFMPEG);
  }
  if (sampleRate < SAMPLE_RATES.lowest || sampleRate > SAMPLE_RATES.highest) {
    throw new Error(`its sample rate is ${sampleRate} Hz`);
  }
  const note = `Its header gives ${channels} × ${declaredBits} bits a place of ${declaredFrame} bytes: read as ${frameBytes} bytes.`;
  const encoding = code === PCM ? "integer" : "float";
  return { encoding, bits, channels, sampleRate, frameBytes, ...(isTooShort ? { note } : {}) };
}

/** Sizes that programs write before they know the size. */
const UNKNOWN_SIZE = 0x7fff_0000;

async function* decodeData(reader: ByteWindow, format: WavFormat, size: number): AsyncGenerator<PcmChunk> {
  const { frameBytes, channels, sampleRate, note } = format;
  if (note !== undefined) yield { sampleRate, channels: [], damaged: 0, note };
  const isKnown = size > 0 && size < UNKNOWN_SIZE;
  if (isKnown) yield { sampleRate, channels: [], damaged: 0, declaredSeconds: size / frameBytes / sampleRate };
  let left = isKnown ? size : Infinity;
  while (left >= frameBytes && (await reader.has(frameBytes))) {
    const available = Math.min(reader.bytes.length, left, PIECE_BYTES);
    const block = reader.bytes.subarray(0, available - (available % frameBytes));
    left -= block.length;
    const samples = deinterleave(block, format, channels);
    reader.drop(block.length);
    const damaged = format.encoding === "float" ? withoutSpikes(samples) : 0;
    yield { sampleRate, channels: samples, damaged };
  }
}

/** Beyond this, a sample is damaged, unless many are: then the scale is another one. */
const SPIKE = 100;
const FEW = 0.01;

/** Sets what is no number, and the few values that can be no sound, to 0; returns 1 if there were some. */
function withoutSpikes(channels: readonly Float32Array[]): number {
  let found = 0;
  for (const samples of channels) {
    let spikes = 0;
    for (let index = 0; index < samples.length; index++) {
      const value = samples[index]!;
      if (Math.abs(value) <= SPIKE) continue;
      spikes++;
      if (value - value !== 0) {
        samples[index] = 0;
        found = 1;
      }
    }
    if (spikes === 0 || spikes > FEW * samples.length) continue;
    found = 1;
    for (let index = 0; index < samples.length; index++) if (Math.abs(samples[index]!) > SPIKE) samples[index] = 0;
  }
  return found;
}

function deinterleave(block: Uint8Array, format: WavFormat, channels: number): Float32Array[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const frames = block.length / format.frameBytes;
  const bytes = format.bits / 8;
  const read = sampleReader(view, format);
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    let at = channel * bytes;
    for (let frame = 0; frame < frames; frame++, at += format.frameBytes) out[frame] = read(at);
    return out;
  });
}

function sampleReader(view: DataView, { encoding, bits }: WavFormat): (at: number) => number {
  if (encoding === "float") {
    return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  }
  switch (bits) {
    case 8: // unsigned
      return (at) => (view.getUint8(at) - 128) / 2 ** 7;
    case 16:
      return (at) => view.getInt16(at, true) / 2 ** 15;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 2 ** 23;
    default:
      return (at) => view.getInt32(at, true) / 2 ** 31;
  }
}

import type { ByteStream } from "./chunks.ts";
import { SAMPLE_RATES, type PcmChunk } from "./pcm.ts";

/** How the samples of a WAV file are stored. */
interface WavFormat {
  readonly encoding: "integer" | "float";
  readonly bits: number;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of one sample of all channels. */
  readonly frameBytes: number;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const MAX_FORMAT_BYTES = 1024;
const MAX_CHANNELS = 64;

/**
 * Reads RIFF/WAVE as a stream: PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, plain or WAVE_FORMAT_EXTENSIBLE,
 * other chunks skipped, data that end early taken as far as they go, sizes unknown at writing time (0 or 2³²−1, as
 * from a pipe, and RF64) taken to the end of the stream.
 * Format: Microsoft, "Multiple Channel Audio Data and WAVE Files"; EBU Tech 3306.
 * @throws {Error} saying what is wrong with the header.
 */
export async function* decodeWav(bytes: ByteStream): AsyncGenerator<PcmChunk> {
  const reader = new StreamReader(bytes);
  const riff = await reader.take(12);
  if (riff === undefined || tag(riff, 8) !== "WAVE") throw new Error("it is not a WAVE file");
  let format: WavFormat | undefined;
  for (;;) {
    const header = await reader.take(8);
    if (header === undefined) throw new Error("it has no data chunk");
    const name = tag(header, 0);
    const size = new DataView(header.buffer, header.byteOffset).getUint32(4, true);
    if (name === "data") {
      if (format === undefined) throw new Error("its data come before their format");
      yield* decodeData(reader, format, size === 0 || size === 0xffff_ffff ? Infinity : size);
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
}

function parseFormat(body: Uint8Array): WavFormat {
  if (body.length < 16) throw new Error("its format chunk is too short");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const declared = view.getUint16(0, true);
  // The sub-format is a GUID that starts with the code of the plain format.
  const code = declared === EXTENSIBLE && body.length >= 26 ? view.getUint16(24, true) : declared;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const frameBytes = view.getUint16(12, true);
  if (channels === 0 || channels > MAX_CHANNELS) throw new Error(`it has ${channels} channels`);
  const bits = (frameBytes / channels) * 8;
  const readable = code === PCM ? [8, 16, 24, 32] : code === IEEE_FLOAT ? [32, 64] : [];
  if (!readable.includes(bits)) throw new Error(`its encoding (format ${code}, ${bits} bits) is not supported`);
  if (sampleRate < SAMPLE_RATES.lowest || sampleRate > SAMPLE_RATES.highest) {
    throw new Error(`its sample rate is ${sampleRate} Hz`);
  }
  return { encoding: code === PCM ? "integer" : "float", bits, channels, sampleRate, frameBytes };
}

async function* decodeData(reader: StreamReader, format: WavFormat, size: number): AsyncGenerator<PcmChunk> {
  const { frameBytes, channels, sampleRate } = format;
  for (let left = size; left >= frameBytes;) {
    const block = await reader.takeFrames(frameBytes, left);
    if (block === undefined) return;
    left -= block.length;
    yield { sampleRate, channels: deinterleave(block, format, channels), damaged: 0 };
  }
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

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Takes counted pieces from a stream of pieces of any size. */
class StreamReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Uint8Array = new Uint8Array(0);

  constructor(bytes: ByteStream) {
    this.source = bytes[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, or undefined if the stream ends before. */
  async take(count: number): Promise<Uint8Array | undefined> {
    while (this.held.length < count) {
      if (!(await this.fill())) return undefined;
    }
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    return taken;
  }

  async skip(count: number): Promise<void> {
    let left = count;
    while (left > this.held.length) {
      left -= this.held.length;
      this.held = new Uint8Array(0);
      if (!(await this.fill())) return;
    }
    this.held = this.held.subarray(left);
  }

  /** As many whole frames as are at hand, at least one, at most `limit` bytes; undefined at the end. */
  async takeFrames(frameBytes: number, limit: number): Promise<Uint8Array | undefined> {
    while (this.held.length < frameBytes) {
      if (!(await this.fill())) return undefined;
    }
    const available = Math.min(this.held.length, limit);
    return this.take(available - (available % frameBytes));
  }

  private async fill(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done === true) return false;
    const joined = new Uint8Array(this.held.length + next.value.length);
    joined.set(this.held);
    joined.set(next.value, this.held.length);
    this.held = joined;
    return true;
  }
}

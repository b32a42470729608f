import { messageOf } from "../../core/errors.ts";
import type { ByteStream } from "./chunks.ts";
import { flacFrames } from "./formats/flac-frames.ts";
import { flacHeader } from "./formats/flac-header.ts";
import { mpegFrames } from "./formats/mpeg-frames.ts";
import { decodeOgg, type OggDecoder } from "./formats/ogg-stream.ts";
import { createPacketReader, isLastPage, partsOf, positionOf } from "./formats/ogg-pages.ts";
import { opusChannels } from "./formats/opus-head.ts";
import { quietly } from "./quietly.ts";
import type { PcmChunk } from "./pcm.ts";

/** What the four decoders give for some bytes. */
export interface Decoded {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  /** Of the file's samples, where it has such (FLAC). */
  readonly bitDepth?: number;
  readonly errors: readonly unknown[];
}

export type WasmFormat = "mp3" | "flac" | "ogg-flac" | "vorbis" | "opus";

interface WasmKind {
  readonly name: string;
  /** Loads the decoder's package when it is first needed: where one is damaged, everything else still works. */
  readonly load: () => Promise<unknown>;
  readonly decode: (bytes: ByteStream) => AsyncGenerator<PcmChunk>;
}

const loadMpeg = async () => (await import("mpg123-decoder")).MPEGDecoder;
const loadFlac = async () => (await import("@wasm-audio-decoders/flac")).FLACDecoder;
const loadVorbis = async () => (await import("@wasm-audio-decoders/ogg-vorbis")).OggVorbisDecoder;
const loadOpus = async () => (await import("opus-decoder")).OpusDecoder;

/**
 * The decoders that run in a WebAssembly sandbox, by format. Each is given few frames at a time, so that a small file
 * never becomes much sound at once, and none of what is damaged, which some would never come back from.
 */
export const WASM_DECODERS: Record<WasmFormat, WasmKind> = {
  mp3: { name: "mpg123 (WASM)", load: loadMpeg, decode: decodeMpeg },
  flac: { name: "libFLAC (WASM)", load: loadFlac, decode: decodeFlac },
  "ogg-flac": { name: "libFLAC (WASM)", load: loadFlac, decode: (bytes) => decodeOgg("ogg-flac", bytes, flacPages) },
  vorbis: {
    name: "libvorbis (WASM)",
    load: loadVorbis,
    decode: (bytes) => decodeOgg("vorbis", bytes, async (headers) => pages(new (await loadVorbis())(), headers)),
  },
  opus: { name: "libopus (WASM)", load: loadOpus, decode: (bytes) => decodeOgg("opus", bytes, opusPages) },
};

/** Why a decoder cannot be loaded, as one sentence; undefined where it can. */
export async function decoderProblem(format: WasmFormat): Promise<string | undefined> {
  const { name, load } = WASM_DECODERS[format];
  try {
    await load();
    return undefined;
  } catch (error) {
    return `The decoder ${name} cannot be loaded: ${messageOf(error).split("\n", 1)[0]!}.`;
  }
}

/** The formats that are decoded without ffmpeg here, in words for people, and what keeps others from being so. */
export async function inProcessDecoders(): Promise<{
  readonly formats: readonly string[];
  readonly problems: readonly string[];
}> {
  const problems = new Map<string, string>();
  for (const format of Object.keys(FORMAT_NAMES) as (keyof typeof FORMAT_NAMES)[]) {
    const problem = await decoderProblem(format);
    if (problem !== undefined) problems.set(format, problem);
  }
  const formats = Object.entries(FORMAT_NAMES).flatMap(([format, name]) => (problems.has(format) ? [] : [name]));
  return { formats: [...formats, "wav"], problems: [...problems.values()] };
}

const FORMAT_NAMES = { mp3: "mp3", flac: "flac", vorbis: "ogg vorbis", opus: "ogg opus" } as const;

async function* decodeMpeg(bytes: ByteStream): AsyncGenerator<PcmChunk> {
  const decoder = new (await loadMpeg())();
  await decoder.ready;
  try {
    for await (const { bytes: frames, damaged, note } of mpegFrames(bytes)) {
      const decoded = await quietly(() => decoder.decode(frames));
      yield { ...toPcm(decoded, damaged), ...(note === undefined ? {} : { note }) };
    }
  } finally {
    release(decoder);
  }
}

/** Lets a decoder go. One that damaged sound broke fails at that; the sound that it gave before is as good as any. */
function release(decoder: { free(): void }): void {
  try {
    decoder.free();
  } catch {
    // Its memory is its own and goes with it.
  }
}

async function* decodeFlac(bytes: ByteStream): AsyncGenerator<PcmChunk> {
  const decoder = await createFlac();
  try {
    for await (const { frames, damaged, note } of flacFrames(bytes)) {
      const chunk = await decoder.decode(frames);
      yield { ...chunk, damaged: chunk.damaged + damaged, ...(note === undefined ? {} : { note }) };
    }
  } finally {
    decoder.free();
  }
}

/**
 * A decoder of Ogg pages. It releases a page when it sees one byte behind it, and every page starts with the same byte: each
 * is given with the next one's. Headers alone would make it count channels in memory that it has not written yet.
 */
async function pages(decoder: PageDecoder, headers: readonly Uint8Array[]): Promise<OggDecoder> {
  await decoder.ready;
  let first: Uint8Array | undefined = Buffer.concat(headers);
  async function* decode(bytes: Uint8Array): AsyncGenerator<PcmChunk> {
    const piece = Buffer.concat([
      first ?? new Uint8Array(0),
      first === undefined ? bytes.subarray(1) : bytes,
      FIRST_BYTE,
    ]);
    first = undefined;
    yield toPcm(await quietly(() => decoder.decode(piece)), 0);
  }
  return {
    decode,
    free: () => {
      release(decoder);
    },
  };
}

/** Of the capture pattern `OggS`. */
const FIRST_BYTE = Uint8Array.of(0x4f);

interface PageDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  free(): void;
}

/** The room that opus-decoder has for a packet, for each channel: 120 ms of 256 kbit/s. It throws where one is longer. */
const OPUS_PACKET_BYTES = 3840;

/** A decoder of the pages of Opus. @param headers of which the first is the head's */
async function opusPages(headers: readonly Uint8Array[]): Promise<OggDecoder> {
  const { preSkip, ...channels } = opusChannels(partsOf(headers[0]!)[0]!.data);
  const decoder = new (await loadOpus())({ preSkip, ...channels });
  await decoder.ready;
  const packetsOf = createPacketReader();
  let before = preSkip;
  return {
    async *decode(page) {
      const there = packetsOf(page).filter(({ length }) => length > 0);
      const packets = there.filter(({ length }) => length <= OPUS_PACKET_BYTES * channels.channels);
      const decoded = await quietly(() => decoder.decodeFrames(packets));
      const position = positionOf(page);
      // The last packet is as long as the others, and what is behind the sound's end is not played (RFC 7845, §4.4).
      const most = isLastPage(page) && position !== undefined ? Math.max(0, position - before) : Infinity;
      before = position ?? before;
      const samplesDecoded = Math.min(most, decoded.samplesDecoded);
      yield toPcm({ ...decoded, samplesDecoded }, there.length - packets.length);
    },
    free: () => {
      release(decoder);
    },
  };
}

/** A decoder of the pages of FLAC in Ogg, whose packets are frames. */
async function flacPages(): Promise<OggDecoder> {
  const decoder = await createFlac();
  const packetsOf = createPacketReader();
  return {
    async *decode(page) {
      // Comments and pictures are packets as well.
      for (const packet of packetsOf(page)) {
        if (flacHeader(packet, 0) !== undefined) yield await decoder.decode([packet]);
      }
    },
    free: () => {
      decoder.free();
    },
  };
}

interface FlacFrameDecoder {
  decode(frames: readonly Uint8Array[]): Promise<PcmChunk>;
  free(): void;
}

/** A decoder of FLAC frames; one that fails is started anew. */
async function createFlac(): Promise<FlacFrameDecoder> {
  const decoder = new (await loadFlac())();
  await decoder.ready;
  return {
    async decode(frames: readonly Uint8Array[]): Promise<PcmChunk> {
      const decoded = await quietly(() => decoder.decodeFrames([...frames]));
      if (decoded.errors.length > 0) await decoder.reset();
      // This port of libFLAC divides by 2^(bits − 1) − 1, everyone else (and our WAV reader) by 2^(bits − 1).
      const scale = 1 - 2 ** (1 - decoded.bitDepth);
      const chunk = toPcm(decoded, 0);
      for (const channel of chunk.channels) {
        for (let index = 0; index < channel.length; index++) channel[index]! *= scale;
      }
      return chunk;
    },
    free: () => {
      release(decoder);
    },
  };
}

/** @param damaged places that were left out before these samples */
function toPcm({ channelData, samplesDecoded, sampleRate, errors }: Decoded, damaged: number): PcmChunk {
  // A decoder's count is right where its arrays were trimmed or padded.
  const count = Math.max(0, samplesDecoded);
  return {
    sampleRate,
    channels: channelData.map((channel) => channel.subarray(0, count)),
    damaged: damaged + errors.length,
  };
}

import type { FLACDecoder } from "@wasm-audio-decoders/flac";
import type { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import type { MPEGDecoder } from "mpg123-decoder";
import type { OpusDecoder } from "opus-decoder";
import { messageOf } from "../../core/errors.ts";
import type { ByteStream } from "./chunks.ts";
import { flacFrames } from "./formats/flac-frames.ts";
import { flacHeader } from "./formats/flac-header.ts";
import { mpegFrames } from "./formats/mpeg-frames.ts";
import { decodeOgg, type OggDecoder } from "./formats/ogg-stream.ts";
import { positionOf, type OggPage } from "./formats/ogg-pages.ts";
import { opusChannels, type OpusChannels } from "./formats/opus-head.ts";
import { decodeBy, release, startDecoder, type DecoderKind } from "./kept-decoder.ts";
import type { PcmChunk } from "./pcm.ts";
import { multiply } from "./scale.ts";

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

const MPEG: DecoderKind<MPEGDecoder> = { name: "mpg123", create: async () => new (await loadMpeg())() };
const FLAC: DecoderKind<FLACDecoder> = { name: "libFLAC", create: async () => new (await loadFlac())() };
const VORBIS: DecoderKind<OggVorbisDecoder> = { name: "libvorbis", create: async () => new (await loadVorbis())() };
const opusOf = (options: OpusChannels): DecoderKind<OpusDecoder<48_000>> => ({
  name: "libopus",
  options,
  create: async () => new (await loadOpus())(options),
});

/**
 * The decoders that run in a WebAssembly sandbox, by format. Each is given few frames at a time, so that a small file
 * never becomes much sound at once, and none of what is damaged, which some would never come back from.
 */
export const WASM_DECODERS: Record<WasmFormat, WasmKind> = {
  mp3: { name: "mpg123 (WASM)", load: loadMpeg, decode: decodeMpeg },
  flac: { name: "libFLAC (WASM)", load: loadFlac, decode: decodeFlac },
  "ogg-flac": { name: "libFLAC (WASM)", load: loadFlac, decode: (bytes) => decodeOgg("ogg-flac", bytes, flacPackets) },
  vorbis: { name: "libvorbis (WASM)", load: loadVorbis, decode: (bytes) => decodeOgg("vorbis", bytes, vorbisPackets) },
  opus: { name: "libopus (WASM)", load: loadOpus, decode: (bytes) => decodeOgg("opus", bytes, opusPackets) },
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
  const decoder = await startDecoder(MPEG);
  try {
    for await (const { bytes: frames, damaged, note } of mpegFrames(bytes)) {
      const decoded = await decodeBy(decoder, () => decoder.decode(frames));
      yield { ...toPcm(decoded, damaged), ...(note === undefined ? {} : { note }) };
    }
  } finally {
    release(decoder);
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

/** A decoder of Vorbis. */
async function vorbisPackets(head: Uint8Array, setup: Uint8Array): Promise<OggDecoder> {
  const decoder = await startDecoder(VORBIS);
  const withoutEnd = createEndTrim(0);
  let isSetUp = false;
  return {
    async *decode(all, page) {
      const packets = all.filter(isVorbisSound);
      if (packets.length > 0) {
        const sound = { data: setup, codecFrames: packets.map((data) => ({ data, header: { vorbisSetup: setup } })) };
        const pages = isSetUp ? [sound] : [{ data: head, codecFrames: [] }, sound];
        isSetUp = true;
        const decoded = await decodeBy(decoder, () => decoder.decodeOggPages(pages as unknown as ParsedPage[]));
        yield toPcm(withoutEnd(page, decoded), 0);
      }
    },
    free: () => {
      release(decoder);
    },
  };
}

type ParsedPage = Parameters<OggVorbisDecoder["decodeOggPages"]>[0][number];

/** Others are headers, or of no kind that there is (Vorbis I, §4.3.1): this port would give the sound before again. */
const isVorbisSound = (packet: Uint8Array): boolean => packet.length > 0 && packet[0]! % 2 === 0;

/**
 * Leaves out what is behind the end of the sound: the last packet is as long as the others (RFC 7845, §4.4; Vorbis I, §A.2).
 * @param start the position where the sound begins
 */
function createEndTrim(start: number): (page: OggPage, decoded: Decoded) => Decoded {
  let before = start;
  return (page, decoded) => {
    const position = positionOf(page.bytes);
    const most = page.last && position !== undefined ? Math.max(0, position - before) : Infinity;
    before = position ?? before;
    return { ...decoded, samplesDecoded: Math.min(most, decoded.samplesDecoded) };
  };
}

/** The room that opus-decoder has for a packet, for each channel: 120 ms of 256 kbit/s. It throws where one is longer. */
const OPUS_PACKET_BYTES = 3840;

/** A decoder of Opus. */
async function opusPackets(packet: Uint8Array): Promise<OggDecoder> {
  const head = opusChannels(packet);
  const decoder = await startDecoder(opusOf(head));
  const withoutEnd = createEndTrim(head.preSkip);
  return {
    async *decode(all, page) {
      const there = all.filter(({ length }) => length > 0);
      const packets = there.filter(({ length }) => length <= OPUS_PACKET_BYTES * head.channels);
      const decoded = await decodeBy(decoder, () => decoder.decodeFrames(packets));
      yield toPcm(withoutEnd(page, decoded), there.length - packets.length);
    },
    free: () => {
      release(decoder);
    },
  };
}

/** A decoder of FLAC in Ogg, whose packets are frames. */
async function flacPackets(): Promise<OggDecoder> {
  const decoder = await createFlac();
  return {
    async *decode(packets) {
      // Comments and pictures are packets as well.
      for (const packet of packets) {
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
  const decoder = await startDecoder(FLAC);
  return {
    async decode(frames: readonly Uint8Array[]): Promise<PcmChunk> {
      const decoded = await decodeBy(decoder, () => decoder.decodeFrames([...frames]));
      if (decoded.errors.length > 0) await decodeBy(decoder, () => decoder.reset());
      // This port of libFLAC divides by 2^(bits − 1) − 1, everyone else (and our WAV reader) by 2^(bits − 1).
      const scale = 1 - 2 ** (1 - decoded.bitDepth);
      const chunk = toPcm(decoded, 0);
      for (const channel of chunk.channels) multiply(channel, scale);
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
  return {
    sampleRate,
    channels: channelData.map((channel) => channel.subarray(0, samplesDecoded)),
    damaged: damaged + errors.length,
  };
}
